/**
 * <som-lab-picture>: one picture, on whole pixels, and the patches over it. Where it has places, the pointer
 * and the arrow keys choose one; a click, a tap or Enter keeps it.
 */

import { LitElement, css, html } from 'lit';
import { onThemeChange, theme } from '../../style/theme.js';
import { canvasOf, fitted } from '../../canvas/pixels.js';
import { cornerOf, placeAt, placeBeside } from '../../math/places.js';

/** @import { Places } from '../../math/places.js' */

/** @type {Record<string, 'left' | 'right' | 'up' | 'down'>} */
const ARROWS = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

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
      border-radius: 2px;
    }
    .choosing {
      cursor: crosshair;
    }
    .choosing:focus-visible {
      outline: 2.5px solid var(--accent);
      outline-offset: 3px;
    }
  `;

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
    this.side = 0;
    this.picture = document.createElement('canvas');
    this.shade = document.createElement('canvas');
    /** How large its pixels are. */
    this.scale = 1;
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
    this.forgetTheme = onThemeChange(() => this.requestUpdate('ink'));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.forgetTheme();
  }

  willUpdate() {
    // As high as wide, unless the picture is wider.
    this.style.aspectRatio = String(this.height > 0 ? Math.max(1, this.width / this.height) : 1);
  }

  render() {
    if (!this.places) return html`<canvas role="img" aria-label=${this.text}></canvas>`;
    return html`<canvas
      class="choosing"
      tabindex="0"
      role="application"
      aria-roledescription="picture"
      aria-label=${this.text}
      @pointermove=${(/** @type {PointerEvent} */ event) => this.#choose({ hovered: this.#placeAt(event) })}
      @pointerleave=${() => this.#choose({ hovered: null })}
      @blur=${() => this.#choose({ hovered: null })}
      @click=${(/** @type {MouseEvent} */ event) => this.#pin(this.#placeAt(event))}
      @keydown=${this.#key}
    ></canvas>`;
  }

  /** @returns {HTMLCanvasElement | null} */
  get canvas() {
    return this.renderRoot.querySelector('canvas');
  }

  updated() {
    const { canvas, rgba, height, width } = this;
    const high = this.side / Math.max(1, this.height > 0 ? this.width / this.height : 1);
    const context = canvas && fitted(canvas, this.side, high);
    if (!context || this.side === 0) return;
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
    const [r, g, b] = theme().paper;
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
    context.strokeStyle = theme().paperCss;
    context.lineWidth = 4.5 * ratio;
    context.strokeRect(left, top, side, side);
    context.strokeStyle = theme().accent;
    context.lineWidth = 2.25 * ratio;
    const passing = place === this.hovered && this.pinned !== null && this.pinned !== place;
    context.setLineDash(passing ? [4 * ratio, 3 * ratio] : []);
    context.strokeRect(left, top, side, side);
    context.setLineDash([]);
  }

  /** @param {MouseEvent} event */
  #placeAt(event) {
    const { canvas, places, scale } = this;
    if (!canvas || !places) return null;
    const box = canvas.getBoundingClientRect();
    const ratio = canvas.width / box.width;
    const x = ((event.clientX - box.left) * ratio) / scale;
    const y = ((event.clientY - box.top) * ratio) / scale;
    return x < 0 || y < 0 || x >= this.width || y >= this.height ? null : placeAt(places, x, y);
  }

  /** @param {{hovered?: number | null, pinned?: number | null}} choice */
  #choose(choice) {
    const { hovered = this.hovered, pinned = this.pinned } = choice;
    if (hovered === this.hovered && pinned === this.pinned) return;
    this.dispatchEvent(new CustomEvent('choose', { detail: choice }));
  }

  /** @param {number | null} place */
  #pin(place) {
    this.#choose({ pinned: place === this.pinned ? null : place });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { places } = this;
    if (!places || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    const at = this.hovered ?? this.pinned;
    const middle = placeAt(places, places.width / 2, places.height / 2);
    if (direction) this.#choose({ hovered: at === null ? middle : placeBeside(places, at, direction) });
    else if (event.key === 'Enter') this.#pin(at);
    else if (event.key === 'Escape') this.#choose({ hovered: null, pinned: null });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

customElements.define('som-lab-picture', PictureCanvas);
