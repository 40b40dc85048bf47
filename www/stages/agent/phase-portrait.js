/**
 * <som-lab-phase-portrait>: what an agent would do at every angle and angular velocity, the way of its last episode
 * through them, and where it is now.
 */

import { LitElement, css, html } from 'lit';
import { fitted } from '../../canvas/pixels.js';
import { SizeController } from '../../canvas/size-controller.js';
import { ThemeController, theme } from '../../style/theme.js';
import { fullOf, leaning, pushColor } from './action-colors.js';
import { ticksOf } from './axes.js';
import { wrapped } from './cart-geometry.js';
import { isPendulum, sceneText } from './state-words.js';

/** @import { Environment, Portrait } from '../../generated/types.js' */
/** @typedef {{left: number, top: number, width: number, height: number}} Box */

const DEGREES = 180 / Math.PI;
/** Of the ticks and titles, in CSS pixels. */
const MARGIN = { left: 42, top: 20, right: 12, bottom: 36 };
const FONT = '11px system-ui, sans-serif';

export class PhasePortrait extends LitElement {
  static properties = {
    portrait: { attribute: false },
    /** `[n_actions]`, in N or N m */
    efforts: { attribute: false },
    /** `[4]`, now; null: nowhere */
    state: { attribute: false },
    environment: {},
    /** in the place of a description in words */
    text: {},
  };

  static styles = css`
    :host {
      display: block;
    }
    .place {
      position: relative;
      aspect-ratio: 5 / 4;
    }
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
    }
  `;

  constructor() {
    super();
    /** @type {Portrait | null} */
    this.portrait = null;
    /** @type {ArrayLike<number>} */
    this.efforts = [];
    /** @type {ArrayLike<number> | null} */
    this.state = null;
    /** @type {Environment} */
    this.environment = 'cartpole_v0';
    this.text = '';
    this.size = new SizeController(this);
    this.theme = new ThemeController(this);
    this.cells = document.createElement('canvas');
    this.still = document.createElement('canvas');
    /** What stands still. @type {unknown[]} */
    this.drawn = [];
  }

  render() {
    return html`<div class="place">
      <canvas role="img" aria-label=${this.text || this.#words()}></canvas>
    </div>`;
  }

  #words() {
    const now = this.state?.length ? ` ${sceneText(this.state, this.environment)}` : '';
    return `What the agent would do at every angle and angular velocity.${now}`;
  }

  updated() {
    const canvas = this.renderRoot.querySelector('canvas');
    const { width } = this.size;
    if (!canvas || width === 0) return;
    const height = (width * 4) / 5;
    const context = fitted(canvas, width, height);
    if (!context) return;
    const ratio = canvas.width / width;
    const box = {
      left: MARGIN.left,
      top: MARGIN.top,
      width: width - MARGIN.left - MARGIN.right,
      height: height - MARGIN.top - MARGIN.bottom,
    };
    this.#drawStill(canvas.width, canvas.height, ratio, box);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = 'copy';
    context.drawImage(this.still, 0, 0);
    context.globalCompositeOperation = 'source-over';
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (this.portrait && this.state?.length) this.#drawNow(context, this.portrait, box, this.state);
  }

  /**
   * All but where it is now: drawn again when something of it has changed.
   * @param {number} width
   * @param {number} height
   * @param {number} ratio
   * @param {Box} box
   */
  #drawStill(width, height, ratio, box) {
    const shows = [this.portrait, this.efforts, this.environment, theme(), width, height];
    if (shows.every((value, i) => value === this.drawn[i])) return;
    this.drawn = shows;
    const { still, portrait } = this;
    Object.assign(still, { width, height });
    const context = still.getContext('2d');
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const colors = theme();
    if (!portrait) {
      context.fillStyle = colors.well;
      context.fillRect(box.left, box.top, box.width, box.height);
      return;
    }
    this.#drawCells(context, portrait, box);
    this.#drawAxes(context, portrait, box);
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    this.#drawTrail(context, portrait, box);
    context.restore();
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Portrait} portrait
   * @param {Box} box
   */
  #drawCells(context, { rows, cols, greedy, advantage }, box) {
    const { cells, efforts } = this;
    const colors = theme();
    Object.assign(cells, { width: cols, height: rows });
    const small = cells.getContext('2d');
    if (!small || rows * cols === 0) return;
    const image = small.createImageData(cols, rows);
    const full = fullOf(advantage);
    for (let i = 0; i < rows * cols; i++) {
      const color = pushColor(leaning(efforts, greedy[i], advantage[i], full), colors);
      image.data.set([...color, 255], 4 * i);
    }
    small.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'high';
    context.drawImage(cells, box.left, box.top, box.width, box.height);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Portrait} portrait
   * @param {Box} box
   */
  #drawAxes(context, { angle_limit: angleLimit, speed_limit: speedLimit }, { left, top, width, height }) {
    const colors = theme();
    const crisp = (/** @type {number} */ value) => Math.round(value) + 0.5;
    const label = (/** @type {number} */ value) => `${value < 0 ? '−' : ''}${Math.abs(value)}`;
    const [angle, speed] = [angleLimit * DEGREES, speedLimit * DEGREES];
    Object.assign(context, { lineWidth: 1, font: FONT, fillStyle: colors.soft, strokeStyle: colors.edge });
    Object.assign(context, { textAlign: 'center', textBaseline: 'top' });
    context.beginPath();
    for (const tick of ticksOf(angle, width)) {
      const x = left + (width * (tick / angle + 1)) / 2;
      context.moveTo(crisp(x), top + height);
      context.lineTo(crisp(x), top + height + 4);
      context.fillText(`${label(tick)}°`, x, top + height + 7);
    }
    Object.assign(context, { textAlign: 'right', textBaseline: 'middle' });
    for (const tick of ticksOf(speed, height)) {
      const y = top + (height * (1 - tick / speed)) / 2;
      context.moveTo(left - 4, crisp(y));
      context.lineTo(left, crisp(y));
      context.fillText(label(tick), left - 7, y);
    }
    context.stroke();
    // Upright and at rest: where the two lines meet.
    context.globalAlpha = 0.55;
    context.setLineDash([2, 4]);
    context.beginPath();
    context.moveTo(crisp(left + width / 2), top);
    context.lineTo(crisp(left + width / 2), top + height);
    context.moveTo(left, crisp(top + height / 2));
    context.lineTo(left + width, crisp(top + height / 2));
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
    Object.assign(context, { textAlign: 'left', textBaseline: 'alphabetic' });
    context.fillText('θ̇ in °/s', Math.max(2, left - 38), 11);
    Object.assign(context, { textAlign: 'right' });
    context.fillText('angle θ', left + width, top + height + 32);
  }

  /**
   * @param {Portrait} portrait
   * @param {Box} box
   * @param {ArrayLike<number>} states
   * @param {number} at  the state's first number
   */
  #point({ angle_limit: angle, speed_limit: speed }, { left, top, width, height }, states, at) {
    const pendulum = isPendulum(this.environment);
    const theta = pendulum ? wrapped(states[at]) : states[at + 2];
    const turning = pendulum ? states[at + 1] : states[at + 3];
    return { x: left + (width * (theta / angle + 1)) / 2, y: top + (height * (1 - turning / speed)) / 2 };
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Portrait} portrait
   * @param {Box} box
   */
  #drawTrail(context, portrait, box) {
    const n = portrait.trail.length / 4;
    if (n < 2) return;
    const colors = theme();
    Object.assign(context, {
      strokeStyle: colors.ink,
      fillStyle: colors.ink,
      lineCap: 'round',
      lineWidth: 1,
    });
    const points = Array.from({ length: n }, (_, i) => this.#point(portrait, box, portrait.trail, 4 * i));
    for (let i = 1; i < n; i++) {
      const [a, b] = [points[i - 1], points[i]];
      // Over the edge and in again on the other side: a pendulum that has gone round.
      if (Math.abs(a.x - b.x) > box.width / 2) continue;
      context.globalAlpha = 0.05 + 0.6 * (i / n) ** 2;
      context.beginPath();
      context.moveTo(a.x, a.y);
      context.lineTo(b.x, b.y);
      context.stroke();
    }
    context.globalAlpha = 1;
    // Its end, inside the picture even where it has fallen out of it.
    const end = kept(points[n - 1], box, 5);
    context.lineWidth = 2;
    context.beginPath();
    for (const way of [-1, 1]) {
      context.moveTo(end.x - 4, end.y - 4 * way);
      context.lineTo(end.x + 4, end.y + 4 * way);
    }
    context.strokeStyle = colors.paper;
    context.lineWidth = 4.5;
    context.stroke();
    context.strokeStyle = colors.ink;
    context.lineWidth = 2;
    context.stroke();
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Portrait} portrait
   * @param {Box} box
   * @param {ArrayLike<number>} state
   */
  #drawNow(context, portrait, box, state) {
    const colors = theme();
    const { x, y } = kept(this.#point(portrait, box, state, 0), box, 0);
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    context.fillStyle = colors.ink;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = colors.paper;
    context.stroke();
  }
}

/**
 * @param {{x: number, y: number}} point
 * @param {Box} box
 * @param {number} inset
 */
function kept({ x, y }, { left, top, width, height }, inset) {
  return {
    x: Math.min(left + width - inset, Math.max(left + inset, x)),
    y: Math.min(top + height - inset, Math.max(top + inset, y)),
  };
}

customElements.define('som-lab-phase-portrait', PhasePortrait);
