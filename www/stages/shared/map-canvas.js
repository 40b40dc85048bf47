/**
 * <som-lab-map>: the map's canvas, and the marks and the pointer over it.
 */

import { LitElement, css, html } from 'lit';
import { neighborOf } from '../../math/lattice.js';
import { ThemeController, theme } from '../../style/theme.js';
import { layoutOf } from '../../canvas/layout.js';
import { drawMap } from '../../canvas/map.js';
import { drawMarks } from '../../canvas/marks.js';
import { canvasOf, fitted } from '../../canvas/pixels.js';
import { PointingController, middleOf, pointingStyles } from '../../canvas/pointing-controller.js';
import { SizeController } from '../../canvas/size-controller.js';

/** @import { Frame, View } from '../../engine/protocol.js' */

export class MapCanvas extends LitElement {
  static properties = {
    frame: { attribute: false },
    view: {},
    ink: { type: Boolean },
    classes: { attribute: false },
    range: { attribute: false },
    hovered: { attribute: false },
    pinned: { attribute: false },
    text: {},
  };

  static styles = [
    pointingStyles,
    css`
      .map {
        outline-offset: 4px;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Frame | null} */
    this.frame = null;
    /** @type {View} */
    this.view = 'codebook';
    this.ink = false;
    /** @type {string[]} */
    this.classes = [];
    /** @type {number | null} */
    this.hovered = null;
    /** @type {number | null} */
    this.pinned = null;
    this.text = '';
    this.size = new SizeController(this);
    this.theme = new ThemeController(this, () => this.requestUpdate('frame'));
    this.pointing = new PointingController(this, {
      at: (x, y) => this.layout.at(x, y),
      start: () => this.frame && middleOf(this.frame),
      beside: (unit, direction) => (this.frame ? neighborOf(this.frame, unit, direction) : unit),
    });
    /** @type {[number, number]} */
    this.range = [0, 0];
    this.shape = '';
    this.layout = layoutOf({ lattice: 'rectangle', rows: 0, cols: 0 }, 1, 1);
    this.atlasCanvas = document.createElement('canvas');
  }

  render() {
    return html`<canvas
        class="map"
        tabindex="0"
        role="application"
        aria-roledescription="map"
        aria-label=${this.text}
      ></canvas>
      <canvas class="marks" aria-hidden="true"></canvas>`;
  }

  /** @returns {HTMLCanvasElement[]} */
  get canvases() {
    return [...this.renderRoot.querySelectorAll('canvas')];
  }

  updated() {
    const [map, marks] = this.canvases;
    const { width: side } = this.size;
    const context = fitted(map, side, side);
    const over = fitted(marks, side, side);
    const { frame } = this;
    if (!context || !over || !frame || side === 0) return;
    this.#arrange(frame, map.width);
    const colors = theme();
    drawMap(context, this.view, {
      frame,
      layout: this.layout,
      atlas: this.#atlas(frame),
      range: this.range,
      classes: this.classes,
      theme: { paper: colors.paperRgb, line: colors.line },
    });
    drawMarks(over, this.layout, {
      unit: this.hovered,
      pinned: this.pinned,
      accent: colors.mark,
      paper: colors.paper,
      torus: frame.lattice === 'torus',
    });
  }

  /**
   * @param {Frame} frame
   * @param {number} side
   */
  #arrange(frame, side) {
    const shape = [frame.lattice, frame.rows, frame.cols, side, frame.tile_width].join();
    if (shape !== this.shape) {
      this.shape = shape;
      this.layout = layoutOf(frame, side, side, frame.tile_width > 1);
    }
  }

  /** @param {Frame} frame */
  #atlas(frame) {
    if (frame.tiles.length === 0) return null;
    const { tile_width: tileWidth, tile_height: tileHeight, atlas_cols: cols, atlas_rows: rows } = frame;
    const onPaper = this.ink && !theme().dark;
    const canvas = canvasOf(frame.tiles, cols * tileWidth, rows * tileHeight, onPaper, this.atlasCanvas);
    return { canvas, tileWidth, tileHeight, cols };
  }
}

customElements.define('som-lab-map', MapCanvas);
