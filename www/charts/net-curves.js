/**
 * <som-lab-net-curves>: the courses of all variants of a network on one pair of axes, with bands where they were
 * repeated. The pointer, a finger or the arrow keys choose a place; its event `point` carries the samples there, or
 * null.
 */

import { LitElement, css, html } from 'lit';
import { count } from '../math/format.js';
import { ThemeController, theme } from '../style/theme.js';
import { chartColumns, isAccuracy, lineOf, nearest, readout, windowOf } from './net-chart.js';
import { isChord } from '../canvas/pointing-controller.js';
import './plot.js';

/** @import { Measure, Span } from './net-chart.js' */
/** @import { Line } from './curve.js' */
/** @import { Band } from '../math/net-course.js' */
/** @import { CoursePoint } from '../engine/net-protocol.js' */
/** @import { Series } from '../catalogue/experiments.js' */

/**
 * One variant as it is drawn.
 * @typedef {object} Curve
 * @property {string} name
 * @property {string} title
 * @property {Series} series
 * @property {CoursePoint[]} course
 * @property {boolean} own  its own course is drawn; else the mean of its band
 * @property {Band | null} band
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

export class NetCurves extends LitElement {
  static properties = {
    curves: { attribute: false },
    measure: {},
    /** the data set, for where curves are to be expected */
    pictures: {},
    total: { type: Number },
    /** samples of the place that is read; null: none */
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
    /** @type {Measure} */
    this.measure = 'test_accuracy';
    this.pictures = '';
    this.total = 1;
    /** @type {number | null} */
    this.at = null;
    this.lit = '';
    /** What the span of the axis was found for. */
    this.framed = '';
    /** @type {Span | null} */
    this.span = null;
    this.theme = new ThemeController(this);
  }

  get #longest() {
    return this.curves.reduce((best, { course }) => (course.length > best.length ? course : best), NO_COURSE);
  }

  render() {
    const points = this.#longest;
    const last = points.at(-1)?.samples ?? 0;
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

  /** @param {number} samples */
  #words(samples) {
    const values = this.curves.flatMap(({ title, course }) => {
      const point = nearest(course, samples);
      return point ? [`${title} ${readout(this.measure, point[this.measure])}`] : [];
    });
    return values.length > 0 ? `${count(samples)} images: ${values.join(', ')}` : 'Nothing measured yet';
  }

  /** @returns {import('./plot.js').Chart} */
  #chart() {
    const { curves, total } = this;
    const lines = curves.map((curve) => ({ line: this.#line(curve), band: curve.band }));
    this.span = this.#spanOf(lines);
    return {
      key: curves.map(({ name }) => name).join(),
      sizes: SIZES,
      series: curves.map(({ name, series }, i) => {
        const color = theme().note[series];
        const faded = this.#faded(name);
        // Of curves that lie on each other, the later one is dashed, so that both are seen.
        const dashed = lines.slice(0, i).some((other) => coincide(other.line, lines[i].line));
        return { color: color + (faded ? '40' : ''), fill: color + (faded ? '10' : '2e'), dashed };
      }),
      columns: chartColumns(lines),
      banded: true,
      total,
      span: this.span,
      text: (value) => this.#tick(value),
      draw: (chart) => this.#drawReading(chart),
    };
  }

  /** The part of the y axis that is seen. @param {{line: Line, band: Band | null}[]} lines */
  #spanOf(lines) {
    const framed = `${this.measure}/${this.pictures}`;
    const before = framed === this.framed && this.#longest.length > 0 ? this.span : null;
    this.framed = framed;
    const means = lines.flatMap(({ band }) => (band ? [{ x: band.x, y: band.mean }] : []));
    return windowOf(
      this.measure,
      this.pictures,
      [...lines.map(({ line }) => line), ...means],
      this.total,
      before,
    );
  }

  /** @param {Curve} curve */
  #line({ own, band, course }) {
    return own || !band ? lineOf(course, this.measure) : { x: band.x, y: band.mean };
  }

  /** @param {string} series */
  #faded(series) {
    return this.lit !== '' && this.curves.some(({ name }) => name === this.lit) && this.lit !== series;
  }

  /** @param {number} value */
  #tick(value) {
    if (!isAccuracy(this.measure)) return String(Number(value.toPrecision(3)));
    return `${Number((value * 100).toPrecision(4))}%`;
  }

  /** The place that is read: a hair line, and a dot on every curve. @param {import('uplot')} u */
  #drawReading(u) {
    const { ctx: context } = u;
    const { ink, paper, note } = theme();
    const ratio = globalThis.devicePixelRatio || 1;
    const at = this.at ?? this.#longest.at(-1)?.samples ?? null;
    if (at === null) return;
    const x = u.valToPos(at, 'x', true);
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
      const { x: xs, y: ys } = this.#line(curve);
      const i = xs.indexOf(at);
      if (i < 0) continue;
      context.beginPath();
      context.arc(x, u.valToPos(ys[i], 'y', true), 4.5 * ratio, 0, 2 * Math.PI);
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
    const samples = plot?.samplesAt(event.clientX) ?? null;
    if (samples !== null) this.#choose(nearest(this.#longest, samples)?.samples ?? null);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (isChord(event)) return;
    const points = this.#longest;
    const now = this.at === null ? points.length : points.findIndex(({ samples }) => samples === this.at);
    const last = points.length - 1;
    const places = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last, Escape: Infinity };
    const to = places[/** @type {keyof typeof places} */ (event.key)];
    if (to === undefined || last < 0) return;
    this.#choose(to === Infinity ? null : points[Math.min(last, Math.max(0, to))].samples);
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number | null} samples */
  #choose(samples) {
    if (samples !== this.at) this.dispatchEvent(new CustomEvent('point', { detail: samples }));
  }
}

/** @param {Line} a @param {Line} b */
function coincide(a, b) {
  return b.y.length > 1 && a.y.length === b.y.length && a.y.every((value, i) => value === b.y[i]);
}

/** @type {CoursePoint[]} */
const NO_COURSE = [];

customElements.define('som-lab-net-curves', NetCurves);
