/**
 * <som-lab-curves>: the course of one run, or of several on the same axes. Axes are set once and seldom move.
 */

import { LitElement, css, html, nothing, unsafeCSS } from 'lit';
import uPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';
import { columnsOf, extentOf, niceAxis, niceCeil } from './curve.js';
import { compact, decimal, percent, psnrText } from '../math/format.js';
import { onThemeChange, theme } from '../style/theme.js';

/** @import { Run } from '../element/run.js' */
/** @import { Line } from './curve.js' */

/**
 * What can be drawn: the line of a run, its newest value, and the axis around all lines.
 * @typedef {object} Measure
 * @property {string} title
 * @property {'quantization' | 'topographic' | null} color  of a run that stands alone
 * @property {(run: Run) => Line} line
 * @property {(run: Run) => string} now
 * @property {(extent: [number, number]) => [number, number]} axis
 * @property {(value: number) => string} text
 */

const HEIGHT = 176;
/** Distances between ticks. */
const STEPS = [-3, -2, -1, 0, 1, 2].flatMap((power) =>
  [1, 2, 5].map((n) => Number((n * 10 ** power).toPrecision(1))),
);
const FONT = '11px system-ui, sans-serif';
const short = (/** @type {number} */ value) => String(Number(value.toPrecision(3)));

/** @type {Record<string, Measure>} */
const MEASURES = {
  quantization: {
    title: 'quantization error',
    color: 'quantization',
    line: (run) => run.course.line('quantization_error'),
    now: ({ quality }) => (quality ? decimal(quality.quantization_error) : '–'),
    axis: niceAxis,
    text: short,
  },
  topographic: {
    title: 'topographic error',
    color: 'topographic',
    line: (run) => run.course.line('topographic_error'),
    now: ({ quality }) => (quality ? percent(quality.topographic_error) : '–'),
    axis: ([, high]) => [0, Math.max(0.1, niceCeil(high))],
    text: (value) => `${Math.round(value * 100)}%`,
  },
  psnr: {
    title: 'PSNR of the picture, dB',
    color: null,
    line: ({ psnrs }) => ({ x: psnrs.map((p) => p.samples), y: psnrs.map((p) => p.psnr) }),
    now: ({ rebuilt }) => (rebuilt ? psnrText(rebuilt.psnr) : '–'),
    axis: niceAxis,
    text: short,
  },
};

export class Curves extends LitElement {
  static properties = {
    runs: { attribute: false },
    /** names of measures, with spaces between */
    measures: {},
    /** changes whenever a point was added */
    version: { attribute: false },
  };

  static styles = [
    unsafeCSS(uplotStyles),
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 150px), 1fr));
        gap: 16px 8px;
        container-type: inline-size;
      }
      /* One of three stands alone in its row: the first. */
      @container (width < 474px) {
        figure:first-child:nth-last-child(3) {
          grid-column: 1 / -1;
        }
      }
      figure {
        margin: 0;
        min-width: 0;
      }
      figcaption {
        display: flex;
        justify-content: space-between;
        gap: 8px;
        font: 13px/18px var(--sans);
        color: var(--soft);
        margin-bottom: 4px;
        flex-wrap: wrap;
        white-space: nowrap;
        gap: 0 8px;
      }
      .series {
        flex: none;
        display: inline-flex;
        align-items: center;
        gap: 6px;
      }
      .series::before {
        content: '';
        width: 14px;
        border-top: 2.5px solid var(--series);
      }
      .values {
        display: inline-flex;
        gap: 8px;
      }
      .name {
        flex: 1 0 auto;
      }
      .sr {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      b {
        color: var(--ink);
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .plot {
        height: ${HEIGHT}px;
        overflow: hidden;
      }
      .u-over {
        cursor: default;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Run[]} */
    this.runs = [];
    this.measures = 'quantization topographic';
    this.version = '';
    /** @type {uPlot[]} */
    this.plots = [];
    this.plotted = '';
    this.observer = new ResizeObserver(() => this.#resize());
    this.forgetTheme = () => {};
  }

  connectedCallback() {
    super.connectedCallback();
    this.observer.observe(this);
    this.forgetTheme = onThemeChange(() => this.plots.forEach((plot) => plot.redraw()));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.forgetTheme();
    this.#forget();
  }

  get shown() {
    return this.measures.split(' ').map((name) => MEASURES[name]);
  }

  get total() {
    return Math.max(1, ...this.runs.map((run) => run.frame?.samples_total ?? 0));
  }

  render() {
    const measured = this.runs[0]?.quality;
    const title = measured ? `on ${measured.n} held-out samples` : '';
    return html`${this.shown.map(
      (measure) =>
        html`<figure title=${measure.color ? title : nothing}>
          <figcaption>${this.#caption(measure)}</figcaption>
          <div class="plot"></div>
        </figure>`,
    )}`;
  }

  /** @param {Measure} measure */
  #caption({ title, color, now }) {
    if (this.runs.length === 1) {
      return html`<span class="series name" style="--series: var(--${color ?? 'series-0'})">${title}</span
        ><b>${now(this.runs[0])}</b>`;
    }
    return html`<span class="name">${title}</span
      ><span class="values"
        >${this.runs.map(
          (run, i) =>
            html`<span class="series" style="--series: var(--series-${i})" title=${run.title}
              ><span class="sr">${run.title}</span><b>${now(run)}</b></span
            >`,
        )}</span
      >`;
  }

  updated() {
    const wanted = `${this.measures}/${this.runs.length}`;
    if (wanted !== this.plotted) this.#forget();
    if (this.plots.length === 0) this.#make(wanted);
    this.shown.forEach(({ line }, i) => this.plots[i]?.setData(columnsOf(this.runs.map(line))));
  }

  #forget() {
    this.plots.forEach((plot) => plot.destroy());
    this.plots = [];
  }

  /** @param {string} wanted */
  #make(wanted) {
    const places = /** @type {NodeListOf<HTMLElement>} */ (this.renderRoot.querySelectorAll('.plot'));
    if (!places[0] || places[0].clientWidth === 0) return;
    this.plotted = wanted;
    this.plots = this.shown.map((measure, i) => this.#plot(places[i], measure));
  }

  /**
   * @param {HTMLElement} place
   * @param {Measure} measure
   */
  #plot(place, { line, axis: around, text, color }) {
    /** @type {uPlot.Axis} */
    const axis = {
      stroke: () => theme().soft,
      font: FONT,
      grid: { stroke: () => theme().line, width: 1 },
      ticks: { show: false },
      gap: 4,
    };
    const stroke = (/** @type {number} */ i) =>
      this.runs.length === 1 && color ? theme()[color] : theme().series[i];
    const series = this.runs.map((_, i) => ({
      stroke: () => stroke(i),
      width: 2,
      spanGaps: true,
      points: { show: (/** @type {uPlot} */ u) => u.data[0].length < 3, size: 5 },
    }));
    return new uPlot(
      {
        width: place.clientWidth,
        height: HEIGHT,
        padding: [6, 16, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        select: { show: false, left: 0, top: 0, width: 0, height: 0 },
        scales: {
          x: { time: false, range: () => [0, this.total] },
          y: { range: () => around(extentOf(this.runs.map(line), this.total)) },
        },
        axes: [
          {
            ...axis,
            size: 22,
            grid: { show: false },
            space: 60,
            values: (_, ticks) => ticks.map((n) => (n < 1 && n > 0 ? '' : compact(n))),
          },
          {
            ...axis,
            size: 38,
            space: 34,
            incrs: STEPS,
            values: (_, ticks) => ticks.map(text),
          },
        ],
        series: [{}, ...series],
      },
      [[], ...this.runs.map(() => [])],
      place,
    );
  }

  #resize() {
    if (this.plots.length === 0) this.requestUpdate();
    for (const plot of this.plots) {
      const width = plot.root.parentElement?.clientWidth ?? 0;
      if (width > 0 && width !== plot.width) plot.setSize({ width, height: HEIGHT });
    }
  }
}

customElements.define('som-lab-curves', Curves);
