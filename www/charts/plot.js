/**
 * <som-lab-plot>: lines over samples or episodes, as large as its box. What differs between charts comes as data.
 */

import { LitElement, css, html, unsafeCSS } from 'lit';
import uPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';
import { compact } from '../math/format.js';
import { drawBehind } from './behind.js';
import { STEPS } from './steps.js';
import { theme } from '../style/theme.js';

/**
 * Pixels of a chart's parts.
 * @typedef {object} Sizes
 * @property {[number, number]} padding  above and to the right
 * @property {number} gap  between the axes and their labels
 * @property {{size: number, space: number}} x
 * @property {{size: number, space: number}} y
 * @property {number} line
 * @property {number} point
 */

/**
 * @typedef {object} Series
 * @property {string} title
 * @property {string} color
 * @property {boolean} [dashed]
 * @property {string} [fill]  of a band, whose upper and lower edge come before the line
 */

/**
 * @typedef {object} Chart
 * @property {string} key  another one is another chart, with other lines
 * @property {string} title  what is measured
 * @property {Sizes} sizes
 * @property {Series[]} series
 * @property {[number[], ...(number | null)[][]]} columns  x, then each line, with its two edges before it where `banded`
 * @property {boolean} [banded]
 * @property {number} total  x where the axis ends
 * @property {[number, number]} span  of the y axis
 * @property {(value: number) => string} text  of a tick
 * @property {import('./behind.js').Behind[]} [behind]  the lines
 * @property {(chart: uPlot) => void} [draw]  over the lines
 */

const FONT = '11px system-ui, sans-serif';

export class Plot extends LitElement {
  static properties = { chart: { attribute: false } };

  static styles = [
    unsafeCSS(uplotStyles),
    css`
      :host {
        display: block;
        overflow: hidden;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Chart | null} */
    this.chart = null;
    /** @type {uPlot | null} */
    this.plot = null;
    this.made = '';
    this.observer = new ResizeObserver(() => this.#resize());
  }

  connectedCallback() {
    super.connectedCallback();
    this.observer.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.#forget();
  }

  render() {
    return html`<div></div>`;
  }

  updated() {
    const { chart } = this;
    if (!chart) return;
    if (chart.key !== this.made) this.#forget();
    if (!this.plot && this.clientWidth > 0 && chart.series.length > 0) {
      this.made = chart.key;
      const place = /** @type {HTMLElement} */ (this.renderRoot.querySelector('div'));
      this.plot = new uPlot(this.#options(chart), chart.columns, place);
    }
    this.#show(chart);
  }

  /** @param {Chart} chart */
  #show({ series, columns, banded }) {
    const { plot } = this;
    if (!plot) return;
    series.forEach(({ dashed }, i) => {
      plot.series[banded ? 3 * i + 3 : i + 1].dash = dashed ? [10, 10] : undefined;
    });
    plot.setData(columns);
  }

  #forget() {
    this.plot?.destroy();
    this.plot = null;
  }

  #resize() {
    const { plot, clientWidth: width, clientHeight: height } = this;
    if (!plot) return this.requestUpdate();
    if (width > 0 && (width !== plot.width || height !== plot.height)) plot.setSize({ width, height });
  }

  /** The x at a place of the screen; null before there is a chart. @param {number} clientX */
  valueAt(clientX) {
    const { plot } = this;
    return plot && plot.posToVal(clientX - plot.over.getBoundingClientRect().left, 'x');
  }

  /**
   * Colors, spans and words are read whenever it is drawn: they may change while the chart stays.
   * @param {Chart} made
   * @returns {uPlot.Options}
   */
  #options({ sizes, series, banded }) {
    const now = () => /** @type {Chart} */ (this.chart);
    /** @type {uPlot.Axis} */
    const axis = {
      stroke: () => theme().soft,
      font: FONT,
      grid: { stroke: () => theme().line, width: 1 },
      ticks: { show: false },
      gap: sizes.gap,
    };
    const edge = { stroke: 'transparent', width: 0, points: { show: false } };
    const lines = series.map((_, i) => ({
      stroke: () => now().series[i]?.color ?? 'transparent',
      width: sizes.line,
      spanGaps: true,
      points: { show: (/** @type {uPlot} */ u) => u.data[0].length < 3, size: sizes.point },
    }));
    return {
      width: this.clientWidth,
      height: this.clientHeight,
      padding: [...sizes.padding, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      scales: {
        x: { time: false, range: () => [0, Math.max(1, now().total)] },
        y: { range: () => now().span },
      },
      axes: [
        {
          ...axis,
          ...sizes.x,
          grid: { show: false },
          values: (_, ticks) => ticks.map((n) => (n < 1 && n > 0 ? '' : compact(n))),
        },
        { ...axis, ...sizes.y, incrs: STEPS, values: (_, ticks) => ticks.map((n) => now().text(n)) },
      ],
      series: [{}, ...(banded ? lines.flatMap((line) => [edge, edge, line]) : lines)],
      bands: series.flatMap((_, i) =>
        banded ? { series: [3 * i + 1, 3 * i + 2], fill: () => now().series[i]?.fill ?? 'transparent' } : [],
      ),
      hooks: { drawAxes: [(u) => drawBehind(u, now().behind ?? [])], draw: [(u) => now().draw?.(u)] },
    };
  }
}

customElements.define('som-lab-plot', Plot);
