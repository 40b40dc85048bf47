/**
 * <som-lab-sheet>: the neurons of a layer on their lattice: as pictures under the light of the mask, as pictures, or
 * by how strongly they answer. The pointer and the arrow keys choose a neuron; a click, a tap or Enter keeps it.
 */

import { LitElement, css, html } from 'lit';
import { neighborOf } from '../../math/lattice.js';
import { onThemeChange, prefersStillness, theme } from '../../style/theme.js';
import { fillCell } from '../../canvas/cells.js';
import { viridis } from '../../canvas/colormap.js';
import { layoutOf } from '../../canvas/layout.js';
import { between, drawLit } from '../../canvas/light.js';
import { drawMarks } from '../../canvas/marks.js';
import { fitted } from '../../canvas/pixels.js';

/** @import { Layer } from '../../engine/protocol.js' */
/** @import { Shape } from '../../math/lattice.js' */

/** @type {Record<string, 'left' | 'right' | 'up' | 'down'>} */
const ARROWS = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };
/** Room for the marks of neurons at the rim. */
const MARGIN = 5;
/** Milliseconds in which the light goes out here and on there. */
const FADE = 180;

export class NetSheet extends LitElement {
  static properties = {
    /** lattice, rows and cols */
    shape: { attribute: false },
    /** the neurons' pictures, where there are any */
    map: { attribute: false },
    /** of every neuron; null: all in full light */
    mask: { attribute: false },
    /** how strongly each neuron answers: then this is drawn, and nothing else */
    values: { attribute: false },
    ink: { type: Boolean },
    /** the neuron that is most like the picture, -1 for none */
    winner: { type: Number },
    hovered: { attribute: false },
    pinned: { attribute: false },
    /** the variant's color, of the marks */
    series: {},
    text: {},
  };

  static styles = css`
    :host {
      display: block;
      position: relative;
      aspect-ratio: 1;
      touch-action: pan-y;
    }
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
    }
    .sheet {
      cursor: crosshair;
    }
    .sheet:focus-visible {
      outline: 2.5px solid var(--accent);
      outline-offset: 3px;
    }
    .marks {
      inset: -${MARGIN}px;
      width: calc(100% + ${2 * MARGIN}px);
      height: calc(100% + ${2 * MARGIN}px);
      pointer-events: none;
    }
  `;

  constructor() {
    super();
    /** @type {Shape} */
    this.shape = { lattice: 'rectangle', rows: 0, cols: 0 };
    /** @type {Layer | null} */
    this.map = null;
    /** @type {Float32Array | null} */
    this.mask = null;
    /** @type {Float32Array | null} */
    this.values = null;
    this.ink = false;
    this.winner = -1;
    /** @type {number | null} */
    this.hovered = null;
    /** @type {number | null} */
    this.pinned = null;
    /** @type {import('../../catalogue/experiments.js').Series | ''} */
    this.series = '';
    this.text = '';
    this.side = 0;
    this.layout = layoutOf(this.shape, 1, 1);
    this.laid = '';
    /** @type {Float32Array | null} the light as it is, on its way to the mask */
    this.light = null;
    this.fading = 0;
    this.atlas = document.createElement('canvas');
    this.lamps = document.createElement('canvas');
    this.observer = new ResizeObserver(([entry]) => {
      if (entry.contentRect.width === this.side) return;
      this.side = entry.contentRect.width;
      this.requestUpdate();
    });
    this.forgetTheme = () => {};
  }

  connectedCallback() {
    super.connectedCallback();
    this.observer.observe(this);
    this.forgetTheme = onThemeChange(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.forgetTheme();
    cancelAnimationFrame(this.fading);
  }

  render() {
    return html`<canvas
        class="sheet"
        tabindex="0"
        role="application"
        aria-roledescription="sheet of neurons"
        aria-label=${this.text}
        @pointermove=${(/** @type {PointerEvent} */ event) => this.#hover(event)}
        @pointerleave=${() => this.#look({ hovered: null })}
        @blur=${() => this.#look({ hovered: null })}
        @click=${(/** @type {MouseEvent} */ event) => this.#pin(this.#at(event))}
        @keydown=${this.#key}
      ></canvas>
      <canvas class="marks" aria-hidden="true"></canvas>`;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    if (changed.has('mask')) this.#fade();
    this.#draw();
  }

  /** The light wanders: it goes out where it was while it comes on where it is going. */
  #fade() {
    const { light: from, mask } = this;
    cancelAnimationFrame(this.fading);
    if (!mask || !from || from.length !== mask.length || prefersStillness()) {
      this.light = mask;
      return;
    }
    const start = performance.now();
    const step = (/** @type {number} */ now) => {
      const share = Math.min(1, Math.max(0, (now - start) / FADE));
      this.light = between(from, mask, 1 - (1 - share) ** 2);
      this.#draw();
      if (share < 1) this.fading = requestAnimationFrame(step);
    };
    this.fading = requestAnimationFrame(step);
  }

  #draw() {
    const [sheet, marks] = this.renderRoot.querySelectorAll('canvas');
    if (!sheet || !marks || this.side === 0 || this.shape.rows === 0) return;
    const context = fitted(sheet, this.side, this.side);
    const over = fitted(marks, this.side + 2 * MARGIN, this.side + 2 * MARGIN);
    if (!context || !over) return;
    this.#arrange(sheet.width);
    const colors = theme();
    if (this.values) this.#drawValues(context, this.values);
    else {
      drawLit(context, this.layout, {
        mask: this.light,
        map: this.map,
        onPaper: this.ink && !colors.dark,
        dark: colors.dark,
        atlas: this.atlas,
        light: this.lamps,
      });
    }
    const shift = MARGIN * (globalThis.devicePixelRatio || 1);
    over.setTransform(1, 0, 0, 1, 0, 0);
    over.clearRect(0, 0, marks.width, marks.height);
    over.translate(shift, shift);
    drawMarks(over, this.layout, {
      unit: this.hovered,
      pinned: this.winner >= 0 ? this.winner : this.pinned,
      accent: this.series ? colors.note[this.series] : colors.accent,
      paper: colors.paperCss,
      torus: this.shape.lattice === 'torus',
    });
  }

  /** @param {number} side */
  #arrange(side) {
    const { lattice, rows, cols } = this.shape;
    const laid = [lattice, rows, cols, side].join();
    if (laid === this.laid) return;
    this.laid = laid;
    this.layout = layoutOf(this.shape, side, side);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Float32Array} values
   */
  #drawValues(context, values) {
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    const most = values.reduce((a, b) => Math.max(a, b), 0);
    for (let unit = 0; unit < this.layout.n; unit++) {
      fillCell(context, this.layout, unit, viridis(most > 0 ? values[unit] / most : 0));
    }
  }

  /** @param {MouseEvent} event */
  #at(event) {
    const canvas = /** @type {HTMLCanvasElement} */ (event.currentTarget);
    const box = canvas.getBoundingClientRect();
    const scale = canvas.width / box.width;
    const unit = this.layout.at((event.clientX - box.left) * scale, (event.clientY - box.top) * scale);
    return unit < 0 ? null : unit;
  }

  /** @param {{hovered?: number | null, pinned?: number | null}} look */
  #look(look) {
    this.dispatchEvent(new CustomEvent('look', { detail: look }));
  }

  /** @param {PointerEvent} event */
  #hover(event) {
    const hovered = this.#at(event);
    if (hovered !== this.hovered) this.#look({ hovered });
  }

  /** @param {number | null} unit */
  #pin(unit) {
    this.#look({ pinned: unit === this.pinned ? null : unit });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { shape, hovered, pinned, winner } = this;
    const direction = ARROWS[event.key];
    const middle = Math.floor(shape.rows / 2) * shape.cols + Math.floor(shape.cols / 2);
    const at = hovered ?? pinned;
    if (direction) {
      const start = winner >= 0 ? winner : middle;
      this.#look({ hovered: at === null ? start : neighborOf(shape, at, direction) });
    } else if (event.key === 'Enter') this.#pin(at);
    else if (event.key === 'Escape') this.#look({ hovered: null, pinned: null });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define('som-lab-sheet', NetSheet);
