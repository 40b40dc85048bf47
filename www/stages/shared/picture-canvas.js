/**
 * <som-lab-picture>: one picture, on whole pixels, and the patches over it. Where it has places, the pointer
 * and the arrow keys choose one; a click, a tap or Enter keeps it.
 */

import { LitElement, css, html } from 'lit';
import { ThemeController, theme } from '../../style/theme.js';
import { canvasOf, fitted } from '../../canvas/pixels.js';
import { PointingController, pointingStyles } from '../../canvas/pointing-controller.js';
import { SizeController } from '../../canvas/size-controller.js';
import { cornerOf, placeAt, placeBeside } from '../../math/places.js';

/** @import { Places } from '../../math/places.js' */

export class PictureCanvas extends LitElement {
  static properties = {
    rgba: { attribute: false },
    height: { type: Number },
    width: { type: Number },
    ink: { type: Boolean },
    text: {},
    /** the places of its patches; null where there is nothing to choose */
    places: { attribute: false },
    hovered: { attribute: false },
    pinned: { attribute: false },
    /** pixels in the light, the others in the shade; null: all in the light */
    cover: { attribute: false },
  };

  static styles = [
    pointingStyles,
    css`
      canvas {
        border-radius: 2px;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Uint8Array | null} RGBA */
    this.rgba = null;
    this.height = 0;
    this.width = 0;
    this.ink = false;
    this.text = '';
    /** @type {Places | null} */
    this.places = null;
    /** @type {number | null} a place */
    this.hovered = null;
    /** @type {number | null} */
    this.pinned = null;
    /** @type {Uint8Array | null} */
    this.cover = null;
    this.size = new SizeController(this);
    this.theme = new ThemeController(this, () => this.requestUpdate('ink'));
    this.pointing = new PointingController(this, {
      at: (x, y) => this.#placeAt(x / this.scale, y / this.scale),
      start: () => this.places && placeAt(this.places, this.places.width / 2, this.places.height / 2),
      beside: (place, direction) => (this.places ? placeBeside(this.places, place, direction) : place),
      quiet: true,
    });
    this.picture = document.createElement('canvas');
    this.shade = document.createElement('canvas');
    /** How large its pixels are. */
    this.scale = 1;
  }

  willUpdate() {
    // As high as wide, unless the picture is wider.
    this.style.aspectRatio = String(this.height > 0 ? Math.max(1, this.width / this.height) : 1);
  }

  render() {
    if (!this.places) return html`<canvas role="img" aria-label=${this.text}></canvas>`;
    return html`<canvas
      tabindex="0"
      role="application"
      aria-roledescription="picture"
      aria-label=${this.text}
    ></canvas>`;
  }

  /** @returns {HTMLCanvasElement | null} */
  get canvas() {
    return this.renderRoot.querySelector('canvas');
  }

  updated() {
    const { canvas, rgba, height, width } = this;
    const { width: side } = this.size;
    const high = side / Math.max(1, this.height > 0 ? this.width / this.height : 1);
    const context = canvas && fitted(canvas, side, high);
    if (!context || side === 0) return;
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    if (!rgba || rgba.length !== 4 * height * width || rgba.length === 0) return;
    this.#arrange(context.canvas.width);
    canvasOf(rgba, width, height, this.ink && !theme().dark, this.picture);
    this.#draw(context, this.picture);
    if (this.cover) this.#drawShade(context, this.cover);
    if (!this.places) return;
    for (const place of new Set([this.pinned, this.hovered])) {
      if (place !== null) this.#drawPatch(context, this.places, place);
    }
  }

  /** Pixels that grow stay whole. @param {number} side of the canvas */
  #arrange(side) {
    const fit = side / Math.max(this.width, this.height);
    this.scale = fit >= 2 ? Math.floor(fit) : fit;
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {HTMLCanvasElement} picture
   */
  #draw(context, picture) {
    const { scale } = this;
    context.imageSmoothingEnabled = scale < 2;
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, 0, 0, scale * this.width, scale * this.height);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Uint8Array} cover
   */
  #drawShade(context, cover) {
    const [r, g, b] = theme().paperRgb;
    const rgba = new Uint8Array(4 * cover.length);
    for (let i = 0; i < cover.length; i++) rgba.set([r, g, b, cover[i] ? 0 : 200], 4 * i);
    this.#draw(context, canvasOf(rgba, this.width, this.height, false, this.shade));
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Places} places
   * @param {number} place
   */
  #drawPatch(context, places, place) {
    const { scale } = this;
    const ratio = globalThis.devicePixelRatio || 1;
    const { x, y } = cornerOf(places, place);
    const side = places.size * scale;
    const [left, top] = [x * scale, y * scale];
    context.strokeStyle = theme().paper;
    context.lineWidth = 4.5 * ratio;
    context.strokeRect(left, top, side, side);
    context.strokeStyle = theme().mark;
    context.lineWidth = 2.25 * ratio;
    const passing = place === this.hovered && this.pinned !== null && this.pinned !== place;
    context.setLineDash(passing ? [4 * ratio, 3 * ratio] : []);
    context.strokeRect(left, top, side, side);
    context.setLineDash([]);
  }

  /**
   * @param {number} x  in pixels of the picture
   * @param {number} y
   */
  #placeAt(x, y) {
    const { places, width, height } = this;
    return !places || x < 0 || y < 0 || x >= width || y >= height ? -1 : placeAt(places, x, y);
  }
}

customElements.define('som-lab-picture', PictureCanvas);
