/**
 * <som-lab-unit>: one neuron, looked into: its weights enlarged, and the held-out pictures that fall on it.
 */

import { LitElement, css, html, nothing } from 'lit';
import { wordsOf } from '../catalogue/datasets.js';
import { count, plural } from '../math/format.js';
import { ThemeController, theme } from '../style/theme.js';
import { canvasOf, drawTile, fitted } from '../canvas/pixels.js';
import { SizeController } from '../canvas/size-controller.js';

/** @import { Frame, DatasetName } from '../engine/protocol.js' */

const SAMPLE = 42;

export class UnitView extends LitElement {
  static properties = {
    frame: { attribute: false },
    unit: { attribute: false },
    pinned: { type: Boolean },
    pictures: {},
    classes: { attribute: false },
    component: { attribute: false },
    measured: { attribute: false },
  };

  static styles = css`
    :host {
      display: grid;
      grid-template-columns: 168px 1fr;
      gap: 0 16px;
      height: 212px;
      align-content: start;
    }
    .picture {
      width: 168px;
      height: 168px;
      background: var(--well);
      border-radius: 2px;
    }
    .picture[data-pickable] {
      cursor: crosshair;
    }
    h4 {
      margin: 0;
      font: 600 13px/18px var(--sans);
    }
    p {
      margin: 0 0 6px;
      font: 13px/18px var(--sans);
      color: var(--soft);
    }
    .samples[hidden] {
      display: none;
    }
    .samples {
      display: block;
      width: 100%;
      height: 144px;
    }
  `;

  constructor() {
    super();
    /** @type {Frame | null} */
    this.frame = null;
    /** @type {number | null} */
    this.unit = null;
    this.pinned = false;
    /** @type {DatasetName} */
    this.pictures = 'mnist';
    /** @type {string[]} */
    this.classes = [];
    /** @type {number | null} */
    this.component = null;
    this.measured = 0;
    this.size = new SizeController(this);
    this.theme = new ThemeController(this);
    this.tile = document.createElement('canvas');
    this.strip = document.createElement('canvas');
  }

  /** Room beside the picture. */
  get #room() {
    return this.size.width - 184;
  }

  get detail() {
    const detail = this.frame?.unit ?? null;
    return detail && this.unit !== null && detail.index === this.unit ? detail : null;
  }

  render() {
    const pick = this.component !== null;
    return html`<canvas
        class="picture"
        ?data-pickable=${pick}
        role="img"
        aria-label="The weights of this neuron, as a picture"
        @click=${this.#pick}
      ></canvas>
      <div>
        ${this.#words()}
        <canvas
          class="samples"
          role="img"
          ?hidden=${this.detail === null}
          aria-label="Held-out pictures that fall on this neuron"
        ></canvas>
      </div>`;
  }

  #words() {
    const { frame, unit, detail } = this;
    if (!frame || unit === null) {
      return html`<h4>A neuron, close up</h4>
        <p>
          Point at a neuron on the map, or walk there with the arrow keys. A click, a tap or Enter keeps it
          here.
        </p>`;
    }
    const chain = frame.rows === 1;
    const row = Math.floor(unit / frame.cols) + 1;
    const name = chain ? `Neuron ${unit + 1}` : `Neuron in row ${row}, column ${(unit % frame.cols) + 1}`;
    return html`<h4>${name}${this.pinned ? html`, kept` : nothing}</h4>
      <p>${detail && this.measured > 0 ? this.#hits(detail.hits) : 'Nothing has been measured yet.'}</p>`;
  }

  /** @param {number} hits */
  #hits(hits) {
    const { one, many } = wordsOf(this.pictures);
    if (hits === 0) return `None of ${count(this.measured)} held-out ${many} falls on it.`;
    return `${plural(hits, one, many)} of ${count(this.measured)} held out ${hits === 1 ? 'falls' : 'fall'} on it:`;
  }

  updated() {
    const [picture, samples] = this.renderRoot.querySelectorAll('canvas');
    const big = fitted(picture, 168, 168);
    const row = fitted(samples, Math.max(1, this.#room), 144);
    if (!big || !row) return;
    big.clearRect(0, 0, picture.width, picture.height);
    row.clearRect(0, 0, samples.width, samples.height);
    const { frame, detail } = this;
    if (!frame || !detail) return;
    const { tile_width: tileWidth, tile_height: tileHeight } = frame;
    const onPaper = wordsOf(this.pictures).ink && !theme().dark;
    const canvas = canvasOf(detail.values, tileWidth, tileHeight, onPaper, this.tile);
    drawTile(big, { canvas, tileWidth, tileHeight, cols: 1 }, 0, {
      x: 0,
      y: 0,
      w: picture.width,
      h: picture.height,
    });
    if (this.component !== null) this.#markComponent(big, frame);
    this.#drawSamples(row, frame, onPaper);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Frame} frame
   */
  #markComponent(context, { tile_width: across, tile_height: down, tile_channels: channels }) {
    const pixel = Math.floor((this.component ?? 0) / channels);
    const w = context.canvas.width / across;
    const h = context.canvas.height / down;
    const x = (pixel % across) * w;
    const y = Math.floor(pixel / across) * h;
    context.strokeStyle = theme().paper;
    context.lineWidth = 5;
    context.strokeRect(x - 1, y - 1, w + 2, h + 2);
    context.strokeStyle = theme().mark;
    context.lineWidth = 2.5;
    context.strokeRect(x - 1, y - 1, w + 2, h + 2);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Frame} frame
   * @param {boolean} onPaper
   */
  #drawSamples(context, { tile_width: tileWidth, tile_height: tileHeight }, onPaper) {
    const detail = this.detail;
    if (!detail || detail.sample_count === 0) return;
    const n = detail.sample_count;
    const canvas = canvasOf(detail.samples, n * tileWidth, tileHeight, onPaper, this.strip);
    const ratio = globalThis.devicePixelRatio || 1;
    const pitch = SAMPLE + 5;
    const perRow = Math.max(1, Math.floor((this.#room + 5) / pitch));
    for (let i = 0; i < Math.min(n, 3 * perRow); i++) {
      const x = (i % perRow) * pitch * ratio;
      const y = Math.floor(i / perRow) * (SAMPLE + 6) * ratio;
      const side = SAMPLE * ratio;
      drawTile(context, { canvas, tileWidth, tileHeight, cols: n }, i, { x, y, w: side, h: side });
    }
  }

  /** @param {MouseEvent} event */
  #pick(event) {
    if (this.component === null || !this.frame) return;
    const picture = /** @type {HTMLCanvasElement} */ (event.currentTarget);
    const box = picture.getBoundingClientRect();
    const { tile_channels: channels, tile_width: width, tile_height: height } = this.frame;
    const x = Math.min(width - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * width)));
    const y = Math.min(
      height - 1,
      Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * height)),
    );
    const component = (y * width + x) * channels + (this.component % channels);
    this.dispatchEvent(new CustomEvent('pick', { detail: component }));
  }
}

customElements.define('som-lab-unit', UnitView);
