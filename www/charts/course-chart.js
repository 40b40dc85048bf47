/**
 * <som-lab-courses>: the courses of all variants on one pair of axes, with bands where they were repeated, over what was
 * recorded of them. The pointer, a finger or the arrow keys choose a place; its event `point` carries that, or null.
 */

import { LitElement, css, html } from 'lit';
import { ThemeController, theme } from '../style/theme.js';
import { chartColumns, coincide, lineOf, nearest } from './course-columns.js';
import { middleOf, pointsOf } from './recorded-band.js';
import { isChord } from '../canvas/pointing-controller.js';
import './plot.js';

/** @import { Line } from './curve.js' */
/** @import { Band } from '../math/course.js' */
/** @import { Series } from '../catalogue/experiments.js' */
/** @typedef {[number, number]} Span */

/**
 * What the axes stand for.
 * @typedef {object} Axes
 * @property {string} title  what is measured
 * @property {string} x  of a point: what places are counted in
 * @property {string} y
 * @property {string} [faint]  of a point: drawn faintly behind the others
 * @property {{at: number, text: string}[]} [rules]  values to be reached
 * @property {(lines: Line[]) => Span} span  of the y axis
 * @property {(x: number) => string} place  in words
 * @property {(y: number) => string} text  as it is read
 * @property {(y: number) => string} tick
 */

/**
 * One variant as it is drawn.
 * @typedef {object} Curve
 * @property {string} name
 * @property {string} title
 * @property {Series} series
 * @property {any[]} course
 * @property {boolean} own  its own course is drawn; else the middle of its band
 * @property {Band | null} band
 * @property {Band | null} [recorded]
 */

/** @type {import('./plot.js').Sizes} */
const SIZES = {
  padding: [8, 14],
  gap: 5,
  x: { size: 24, space: 70 },
  y: { size: 42, space: 40 },
  line: 2.25,
  point: 6,
};
/** What is left of a recorded band where another variant stands out. */
const FADED = 0.3;

export class CourseChart extends LitElement {
  static properties = {
    curves: { attribute: false },
    axes: { attribute: false },
    /** where the x axis ends */
    total: { type: Number },
    /** the place that is read; null: none */
    at: { attribute: false },
    /** the variant that stands out */
    lit: {},
  };

  static styles = css`
    :host {
      display: block;
      position: relative;
      min-height: var(--chart-height, 320px);
    }
    .plot {
      position: absolute;
      inset: 0;
      overflow: hidden;
      touch-action: pan-y;
      border-radius: 4px;
      cursor: crosshair;
    }
    .plot:focus-visible {
      outline: 2.5px solid var(--accent);
      outline-offset: 2px;
    }
    som-lab-plot {
      height: 100%;
    }
  `;

  constructor() {
    super();
    /** @type {Curve[]} */
    this.curves = [];
    /** @type {Axes} */
    this.axes = /** @type {any} */ (null);
    this.total = 1;
    /** @type {number | null} */
    this.at = null;
    this.lit = '';
    this.theme = new ThemeController(this);
  }

  /** The places that can be read: of the visitor's longest course, before there is one of what was recorded. */
  get #longest() {
    return this.curves.reduce((best, curve) => {
      const course = this.#read(curve);
      return course.length > best.length ? course : best;
    }, NO_COURSE);
  }

  /** What is read of a curve. @param {Curve} curve @returns {any[]} */
  #read({ course, recorded }) {
    const begun = this.curves.some((curve) => curve.course.length > 0);
    return begun ? course : pointsOf(recorded ?? null, this.axes.x, this.axes.y);
  }

  render() {
    const last = this.#last ?? 0;
    return html`<div
      class="plot"
      tabindex="0"
      role="slider"
      aria-label="Read the curves"
      aria-valuemin="0"
      aria-valuemax=${last}
      aria-valuenow=${this.at ?? last}
      aria-valuetext=${this.#words(this.at ?? last)}
      @pointermove=${this.#point}
      @pointerdown=${this.#point}
      @pointerleave=${() => this.#choose(null)}
      @blur=${() => this.#choose(null)}
      @keydown=${this.#key}
    >
      <som-lab-plot .chart=${this.#chart()}></som-lab-plot>
    </div>`;
  }

  /** @returns {number | null} the place of the newest point */
  get #last() {
    return this.#longest.at(-1)?.[this.axes.x] ?? null;
  }

  /** @param {number} at */
  #words(at) {
    const { x, y, place, text } = this.axes;
    const values = this.curves.flatMap((curve) => {
      const value = nearest(this.#read(curve), x, at)?.[y] ?? null;
      return value === null ? [] : [`${curve.title} ${text(value)}`];
    });
    return values.length > 0 ? `${place(at)}: ${values.join(', ')}` : 'Nothing measured yet';
  }

  /** @returns {import('./plot.js').Chart} */
  #chart() {
    const { curves, total } = this;
    const lines = curves.map((curve) => ({ line: this.#line(curve), band: curve.band }));
    return {
      key: curves.map(({ name }) => name).join(),
      title: this.axes.title,
      sizes: SIZES,
      series: curves.map(({ name, title, series }, i) => {
        const color = theme().note[series];
        const faded = this.#faded(name);
        // Of curves that lie on each other, the later one is dashed, so that both are seen.
        const dashed = lines.slice(0, i).some((other) => coincide(other.line, lines[i].line));
        return { title, color: color + (faded ? '40' : ''), fill: color + (faded ? '10' : '2e'), dashed };
      }),
      columns: chartColumns(lines),
      banded: true,
      total,
      span: this.#spanOf(lines),
      text: this.axes.tick,
      behind: this.#behind(),
      draw: (chart) => this.#drawReading(chart),
    };
  }

  /** The part of the y axis that is seen. @param {{line: Line, band: Band | null}[]} lines */
  #spanOf(lines) {
    const recorded = this.curves.flatMap((curve) => curve.recorded ?? []);
    const middles = [...lines.flatMap(({ band }) => band ?? []), ...recorded].map(middleOf);
    return this.axes.span([...lines.map(({ line }) => line), ...middles]);
  }

  /** @param {Curve} curve */
  #line({ own, band, course }) {
    return own || !band ? lineOf(course, this.axes.x, this.axes.y) : { x: band.x, y: band.middle };
  }

  /** @param {string} series */
  #faded(series) {
    return this.lit !== '' && this.curves.some(({ name }) => name === this.lit) && this.lit !== series;
  }

  /** What was recorded, what courses are behind their means, and the value to be reached. */
  #behind() {
    const { faint, rules = [], x } = this.axes;
    const { note } = theme();
    /** @type {import('./behind.js').Behind[]} */
    const behind = [];
    for (const { name, series, recorded, band } of this.curves) {
      const share = this.#faded(name) ? FADED : 1;
      if (recorded) behind.push({ kind: 'band', band: recorded, color: note[series], share, filled: !band });
    }
    for (const { name, series, course } of faint ? this.curves : []) {
      const line = lineOf(course, x, /** @type {string} */ (faint));
      behind.push({ kind: 'line', line, color: note[series], opacity: this.#faded(name) ? 0.06 : 0.28 });
    }
    return [...behind, ...rules.map((rule) => ({ kind: /** @type {const} */ ('rule'), ...rule }))];
  }

  /** The place that is read: a hair line, and a dot on every curve. @param {import('uplot')} u */
  #drawReading(u) {
    const { ctx: context } = u;
    const { ink, paper, note } = theme();
    const ratio = globalThis.devicePixelRatio || 1;
    const x = u.valToPos(this.at ?? 0, 'x', true);
    const { left, top, width, height } = u.bbox;
    context.save();
    context.beginPath();
    context.rect(left - 8 * ratio, top, width + 16 * ratio, height);
    context.clip();
    if (this.at !== null) {
      context.beginPath();
      context.moveTo(x, top);
      context.lineTo(x, top + height);
      Object.assign(context, { strokeStyle: ink, globalAlpha: 0.35, lineWidth: ratio });
      context.stroke();
    }
    for (const curve of this.curves) {
      const begun = this.curves.some(({ course }) => course.length > 0);
      const { x: xs, y: ys } = begun || !curve.recorded ? this.#line(curve) : middleOf(curve.recorded);
      const i = this.at === null ? xs.length - 1 : xs.indexOf(this.at);
      if (i < 0) continue;
      context.beginPath();
      context.arc(u.valToPos(xs[i], 'x', true), u.valToPos(ys[i], 'y', true), 4.5 * ratio, 0, 2 * Math.PI);
      Object.assign(context, { globalAlpha: this.#faded(curve.name) ? 0.3 : 1, lineWidth: 2 * ratio });
      Object.assign(context, { fillStyle: note[curve.series], strokeStyle: paper });
      context.fill();
      context.stroke();
    }
    context.restore();
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const plot = /** @type {import('./plot.js').Plot | null} */ (
      this.renderRoot.querySelector('som-lab-plot')
    );
    const { x } = this.axes;
    const at = plot?.valueAt(event.clientX) ?? null;
    if (at !== null) this.#choose(nearest(this.#longest, x, at)?.[x] ?? null);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (isChord(event)) return;
    const points = this.#longest;
    const { x } = this.axes;
    const now = this.at === null ? points.length : points.findIndex((point) => point[x] === this.at);
    const last = points.length - 1;
    const places = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last, Escape: Infinity };
    const to = places[/** @type {keyof typeof places} */ (event.key)];
    if (to === undefined || last < 0) return;
    this.#choose(to === Infinity ? null : points[Math.min(last, Math.max(0, to))][x]);
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number | null} at */
  #choose(at) {
    if (at !== this.at) this.dispatchEvent(new CustomEvent('point', { detail: at }));
  }
}

/** @type {any[]} */
const NO_COURSE = [];

customElements.define('som-lab-courses', CourseChart);
