/**
 * <som-lab-curves>: the course of one run, or of several on the same axes. Axes are set once and seldom move.
 */

import { LitElement, css, html, nothing } from 'lit';
import { columnsOf, extentOf, niceAxis, niceCeil } from './curve.js';
import { middleOf } from './recorded-band.js';
import { decimal, percent, plural, psnrText } from '../math/format.js';
import { ThemeController, theme } from '../style/theme.js';
import './plot.js';
import { styled } from '../style/styled.js';

/** @import { Frame, Quality, Rebuilt } from '../engine/protocol.js' */
/** @import { Band } from '../math/course.js' */
/** @import { Course, Line } from './curve.js' */

/**
 * A run, for what is drawn of it.
 * @typedef {object} Run
 * @property {string} name
 * @property {string} title
 * @property {Course} course
 * @property {Quality | null} quality  the newest
 * @property {{samples: number, psnr: number}[]} psnrs
 * @property {Rebuilt | null} rebuilt
 * @property {Pick<Frame, 'samples_total'> | null} frame
 */

/**
 * What can be drawn: the line of a run, its newest value, and the axis around all lines.
 * @typedef {object} Measure
 * @property {string} title
 * @property {'quantization' | 'topographic' | null} color  of a run that stands alone
 * @property {(run: Run) => Line} line
 * @property {(run: Run) => string} now
 * @property {(value: number) => string} read
 * @property {string} [recorded]  the name that the lab has for its curve
 * @property {(extent: [number, number]) => [number, number]} axis
 * @property {(value: number) => string} text
 */

/** @type {import('./plot.js').Sizes} */
const SIZES = {
  padding: [6, 16],
  gap: 4,
  x: { size: 22, space: 60 },
  y: { size: 38, space: 34 },
  line: 2,
  point: 5,
};
const short = (/** @type {number} */ value) => String(Number(value.toPrecision(3)));

/** @type {Record<string, Measure>} */
const MEASURES = {
  quantization: {
    title: 'quantization error',
    color: 'quantization',
    recorded: 'quantization_error',
    line: (run) => run.course.line('quantization_error'),
    now: ({ quality }) => (quality ? decimal(quality.quantization_error) : '–'),
    read: decimal,
    axis: niceAxis,
    text: short,
  },
  topographic: {
    title: 'topographic error',
    color: 'topographic',
    recorded: 'topographic_error',
    line: (run) => run.course.line('topographic_error'),
    now: ({ quality }) => (quality ? percent(quality.topographic_error) : '–'),
    read: percent,
    axis: ([, high]) => [0, Math.max(0.1, niceCeil(high))],
    text: (value) => `${Math.round(value * 100)}%`,
  },
  psnr: {
    title: 'PSNR of the picture, dB',
    color: null,
    line: ({ psnrs }) => ({ x: psnrs.map((p) => p.samples), y: psnrs.map((p) => p.psnr) }),
    now: ({ rebuilt }) => (rebuilt ? psnrText(rebuilt.psnr) : '–'),
    read: psnrText,
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
    /** bands by the names of runs, and by those of curves */
    recorded: { attribute: false },
    /** where the x axis of what was recorded ends */
    end: { type: Number },
  };

  static styles = css`
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
    @media (forced-colors: active) {
      .series::before {
        forced-color-adjust: none;
      }
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
    .past {
      color: var(--soft);
      font-weight: 400;
    }
    som-lab-plot {
      height: 176px;
    }
  `;

  constructor() {
    super();
    /** @type {Run[]} */
    this.runs = [];
    this.measures = 'quantization topographic';
    this.version = '';
    /** @type {Record<string, Record<string, Band>>} */
    this.recorded = {};
    this.end = 0;
    this.theme = new ThemeController(this);
  }

  get shown() {
    return this.measures.split(' ').map((name) => MEASURES[name]);
  }

  get total() {
    const totals = this.runs.map((run) => run.frame?.samples_total ?? 0);
    return Math.max(1, ...totals) > 1 ? Math.max(...totals) : Math.max(1, this.end);
  }

  render() {
    const measured = this.runs[0]?.quality;
    const title = measured ? `on ${measured.n} held-out samples` : '';
    return html`${this.shown.map(
      (measure) =>
        html`<figure title=${measure.color ? title : nothing}>
          <figcaption>${this.#caption(measure)}</figcaption>
          <som-lab-plot .chart=${this.#chart(measure)}></som-lab-plot>
        </figure>`,
    )}`;
  }

  /** @param {Measure} measure */
  #caption(measure) {
    const { title, color } = measure;
    const now = (/** @type {Run} */ run) => this.#now(measure, run);
    if (this.runs.length === 1) {
      return html`<span class="series name" ${styled({ '--series': `var(--${color ?? 'series-0'})` })}
          >${title}</span
        ><b>${now(this.runs[0])}</b>`;
    }
    return html`<span class="name">${title}</span
      ><span class="values"
        >${this.runs.map(
          (run, i) =>
            html`<span class="series" ${styled({ '--series': `var(--series-${i})` })} title=${run.title}
              ><span class="sr">${run.title}</span><b>${now(run)}</b></span
            >`,
        )}</span
      >`;
  }

  /** Its newest value; before there is one, what it came to when it was recorded. @param {Measure} measure @param {Run} run */
  #now({ now, recorded, read }, run) {
    const band = this.#bandOf(run, recorded);
    if (run.quality || !band || band.x.length === 0) return now(run);
    const mean = /** @type {number} */ (band.middle.at(-1));
    return html`<span class="past" title="recorded: the mean of ${band.n} seeds">${read(mean)}</span>`;
  }

  /** @param {Run} run @param {string | undefined} key */
  #bandOf({ name }, key) {
    return (key && this.recorded[name]?.[key]) || null;
  }

  /**
   * @param {Measure} measure
   * @returns {import('./plot.js').Chart}
   */
  #chart({ title, line, axis, text, color, recorded }) {
    const { runs, total } = this;
    const { series, ...colors } = theme();
    const lines = runs.map(line);
    const colorOf = (/** @type {number} */ i) => (runs.length === 1 && color ? colors[color] : series[i]);
    const bands = runs.map((run) => this.#bandOf(run, recorded));
    return {
      key: `${title}/${runs.length}`,
      sizes: SIZES,
      title,
      series: runs.map((run, i) => ({ title: run.title, color: colorOf(i) })),
      columns: columnsOf(lines),
      total,
      span: axis(extentOf([...lines, ...bands.flatMap((band) => (band ? [middleOf(band)] : []))], total)),
      text,
      behind: this.#behind(bands, colorOf),
    };
  }

  /**
   * What was recorded of each run.
   * @param {(Band | null)[]} bands
   * @param {(i: number) => string} colorOf
   * @returns {import('./behind.js').Behind[]}
   */
  #behind(bands, colorOf) {
    const seeds = Math.max(0, ...bands.map((band) => band?.n ?? 0));
    if (seeds === 0) return [];
    const look = /** @type {const} */ ({ kind: 'band', share: 1, filled: true });
    return [
      ...bands.flatMap((band, i) => (band ? { ...look, band, color: colorOf(i) } : [])),
      { kind: 'words', text: `recorded, ${plural(seeds, 'seed')}` },
    ];
  }
}

customElements.define('som-lab-curves', Curves);
