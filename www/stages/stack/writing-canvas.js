/**
 * <som-lab-writing>: a picture written in the neurons of a map, each place drawn as its neuron, in the color of
 * its coordinates. The pointer and the arrow keys choose a place; a click, a tap or Enter keeps its neuron.
 */

import { LitElement, css, html } from 'lit';
import { neighborOf } from '../../math/lattice.js';
import { ThemeController, theme } from '../../style/theme.js';
import { layoutOf } from '../../canvas/layout.js';
import { canvasOf, drawTile, fitted } from '../../canvas/pixels.js';
import { PointingController, middleOf, pointingStyles } from '../../canvas/pointing-controller.js';
import { SizeController } from '../../canvas/size-controller.js';
import { tint } from './stack-map.js';

/** @import { Layer } from '../../engine/protocol.js' */
/** @import { Writing } from '../../canvas/writing.js' */

/** @param {Writing | null} writing */
const shapeOf = (writing) => ({
  lattice: /** @type {const} */ ('rectangle'),
  rows: writing?.rows ?? 0,
  cols: writing?.cols ?? 0,
});

export class WritingCanvas extends LitElement {
  static properties = {
    writing: { attribute: false },
    /** the map whose neurons stand in it */
    layer: { attribute: false },
    ink: { type: Boolean },
    /** the place under the pointer or the focus */
    hovered: { attribute: false },
    /** the neuron that is looked at: its places stay in the light */
    unit: { attribute: false },
    text: {},
  };

  static styles = [
    pointingStyles,
    css`
      :host {
        background: var(--well);
        border-radius: 3px;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Writing | null} */
    this.writing = null;
    /** @type {Layer | null} */
    this.layer = null;
    this.ink = false;
    /** @type {number | null} */
    this.hovered = null;
    /** @type {number | null} */
    this.unit = null;
    this.text = '';
    /** Places are not kept, but their neurons are: whoever listens knows which. @type {number | null} */
    this.pinned = null;
    this.size = new SizeController(this);
    this.theme = new ThemeController(this);
    this.pointing = new PointingController(this, {
      at: (x, y) => this.layout.at(x, y),
      start: () => this.writing && middleOf(this.writing),
      beside: (place, direction) => neighborOf(shapeOf(this.writing), place, direction),
    });
    this.layout = layoutOf(shapeOf(null), 1, 1);
    this.atlas = document.createElement('canvas');
  }

  render() {
    return html`<canvas
      tabindex="0"
      role="application"
      aria-roledescription="picture of winners"
      aria-label=${this.text}
    ></canvas>`;
  }

  updated() {
    const canvas = this.renderRoot.querySelector('canvas');
    const { width: side } = this.size;
    const context = canvas && fitted(canvas, side, side);
    if (!canvas || !context || side === 0) return;
    context.clearRect(0, 0, canvas.width, canvas.height);
    const { writing, layer } = this;
    if (!writing || !layer || layer.tiles.length === 0) return;
    this.layout = layoutOf(shapeOf(writing), canvas.width, canvas.height);
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
    const { mark, paper } = theme();
    const ratio = globalThis.devicePixelRatio || 1;
    const { layout, hovered, unit } = this;
    const lit = (/** @type {number} */ cell) => units[cell] === unit;
    const any = unit !== null && Array.from(units).includes(unit);
    for (let cell = 0; cell < layout.n; cell++) {
      const { x, y, w, h } = layout.rect(cell);
      if (any && !lit(cell)) {
        context.globalAlpha = 0.72;
        context.fillStyle = paper;
        context.fillRect(x, y, w, h);
        context.globalAlpha = 1;
      }
      if (cell !== hovered) continue;
      context.strokeStyle = paper;
      context.lineWidth = 5 * ratio;
      context.strokeRect(x, y, w, h);
      context.strokeStyle = mark;
      context.lineWidth = 2.5 * ratio;
      context.strokeRect(x, y, w, h);
    }
  }
}

customElements.define('som-lab-writing', WritingCanvas);
