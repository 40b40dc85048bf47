/**
 * <som-lab-map>: the map's canvas, and the marks and the pointer over it.
 */

import { LitElement, css, html } from 'lit';
import { neighborOf } from '../../math/lattice.js';
import { onThemeChange, theme } from '../../style/theme.js';
import { layoutOf } from '../../canvas/layout.js';
import { drawMap } from '../../canvas/map.js';
import { drawMarks } from '../../canvas/marks.js';
import { canvasOf, fitted } from '../../canvas/pixels.js';

/** @import { Frame, View } from '../../engine/protocol.js' */

/** @type {Record<string, 'left' | 'right' | 'up' | 'down'>} */
const ARROWS = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

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
    .marks {
      pointer-events: none;
    }
    .map {
      cursor: crosshair;
      outline-offset: 4px;
    }
    .map:focus-visible {
      outline: 2.5px solid var(--accent);
    }
  `;

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
    this.side = 0;
    /** @type {[number, number]} */
    this.range = [0, 0];
    this.shape = '';
    this.layout = layoutOf({ lattice: 'rectangle', rows: 0, cols: 0 }, 1, 1);
    this.atlasCanvas = document.createElement('canvas');
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
    this.forgetTheme = onThemeChange(() => this.requestUpdate('frame'));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.forgetTheme();
  }

  render() {
    return html`<canvas
        class="map"
        tabindex="0"
        role="application"
        aria-roledescription="map"
        aria-label=${this.text}
        @pointermove=${this.#hover}
        @pointerleave=${() => this.#look({ hovered: null })}
        @blur=${() => this.#look({ hovered: null })}
        @click=${this.#pin}
        @keydown=${this.#key}
      ></canvas>
      <canvas class="marks" aria-hidden="true"></canvas>`;
  }

  /** @returns {HTMLCanvasElement[]} */
  get canvases() {
    return [...this.renderRoot.querySelectorAll('canvas')];
  }

  updated() {
    const [map, marks] = this.canvases;
    const context = fitted(map, this.side, this.side);
    const over = fitted(marks, this.side, this.side);
    const { frame } = this;
    if (!context || !over || !frame || this.side === 0) return;
    this.#arrange(frame, map.width);
    const colors = theme();
    drawMap(context, this.view, {
      frame,
      layout: this.layout,
      atlas: this.#atlas(frame),
      range: this.range,
      classes: this.classes,
      theme: { paper: colors.paper, line: colors.line },
    });
    drawMarks(over, this.layout, {
      unit: this.hovered,
      pinned: this.pinned,
      accent: colors.accent,
      paper: colors.paperCss,
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

  /** @param {MouseEvent} event */
  #unitAt(event) {
    const [map] = this.canvases;
    const box = map.getBoundingClientRect();
    const scale = map.width / box.width;
    const unit = this.layout.at((event.clientX - box.left) * scale, (event.clientY - box.top) * scale);
    return unit < 0 ? null : unit;
  }

  /** @param {{hovered?: number | null, pinned?: number | null}} look */
  #look(look) {
    this.dispatchEvent(new CustomEvent('look', { detail: look }));
  }

  /** @param {PointerEvent} event */
  #hover(event) {
    const hovered = this.#unitAt(event);
    if (hovered !== this.hovered) this.#look({ hovered });
  }

  /** @param {MouseEvent} event */
  #pin(event) {
    const unit = this.#unitAt(event);
    this.#look({ pinned: unit === this.pinned ? null : unit });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { frame } = this;
    const direction = ARROWS[event.key];
    if (!frame || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.hovered ?? this.pinned;
    if (direction) {
      const start = Math.floor(frame.rows / 2) * frame.cols + Math.floor(frame.cols / 2);
      this.#look({ hovered: at === null ? start : neighborOf(frame, at, direction) });
    } else if (event.key === 'Enter') this.#look({ pinned: at === this.pinned ? null : at });
    else if (event.key === 'Escape') this.#look({ hovered: null, pinned: null });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define('som-lab-map', MapCanvas);
