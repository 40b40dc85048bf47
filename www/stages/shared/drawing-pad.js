/**
 * <som-lab-pad>: a square to draw a digit on, with a mouse, a finger, a pen or the keys; or a picture that is shown
 * there until a drawing takes its place.
 * Its event `draw` carries the strokes, points from 0 to 1; `files` what was dropped on it.
 */

import { LitElement, css, html, nothing } from 'lit';
import { hasFiles } from '../../input/collect.js';
import { ThemeController, theme } from '../../style/theme.js';
import { canvasOf, fitted } from '../../canvas/pixels.js';
import { isChord } from '../../canvas/pointing-controller.js';
import { SizeController } from '../../canvas/size-controller.js';

/** @import { Stroke, Point } from '../../input/digit.js' */
/** @typedef {{rgba: Uint8Array, height: number, width: number}} Shown */

/** Of a stroke, as a share of the side. */
const PEN = 0.085;
/** How far an arrow key moves the pen. */
const STRIDE = 1 / 28;
/** @type {Record<string, Point>} */
const ARROWS = {
  ArrowLeft: [-STRIDE, 0],
  ArrowRight: [STRIDE, 0],
  ArrowUp: [0, -STRIDE],
  ArrowDown: [0, STRIDE],
};

/** @param {number} value */
const inside = (value) => Math.min(1, Math.max(0, value));

export class NetPad extends LitElement {
  static properties = {
    /** the picture to show while nothing is drawn */
    shown: { attribute: false },
    strokes: { attribute: false },
    /** false: pictures only */
    drawable: { type: Boolean, reflect: true },
    ink: { type: Boolean },
    text: {},
    over: { state: true },
  };

  static styles = css`
    :host {
      display: block;
      position: relative;
      aspect-ratio: 1;
      border-radius: 6px;
    }
    :host([drawable]) {
      box-shadow: 0 0 0 1.5px var(--edge);
    }
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      border-radius: 6px;
      background: var(--paper);
    }
    .drawable {
      touch-action: none;
      cursor: crosshair;
    }
    canvas:focus-visible {
      outline: 2.5px solid var(--accent);
      outline-offset: 2px;
    }
    p {
      position: absolute;
      inset: auto 0 10px;
      margin: 0;
      text-align: center;
      color: var(--soft);
      pointer-events: none;
    }
    .over {
      inset: 0;
      display: grid;
      place-content: center;
      border-radius: 6px;
      border: 2px dashed var(--accent);
      background: color-mix(in srgb, var(--accent) 12%, var(--paper));
      color: var(--ink);
    }
  `;

  constructor() {
    super();
    /** @type {Shown | null} */
    this.shown = null;
    /** @type {Stroke[]} */
    this.strokes = [];
    this.drawable = true;
    this.ink = false;
    this.text = '';
    this.over = false;
    this.size = new SizeController(this);
    this.theme = new ThemeController(this);
    /** @type {number | null} the pointer that draws */
    this.pointer = null;
    /** Where the keys have the pen, and whether it is down; null: the keys are not used. @type {{at: Point, down: boolean} | null} */
    this.pen = null;
    this.picture = document.createElement('canvas');
    this.addEventListener('dragover', (event) => this.#drag(event));
    this.addEventListener('dragleave', () => (this.over = false));
    this.addEventListener('drop', (event) => this.#drop(event));
  }

  render() {
    const { drawable, over, strokes, shown } = this;
    return html`${
      drawable
        ? html`<canvas
            class="drawable"
            tabindex="0"
            role="application"
            aria-roledescription="drawing pad"
            aria-label="${this.text} Arrow keys move the pen, space puts it down and lifts it, Escape clears."
            @pointerdown=${this.#down}
            @pointermove=${this.#move}
            @pointerup=${this.#up}
            @pointercancel=${this.#up}
            @keydown=${this.#key}
            @blur=${() => this.#rest()}
          ></canvas>`
        : html`<canvas role="img" aria-label=${this.text}></canvas>`
    }
    ${drawable && strokes.length === 0 && !shown ? html`<p>draw here</p>` : nothing}
    ${over ? html`<p class="over">Show it this one</p>` : nothing}`;
  }

  updated() {
    const canvas = this.renderRoot.querySelector('canvas');
    const { width: side } = this.size;
    const context = canvas && fitted(canvas, side, side);
    if (!canvas || !context || side === 0) return;
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (this.strokes.length === 0 && this.shown) this.#drawPicture(context, this.shown);
    this.#drawStrokes(context);
    if (this.pen) this.#drawPen(context, this.pen);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Shown} shown
   */
  #drawPicture(context, { rgba, height, width }) {
    const side = context.canvas.width;
    const scale = side / Math.max(height, width);
    const picture = canvasOf(rgba, width, height, this.ink && !theme().dark, this.picture);
    context.imageSmoothingEnabled = scale < 2;
    const [w, h] = [width * scale, height * scale];
    context.drawImage(picture, (side - w) / 2, (side - h) / 2, w, h);
  }

  /** @param {CanvasRenderingContext2D} context */
  #drawStrokes(context) {
    const { width: side } = context.canvas;
    context.strokeStyle = theme().ink;
    context.lineWidth = PEN * side;
    Object.assign(context, { lineCap: 'round', lineJoin: 'round' });
    for (const stroke of this.strokes) {
      context.beginPath();
      const [[x, y]] = stroke;
      context.moveTo(x * side, y * side);
      // From middle to middle, so that a quick hand makes no corners.
      stroke.slice(1).forEach(([x1, y1], i) => {
        const [x0, y0] = stroke[i];
        context.quadraticCurveTo(x0 * side, y0 * side, ((x0 + x1) / 2) * side, ((y0 + y1) / 2) * side);
      });
      const [endX, endY] = stroke[stroke.length - 1];
      context.lineTo(endX * side, endY * side);
      context.stroke();
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {{at: Point, down: boolean}} pen
   */
  #drawPen(context, { at: [x, y], down }) {
    const { width: side } = context.canvas;
    context.beginPath();
    context.arc(x * side, y * side, (PEN / 2) * side, 0, 2 * Math.PI);
    context.lineWidth = 2 * (globalThis.devicePixelRatio || 1);
    context.strokeStyle = theme().mark;
    context.stroke();
    if (!down) return;
    context.fillStyle = theme().mark;
    context.fill();
  }

  /** @param {MouseEvent} event @returns {Point} */
  #at(event) {
    const box = this.getBoundingClientRect();
    return [inside((event.clientX - box.left) / box.width), inside((event.clientY - box.top) / box.height)];
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || this.pointer !== null) return;
    /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
    this.pointer = event.pointerId;
    this.#drawn([...this.strokes, [this.#at(event)]]);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (event.pointerId !== this.pointer) return;
    const between = event.getCoalescedEvents?.() ?? [];
    this.#further((between.length > 0 ? between : [event]).map((one) => this.#at(one)));
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (event.pointerId === this.pointer) this.pointer = null;
  }

  /** The newest stroke goes on. @param {Point[]} points */
  #further(points) {
    const strokes = [...this.strokes];
    const last = strokes.pop() ?? [];
    this.#drawn([...strokes, [...last, ...points]]);
  }

  /** @param {Stroke[]} strokes */
  #drawn(strokes) {
    this.strokes = strokes;
    this.dispatchEvent(new CustomEvent('draw', { detail: strokes }));
  }

  #rest() {
    this.pen = null;
    this.requestUpdate();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (isChord(event)) return;
    const pen = this.pen ?? { at: /** @type {Point} */ ([0.5, 0.25]), down: false };
    const by = ARROWS[event.key];
    if (by) {
      const at = /** @type {Point} */ ([inside(pen.at[0] + by[0]), inside(pen.at[1] + by[1])]);
      this.pen = { at, down: pen.down };
      if (pen.down) this.#further([at]);
    } else if (event.key === ' ' || event.key === 'Enter') {
      this.pen = { at: pen.at, down: !pen.down };
      if (!pen.down) this.#drawn([...this.strokes, [pen.at]]);
    } else if (event.key === 'Escape' || event.key === 'Backspace' || event.key === 'Delete') {
      this.pen = { at: pen.at, down: false };
      this.#drawn([]);
    } else return;
    this.requestUpdate();
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {DragEvent} event */
  #drag(event) {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    event.stopPropagation();
    this.over = true;
  }

  /** @param {DragEvent} event */
  #drop(event) {
    this.over = false;
    if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    event.stopPropagation();
    this.dispatchEvent(new CustomEvent('files', { detail: event.dataTransfer }));
  }
}

customElements.define('som-lab-pad', NetPad);
