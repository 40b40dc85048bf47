/**
 * <som-lab-net-curves>: the courses of all variants of a network on one pair of axes, with bands where they were
 * repeated. The pointer, a finger or the arrow keys choose a place; its event `point` carries the samples there, or
 * null.
 */

import { LitElement, css, html, unsafeCSS } from 'lit';
import uPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';
import { compact, count } from '../math/format.js';
import { onThemeChange, theme } from '../style/theme.js';
import { chartColumns, isAccuracy, lineOf, nearest, readout, windowOf } from './net-chart.js';

/** @import { Measure, Span } from './net-chart.js' */
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

const FONT = '11px system-ui, sans-serif';
/** Distances between ticks. */
const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

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

  static styles = [
    unsafeCSS(uplotStyles),
    css`
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
    `,
  ];

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
    /** @type {uPlot | null} */
    this.chart = null;
    /** What the chart was made for, and what its axis was made for. */
    this.made = '';
    this.framed = '';
    /** @type {Span | null} */
    this.span = null;
    this.observer = new ResizeObserver(() => this.#resize());
    this.forgetTheme = () => {};
  }

  connectedCallback() {
    super.connectedCallback();
    this.observer.observe(this);
    this.forgetTheme = onThemeChange(() => this.chart?.redraw());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.forgetTheme();
    this.#forget();
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
    ></div>`;
  }

  /** @param {number} samples */
  #words(samples) {
    const values = this.curves.flatMap(({ title, course }) => {
      const point = nearest(course, samples);
      return point ? [`${title} ${readout(this.measure, point[this.measure])}`] : [];
    });
    return values.length > 0 ? `${count(samples)} images: ${values.join(', ')}` : 'Nothing measured yet';
  }

  updated() {
    const wanted = this.curves.map(({ name }) => name).join();
    if (wanted !== this.made) this.#forget();
    if (!this.chart) this.#make(wanted);
    const lines = this.curves.map((curve) => ({ line: this.#line(curve), band: curve.band }));
    const begun = this.#longest.length === 0;
    const framed = `${this.measure}/${this.pictures}`;
    const before = framed === this.framed && !begun ? this.span : null;
    this.framed = framed;
    const edges = lines.flatMap(({ band }) => (band ? [{ x: band.x, y: band.mean }] : []));
    const all = [...lines.map(({ line }) => line), ...edges];
    this.span = windowOf(this.measure, this.pictures, all, this.total, before);
    const { chart } = this;
    if (!chart) return;
    // Of curves that lie on each other, the later one is dashed, so that both are seen.
    lines.forEach(({ line }, i) => {
      const above = lines.slice(0, i).some((other) => coincide(other.line, line));
      chart.series[3 * i + 3].dash = above ? [10, 10] : undefined;
    });
    chart.setData(chartColumns(lines));
  }

  /** @param {Curve} curve */
  #line({ own, band, course }) {
    return own || !band ? lineOf(course, this.measure) : { x: band.x, y: band.mean };
  }

  #forget() {
    this.chart?.destroy();
    this.chart = null;
  }

  /** @param {string} wanted */
  #make(wanted) {
    const place = /** @type {HTMLElement | null} */ (this.renderRoot.querySelector('.plot'));
    if (!place || place.clientWidth === 0 || this.curves.length === 0) return;
    this.made = wanted;
    this.chart = new uPlot(this.#options(place), [[], ...this.curves.flatMap(() => [[], [], []])], place);
  }

  /** @param {string} series */
  #faded(series) {
    return this.lit !== '' && this.curves.some(({ name }) => name === this.lit) && this.lit !== series;
  }

  /**
   * @param {HTMLElement} place
   * @returns {uPlot.Options}
   */
  #options(place) {
    /** @type {uPlot.Axis} */
    const axis = {
      stroke: () => theme().soft,
      font: FONT,
      grid: { stroke: () => theme().line, width: 1 },
      ticks: { show: false },
      gap: 5,
    };
    const edge = { stroke: 'transparent', width: 0, points: { show: false } };
    const color = (/** @type {number} */ i) => {
      const { name, series } = this.curves[i] ?? { name: '', series: 'gray' };
      return theme().note[series] + (this.#faded(name) ? '40' : '');
    };
    return {
      width: place.clientWidth,
      height: place.clientHeight,
      padding: [8, 14, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      scales: {
        x: { time: false, range: () => [0, Math.max(1, this.total)] },
        y: { range: () => this.span ?? [0, 1] },
      },
      axes: [
        {
          ...axis,
          size: 24,
          grid: { show: false },
          space: 70,
          values: (_, ticks) => ticks.map((n) => (n > 0 && n < 1 ? '' : compact(n))),
        },
        {
          ...axis,
          size: 42,
          space: 40,
          incrs: STEPS,
          values: (_, ticks) => ticks.map((n) => this.#tick(n)),
        },
      ],
      series: [
        {},
        ...this.curves.flatMap((_, i) => [
          edge,
          edge,
          {
            stroke: () => color(i),
            width: 2.25,
            spanGaps: true,
            points: { show: (/** @type {uPlot} */ u) => u.data[0].length < 3, size: 6 },
          },
        ]),
      ],
      bands: this.curves.map((_, i) => ({
        series: /** @type {[number, number]} */ ([3 * i + 1, 3 * i + 2]),
        fill: () => color(i).slice(0, 7) + (this.#faded(this.curves[i]?.name ?? '') ? '10' : '2e'),
      })),
      hooks: { draw: [(u) => this.#drawReading(u)] },
    };
  }

  /** @param {number} value */
  #tick(value) {
    if (!isAccuracy(this.measure)) return String(Number(value.toPrecision(3)));
    return `${Number((value * 100).toPrecision(4))}%`;
  }

  /** The place that is read: a hair line, and a dot on every curve. @param {uPlot} u */
  #drawReading(u) {
    const { ctx: context } = u;
    const { ink, paperCss, note } = theme();
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
      Object.assign(context, { fillStyle: note[curve.series], strokeStyle: paperCss });
      context.fill();
      context.stroke();
    }
    context.restore();
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const { chart } = this;
    const points = this.#longest;
    if (!chart || points.length === 0) return;
    const box = chart.over.getBoundingClientRect();
    this.#choose(nearest(points, chart.posToVal(event.clientX - box.left, 'x'))?.samples ?? null);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
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

  #resize() {
    const { chart } = this;
    if (!chart) return this.requestUpdate();
    const { clientWidth: width, clientHeight: height } = this;
    if (width > 0 && (width !== chart.width || height !== chart.height)) chart.setSize({ width, height });
  }
}

/** @param {{x: number[], y: number[]}} a @param {{x: number[], y: number[]}} b */
function coincide(a, b) {
  return b.y.length > 1 && a.y.length === b.y.length && a.y.every((value, i) => value === b.y[i]);
}

/** @type {CoursePoint[]} */
const NO_COURSE = [];

customElements.define('som-lab-net-curves', NetCurves);
