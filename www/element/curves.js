/**
 * <som-lab-curves>: the course of a run. Axes are set once and seldom move.
 */

import { LitElement, css, html, unsafeCSS } from 'lit';
import uPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';
import { niceAxis, niceCeil } from '../state/curve.js';
import { compact, decimal, percent } from '../state/format.js';
import { onThemeChange, theme } from '../state/theme.js';

/** @typedef {import('../state/curve.js').Course} Course */
/** @typedef {import('../engine/protocol.js').Quality} Quality */

const HEIGHT = 176;
/** Distances between ticks. */
const STEPS = [-3, -2, -1, 0, 1, 2].flatMap((power) =>
  [1, 2, 5].map((n) => Number((n * 10 ** power).toPrecision(1))),
);
const FONT = '11px system-ui, sans-serif';

export class Curves extends LitElement {
  static properties = {
    course: { attribute: false },
    quality: { attribute: false },
    /** changes whenever a point was added */
    version: { attribute: false },
    total: { attribute: false },
  };

  static styles = [
    unsafeCSS(uplotStyles),
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 8px;
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
      figcaption::before {
        content: '';
        width: 14px;
        border-top: 2.5px solid var(--series);
        align-self: center;
        flex: none;
      }
      figcaption span {
        flex: 1 0 auto;
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
    /** @type {Course | null} */
    this.course = null;
    /** @type {Quality | null} */
    this.quality = null;
    this.version = '';
    this.total = 0;
    /** @type {uPlot[]} */
    this.plots = [];
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
    this.plots.forEach((plot) => plot.destroy());
    this.plots = [];
  }

  render() {
    const { quality } = this;
    const caption = quality && `on ${quality.n} held-out samples`;
    return html`<figure title=${caption ?? ''} style="--series: var(--quantization)">
        <figcaption>
          <span>quantization error</span><b>${quality ? decimal(quality.quantization_error) : '–'}</b>
        </figcaption>
        <div class="plot"></div>
      </figure>
      <figure title=${caption ?? ''} style="--series: var(--topographic)">
        <figcaption>
          <span>topographic error</span><b>${quality ? percent(quality.topographic_error) : '–'}</b>
        </figcaption>
        <div class="plot"></div>
      </figure>`;
  }

  updated() {
    if (this.plots.length === 0) this.#make();
    const [x, quantization, topographic] = this.course?.columns() ?? [[], [], []];
    this.plots[0]?.setData([x, quantization]);
    this.plots[1]?.setData([x, topographic]);
  }

  #make() {
    const [first, second] = /** @type {NodeListOf<HTMLElement>} */ (
      this.renderRoot.querySelectorAll('.plot')
    );
    if (!first || first.clientWidth === 0) return;
    const extent = (/** @type {'quantization_error' | 'topographic_error'} */ name) =>
      this.course?.extent(name, this.total) ?? [0, 0];
    this.plots = [
      this.#plot(first, {
        stroke: () => theme().quantization,
        range: () => niceAxis(extent('quantization_error')),
        text: (value) => String(Number(value.toPrecision(3))),
      }),
      this.#plot(second, {
        stroke: () => theme().topographic,
        range: () => [0, Math.max(0.1, niceCeil(extent('topographic_error')[1]))],
        text: (value) => `${Math.round(value * 100)}%`,
      }),
    ];
  }

  /**
   * @param {HTMLElement} place
   * @param {{stroke: () => string, range: () => [number, number], text: (value: number) => string}} curve
   */
  #plot(place, { stroke, range, text }) {
    /** @type {uPlot.Axis} */
    const axis = {
      stroke: () => theme().soft,
      font: FONT,
      grid: { stroke: () => theme().line, width: 1 },
      ticks: { show: false },
      gap: 4,
    };
    return new uPlot(
      {
        width: place.clientWidth,
        height: HEIGHT,
        padding: [6, 16, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        select: { show: false, left: 0, top: 0, width: 0, height: 0 },
        scales: {
          x: { time: false, range: () => [0, Math.max(1, this.total)] },
          y: { range: () => range() },
        },
        axes: [
          { ...axis, size: 22, grid: { show: false }, space: 60, values: (_, ticks) => ticks.map(compact) },
          {
            ...axis,
            size: 38,
            space: 34,
            incrs: STEPS,
            values: (_, ticks) => ticks.map(text),
          },
        ],
        series: [{}, { stroke, width: 2, points: { show: (u) => u.data[0].length < 3, size: 5 } }],
      },
      [[], []],
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
