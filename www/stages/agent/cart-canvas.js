/**
 * <som-lab-cart>: a cart and its pole, or a pendulum, as it moves. A drag on the pole or the cart nudges it; where a
 * person may play, the arrow keys and, while they do, the halves of the picture push it.
 *
 * Its events: `nudge` {force} in N (of a pendulum, N m); `push` {effort}: what a person pushes with, 0 where they hold
 * nothing, null where that leaves it to the agent.
 */

import { LitElement, css, html } from 'lit';
import { fitted } from '../../canvas/pixels.js';
import { isChord } from '../../canvas/pointing-controller.js';
import { SizeController } from '../../canvas/size-controller.js';
import { count } from '../../math/format.js';
import { ThemeController, theme } from '../../style/theme.js';
import { arcArrow, arrow, drawCart, drawPendulum } from './cart-drawing.js';
import {
  CART,
  NUDGE,
  PUSH,
  TORQUE,
  angleOf,
  forceOf,
  hingeOf,
  nearestOn,
  sceneOf,
  tipOf,
  torqueOf,
} from './cart-geometry.js';
import { endingText, isPendulum, sceneText, stateText } from './state-words.js';
import { styled } from '../../style/styled.js';

/** @import { Ending, Environment } from '../../generated/types.js' */
/** @import { Point, Scene } from './cart-geometry.js' */

/**
 * What a hand holds: where it took it and where it is now.
 * @typedef {{pointer: number, what: 'pole' | 'cart', along: number, from: Point, to: Point}} Hold
 */

/** Narrower than this, in CSS pixels, the picture is higher for its width. */
const NARROW = 480;
/** Width over height: a track is long, a pendulum round. */
const ASPECT = { cart: { wide: 16 / 6.4, narrow: 16 / 9 }, pendulum: { wide: 16 / 8, narrow: 4 / 3 } };
/** How near a pole has to be to be taken, in CSS pixels; a finger is less exact. */
const REACH = { mouse: 14, touch: 26 };
/** Milliseconds in which the arrow of a push fades: pushes to and fro are seen beside each other. */
const FADE = 140;
/** Milliseconds between two descriptions of what moves. */
const TELL_EVERY = 2000;
/** Of a nudge with the keys, as a share of the strongest. */
const KEY_NUDGE = 0.5;

export class CartCanvas extends LitElement {
  static properties = {
    environment: {},
    /** `[4]` */
    state: { attribute: false },
    /** of the last step, in N or N m */
    effort: { type: Number },
    ending: { attribute: false },
    steps: { type: Number },
    limit: { type: Number },
    /** a person may steer */
    playable: { type: Boolean },
    /** a person steers */
    playing: { type: Boolean, reflect: true },
  };

  static styles = css`
    :host {
      display: block;
      container-type: inline-size;
    }
    .scene {
      position: relative;
      aspect-ratio: var(--wide);
    }
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      border-radius: 6px;
      outline: none;
      touch-action: pan-y;
    }
    canvas:focus-visible {
      outline: 2.5px solid var(--accent);
      outline-offset: 2px;
    }
    canvas[data-over] {
      cursor: grab;
    }
    canvas[data-held] {
      cursor: grabbing;
      touch-action: none;
    }
    :host([playing]) canvas {
      cursor: ew-resize;
      touch-action: none;
      -webkit-user-select: none;
      user-select: none;
    }
    p {
      display: flex;
      justify-content: space-between;
      gap: 0 16px;
      min-height: 18px;
      margin: 4px 0 0;
      color: var(--soft);
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
    /* In the style sheet, so that it is so before anything is measured. */
    @container (width < ${NARROW}px) {
      .scene {
        aspect-ratio: var(--narrow);
      }
      p {
        flex-direction: column;
        min-height: 36px;
      }
    }
    b {
      color: var(--ink);
      font-weight: 600;
    }
    .failed {
      color: var(--danger);
    }
  `;

  constructor() {
    super();
    /** @type {Environment} */
    this.environment = 'cartpole_v0';
    /** @type {ArrayLike<number>} */
    this.state = new Float32Array(4);
    this.effort = 0;
    /** @type {Ending | null} */
    this.ending = null;
    this.steps = 0;
    this.limit = 0;
    this.playable = false;
    this.playing = false;
    this.size = new SizeController(this);
    this.theme = new ThemeController(this);
    /** @type {Hold | null} */
    this.hold = null;
    this.over = false;
    /** Directions that a person pushes in, by key or pointer, the latest last. @type {Map<string | number, number>} */
    this.pushes = new Map();
    /** How much is still seen of the last pushes, and the strength of their arrows. */
    this.seen = { left: 0, right: 0, effort: 0, at: 0 };
    this.said = { text: '', at: -Infinity, of: '' };
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.hold = null;
    this.#rest();
  }

  get #pendulum() {
    return isPendulum(this.environment);
  }

  /** @returns {Scene} */
  get #scene() {
    const { width } = this.size;
    return sceneOf(width, this.#height, this.#pendulum);
  }

  get #height() {
    const { width } = this.size;
    return width / this.#aspects[width < NARROW ? 'narrow' : 'wide'];
  }

  get #aspects() {
    return ASPECT[this.#pendulum ? 'pendulum' : 'cart'];
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    // Upright in the middle, until it is known.
    if (!(this.state?.length >= 4)) this.state = new Float32Array(4);
    if (changed.has('playing') && !this.playing) this.pushes.clear();
    if (changed.has('state') || changed.has('effort') || changed.has('steps')) this.#glow();
    const now = performance.now();
    const of = `${this.environment}/${this.ending}/${this.playable}/${this.playing}`;
    if (of === this.said.of && now - this.said.at < TELL_EVERY) return;
    this.said = { text: this.#words(), at: now, of };
  }

  /** The last push is seen in full, the other fades. */
  #glow() {
    const now = performance.now();
    const left = Math.exp(-(now - this.seen.at) / FADE);
    const effort = this.ending === null && this.steps > 0 ? this.effort : 0;
    this.seen = {
      left: effort < 0 ? 1 : this.seen.left * left,
      right: effort > 0 ? 1 : this.seen.right * left,
      effort: effort === 0 ? this.seen.effort : effort,
      at: now,
    };
  }

  #words() {
    const ending = endingText(this.ending, this.state, this.environment);
    const keys = this.playable
      ? ' The left and right arrow keys push it; with Shift they nudge it.'
      : ' The left and right arrow keys nudge it.';
    return `${sceneText(this.state, this.environment)}${ending ? ` ${ending}.` : ''}${keys}`;
  }

  render() {
    const { steps, limit, ending, state, environment } = this;
    const over = endingText(ending, state, environment);
    const { wide, narrow } = this.#aspects;
    return html`<div class="scene" ${styled({ '--wide': wide, '--narrow': narrow })}>
        <canvas
          tabindex="0"
          role="application"
          aria-roledescription=${this.#pendulum ? 'pendulum' : 'cart and pole'}
          aria-label=${this.said.text}
          ?data-over=${this.over}
          ?data-held=${this.hold !== null}
          @pointerdown=${this.#down}
          @pointermove=${this.#move}
          @pointerup=${this.#up}
          @pointercancel=${this.#cancel}
          @pointerleave=${() => this.#point(false)}
          @keydown=${this.#key}
          @keyup=${this.#keyUp}
          @blur=${() => this.#rest()}
        ></canvas>
      </div>
      <p>
        <span
          ><b>${count(steps)}</b> ${limit > 0 ? `of ${count(limit)} steps` : 'steps'}${
            over ? html` · <b class=${ending ?? ''}>${over}</b>` : ''
          }</span
        >
        <span class="state">${this.hold ? this.#holdText() : stateText(state, environment)}</span>
      </p>`;
  }

  updated() {
    const canvas = this.renderRoot.querySelector('canvas');
    const scene = this.#scene;
    if (!canvas || scene.width === 0) return;
    const context = fitted(canvas, scene.width, scene.height);
    if (!context) return;
    const ratio = canvas.width / scene.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, scene.width, scene.height);
    const colors = theme();
    const { left, right, effort } = this.seen;
    const shown = { state: this.state, left, right, effort, failed: this.ending === 'failed' };
    if (this.playing) this.#drawHalves(context, scene);
    if (this.#pendulum)
      drawPendulum(context, scene, { ...shown, effort: this.ending ? 0 : this.effort }, colors);
    else drawCart(context, scene, shown, colors);
    if (this.hold) this.#drawHold(context, scene, this.hold);
  }

  /**
   * The halves that a person can push on, and the one that is pushed.
   * @param {CanvasRenderingContext2D} context
   * @param {Scene} scene
   */
  #drawHalves(context, { width, height }) {
    const way = this.#way;
    const colors = theme();
    Object.assign(context, { lineWidth: 3, lineCap: 'round', lineJoin: 'round' });
    for (const side of [-1, 1]) {
      const x = side < 0 ? 18 : width - 18;
      context.globalAlpha = side === way ? 1 : 0.55;
      context.strokeStyle = colors.series[side < 0 ? 0 : 1];
      context.beginPath();
      context.moveTo(x - 5 * side, height / 2 - 11);
      context.lineTo(x + 5 * side, height / 2);
      context.lineTo(x - 5 * side, height / 2 + 11);
      context.stroke();
    }
    context.globalAlpha = 1;
    if (way === 0) return;
    const ground = context.createLinearGradient(way < 0 ? 0 : width, 0, width / 2, 0);
    const hue = way < 0 ? colors.push.left : colors.push.right;
    ground.addColorStop(0, hue);
    ground.addColorStop(1, `${hue}00`);
    context.globalAlpha = 0.35;
    context.fillStyle = ground;
    context.fillRect(way < 0 ? 0 : width / 2, 0, width / 2, height);
    context.globalAlpha = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Scene} scene
   * @param {Hold} hold
   */
  #drawHold(context, scene, hold) {
    const colors = theme();
    // Not the color of a push to either side: it can go to both.
    const [, , , color] = colors.series;
    Object.assign(context, { strokeStyle: color, lineWidth: 3, lineCap: 'round', lineJoin: 'round' });
    const { hinge, tip, angle } = this.#ends(scene);
    const strength = this.#strength(scene, hold);
    if (this.#pendulum) {
      const radius = Math.max(0.3, hold.along) * scene.scale;
      arcArrow(context, hinge, radius, angle, (strength / NUDGE.torque) * 1.2, 11);
      return;
    }
    const at =
      hold.what === 'cart'
        ? { x: hinge.x, y: scene.ground - (CART.wheel + CART.height / 2) * scene.scale }
        : { x: hinge.x + hold.along * (tip.x - hinge.x), y: hinge.y + hold.along * (tip.y - hinge.y) };
    const way = hold.what === 'pole' ? -strength : strength;
    arrow(context, at, { x: at.x + (way / NUDGE.force) * 0.5 * scene.scale, y: at.y }, 11);
    context.fillStyle = color;
    context.beginPath();
    context.arc(at.x, at.y, 4, 0, 2 * Math.PI);
    context.fill();
  }

  #holdText() {
    const strength = this.hold ? Math.abs(this.#strength(this.#scene, this.hold)) : 0;
    return this.#pendulum ? `nudge ${strength.toFixed(1)} N·m` : `nudge ${strength.toFixed(0)} N`;
  }

  /** @param {Scene} scene */
  #ends(scene) {
    const hinge = hingeOf(scene, this.state, this.#pendulum);
    const angle = angleOf(this.state, this.#pendulum);
    return { hinge, angle, tip: tipOf(hinge, angle, scene.scale) };
  }

  /**
   * @param {Scene} scene
   * @param {Hold} hold
   */
  #strength({ scale }, { what, from, to }) {
    const drag = { x: to.x - from.x, y: to.y - from.y };
    if (this.#pendulum) return torqueOf(drag, scale, angleOf(this.state, true));
    return forceOf(drag.x, scale, what);
  }

  /** What is below a pointer. @param {PointerEvent} event */
  #under(event) {
    const scene = this.#scene;
    const point = this.#at(event);
    const { hinge, tip } = this.#ends(scene);
    const { distance, along } = nearestOn(point, hinge, tip);
    const reach = event.pointerType === 'touch' ? REACH.touch : REACH.mouse;
    if (distance <= reach && (this.#pendulum || along > 0))
      return { what: /** @type {const} */ ('pole'), along };
    const [dx, dy] = [point.x - hinge.x, point.y - (scene.ground + hinge.y) / 2];
    const onCart =
      Math.abs(dx) < (CART.width / 2) * scene.scale + 6 && Math.abs(dy) < (scene.ground - hinge.y) / 2 + 8;
    return onCart && !this.#pendulum ? { what: /** @type {const} */ ('cart'), along: 0 } : null;
  }

  /** @param {PointerEvent} event @returns {Point} */
  #at(event) {
    const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** @param {boolean} over */
  #point(over) {
    if (over === this.over) return;
    this.over = over;
    this.requestUpdate();
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || this.hold) return;
    const canvas = /** @type {Element} */ (event.currentTarget);
    if (this.playing) {
      canvas.setPointerCapture(event.pointerId);
      this.#press(event.pointerId, this.#at(event).x < this.size.width / 2 ? -1 : 1);
      return;
    }
    const under = this.#under(event);
    if (!under) return;
    canvas.setPointerCapture(event.pointerId);
    const from = this.#at(event);
    this.hold = { pointer: event.pointerId, ...under, from, to: from };
    this.requestUpdate();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (this.playing) {
      // A finger may slide to the other half.
      if (this.pushes.has(event.pointerId)) {
        this.#press(event.pointerId, this.#at(event).x < this.size.width / 2 ? -1 : 1);
      }
      return;
    }
    if (!this.hold) return this.#point(this.#under(event) !== null);
    if (event.pointerId !== this.hold.pointer) return;
    this.hold = { ...this.hold, to: this.#at(event) };
    this.requestUpdate();
  }

  /** @param {PointerEvent} event */
  #up(event) {
    this.#release(event.pointerId);
    if (event.pointerId !== this.hold?.pointer) return;
    const force = this.#strength(this.#scene, this.hold);
    this.hold = null;
    this.requestUpdate();
    this.#nudge(force);
  }

  /** @param {PointerEvent} event */
  #cancel(event) {
    this.#release(event.pointerId);
    if (event.pointerId !== this.hold?.pointer) return;
    this.hold = null;
    this.requestUpdate();
  }

  /** @param {number} force */
  #nudge(force) {
    if (Math.abs(force) < 0.01) return;
    this.dispatchEvent(new CustomEvent('nudge', { detail: { force } }));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const way = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (event.key === 'Escape' && this.hold) {
      this.hold = null;
      this.requestUpdate();
    } else if (way === 0 || isChord(event)) return;
    else if (this.playable && !event.shiftKey) this.#press(event.key, way);
    else if (!event.repeat) this.#nudge(way * KEY_NUDGE * (this.#pendulum ? NUDGE.torque : NUDGE.force));
    // The figure steps with the same key, and the page scrolls.
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {KeyboardEvent} event */
  #keyUp(event) {
    if (this.pushes.has(event.key)) this.#release(event.key);
  }

  /** Where a person pushes: the last of several wins. */
  get #way() {
    return [...this.pushes.values()].at(-1) ?? 0;
  }

  /**
   * @param {string | number} by
   * @param {number} way
   */
  #press(by, way) {
    if (this.pushes.get(by) === way) return;
    this.pushes.delete(by);
    this.pushes.set(by, way);
    this.#push();
  }

  /** @param {string | number} by */
  #release(by) {
    if (this.pushes.delete(by)) this.#push();
  }

  #rest() {
    if (this.pushes.size === 0) return;
    this.pushes.clear();
    this.#push();
  }

  #push() {
    const way = this.#way;
    const rest = this.playing ? 0 : null;
    const effort = way === 0 ? rest : way * (this.#pendulum ? TORQUE : PUSH);
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('push', { detail: { effort } }));
  }
}

customElements.define('som-lab-cart', CartCanvas);
