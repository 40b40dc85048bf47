/**
 * <som-lab-writing>: a picture written in the neurons of a map, each place drawn as its neuron, in the color of
 * its coordinates. The pointer and the arrow keys choose a place; a click, a tap or Enter keeps its neuron.
 */

import { LitElement, css, html } from 'lit';
import { neighborOf } from '../../math/lattice.js';
import { onThemeChange, theme } from '../../style/theme.js';
import { layoutOf } from '../../canvas/layout.js';
import { canvasOf, drawTile, fitted } from '../../canvas/pixels.js';
import { tint } from './stack-map.js';

/** @import { Layer } from '../../engine/protocol.js' */
/** @import { Writing } from '../../canvas/writing.js' */

/** @type {Record<string, 'left' | 'right' | 'up' | 'down'>} */
const ARROWS = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

export class WritingCanvas extends LitElement {
  static properties = {
    writing: { attribute: false },
    /** the map whose neurons stand in it */
    layer: { attribute: false },
    ink: { type: Boolean },
    /** the place under the pointer or the focus */
    place: { attribute: false },
    /** the neuron that is looked at: its places stay in the light */
    unit: { attribute: false },
    text: {},
  };

  static styles = css`
    :host {
      display: block;
      position: relative;
      aspect-ratio: 1;
      touch-action: pan-y;
      background: var(--well);
      border-radius: 3px;
    }
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      cursor: crosshair;
    }
    canvas:focus-visible {
      outline: 2.5px solid var(--accent);
      outline-offset: 3px;
    }
  `;

  constructor() {
    super();
    /** @type {Writing | null} */
    this.writing = null;
    /** @type {Layer | null} */
    this.layer = null;
    this.ink = false;
    /** @type {number | null} */
    this.place = null;
    /** @type {number | null} */
    this.unit = null;
    this.text = '';
    this.side = 0;
    this.layout = layoutOf({ lattice: 'rectangle', rows: 0, cols: 0 }, 1, 1);
    this.atlas = document.createElement('canvas');
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
  }

  render() {
    return html`<canvas
      tabindex="0"
      role="application"
      aria-roledescription="picture of winners"
      aria-label=${this.text}
      @pointermove=${(/** @type {PointerEvent} */ event) => this.#choose(this.#at(event))}
      @pointerleave=${() => this.#choose(null)}
      @blur=${() => this.#choose(null)}
      @click=${(/** @type {MouseEvent} */ event) => this.#keep(this.#at(event))}
      @keydown=${this.#key}
    ></canvas>`;
  }

  updated() {
    const canvas = this.renderRoot.querySelector('canvas');
    const context = canvas && fitted(canvas, this.side, this.side);
    if (!canvas || !context || this.side === 0) return;
    context.clearRect(0, 0, canvas.width, canvas.height);
    const { writing, layer } = this;
    if (!writing || !layer || layer.tiles.length === 0) return;
    const { rows, cols } = writing;
    this.layout = layoutOf({ lattice: 'rectangle', rows, cols }, canvas.width, canvas.height);
    this.#drawCells(context, writing, layer);
    this.#drawMarks(context, writing);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Writing} writing
   * @param {Layer} layer
   */
  #drawCells(context, { units }, layer) {
    const { tile_height: tileHeight, tile_width: tileWidth, atlas_cols: cols, atlas_rows: rows } = layer;
    const onPaper = this.ink && !theme().dark;
    const canvas = canvasOf(layer.tiles, cols * tileWidth, rows * tileHeight, onPaper, this.atlas);
    for (let cell = 0; cell < this.layout.n; cell++)
      drawTile(context, { canvas, tileWidth, tileHeight, cols }, units[cell], this.layout.rect(cell));
    tint(context, this.layout, layer, this.ink, (cell) => units[cell]);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Writing} writing
   */
  #drawMarks(context, { units }) {
    const { accent, paperCss } = theme();
    const ratio = globalThis.devicePixelRatio || 1;
    const { layout, place, unit } = this;
    const lit = (/** @type {number} */ cell) => units[cell] === unit;
    const any = unit !== null && Array.from(units).includes(unit);
    for (let cell = 0; cell < layout.n; cell++) {
      const { x, y, w, h } = layout.rect(cell);
      if (any && !lit(cell)) {
        context.globalAlpha = 0.72;
        context.fillStyle = paperCss;
        context.fillRect(x, y, w, h);
        context.globalAlpha = 1;
      }
      if (cell !== place) continue;
      context.strokeStyle = paperCss;
      context.lineWidth = 5 * ratio;
      context.strokeRect(x, y, w, h);
      context.strokeStyle = accent;
      context.lineWidth = 2.5 * ratio;
      context.strokeRect(x, y, w, h);
    }
  }

  /** @param {MouseEvent} event */
  #at(event) {
    const canvas = /** @type {HTMLCanvasElement} */ (event.currentTarget);
    const box = canvas.getBoundingClientRect();
    const scale = canvas.width / box.width;
    const place = this.layout.at((event.clientX - box.left) * scale, (event.clientY - box.top) * scale);
    return place < 0 ? null : place;
  }

  /** @param {number | null} place */
  #choose(place) {
    if (place !== this.place) this.dispatchEvent(new CustomEvent('choose', { detail: place }));
  }

  /** @param {number | null} place */
  #keep(place) {
    this.dispatchEvent(new CustomEvent('keep', { detail: place }));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { writing, place } = this;
    if (!writing || event.ctrlKey || event.metaKey || event.altKey) return;
    const { rows, cols } = writing;
    const direction = ARROWS[event.key];
    const middle = Math.floor(rows / 2) * cols + Math.floor(cols / 2);
    if (direction) {
      const shape = { lattice: /** @type {const} */ ('rectangle'), rows, cols };
      this.#choose(place === null ? middle : neighborOf(shape, place, direction));
    } else if (event.key === 'Enter') this.#keep(place);
    else if (event.key === 'Escape') {
      this.#choose(null);
      this.#keep(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define('som-lab-writing', WritingCanvas);
