/**
 * <som-lab-net-stage>: variants of a network side by side. Their courses on one chart; below, an image that is chosen,
 * drawn or dropped, and what every network makes of it: which neurons its mask lights, how they answer, and what the
 * network says.
 */

import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { baseStyles } from '../element/base-styles.js';
import '../element/net-curves.js';
import { parseLayers } from '../state/net-layers.js';
import { card } from './net-card.js';
import { MEASURES, legend } from './net-legend.js';
import { NetProbe } from './net-probe.js';
import { netStyles } from './net-styles.js';
import { stageStyles } from './stage-styles.js';

/** @typedef {import('../element/net-run.js').NetRun} NetRun */
/** @typedef {import('./net-card.js').Look} Look */

/** @type {[Look, string][]} */
const LOOKS = [
  ['light', 'in the mask’s light'],
  ['full', 'in full light'],
  ['answers', 'as they answer'],
];

export class NetStage extends NetProbe {
  static styles = [baseStyles, stageStyles, netStyles];

  constructor() {
    super();
    /** @type {import('../views/net-chart.js').Measure} */
    this.measure = 'test_accuracy';
    /** @type {number | null} the samples at which the curves are read */
    this.at = null;
    /** The variant that stands out. */
    this.lit = '';
    /** @type {Look} */
    this.look = 'light';
    this.layer = 0;
    /** @type {{run: NetRun, unit: number} | null} */
    this.hovered = null;
    /** The step at which each run's organization was measured. @type {WeakMap<NetRun, string>} */
    this.organized = new WeakMap();
  }

  willUpdate() {
    const layers = parseLayers(this.figure.state.net_layers)?.length ?? 1;
    if (this.layer >= layers) this.layer = 0;
    for (const run of this.runs) {
      if (run.layer !== this.layer) run.look({ layer: this.layer });
      this.#measure(run);
    }
    this.show();
  }

  updated() {
    this.hear(this.layer);
  }

  /**
   * How the first layer is organized comes with its filters, and those are large: they are asked for once, when a run
   * that a claim speaks of has come to rest.
   * @param {NetRun} run
   */
  #measure(run) {
    const { claims = [] } = this.figure.words;
    const claimed = claims.some((claim) => claim.kind === 'organization' && claim.variant === run.name);
    const { frame } = run;
    if (!claimed || !frame) return;
    const now = `${run.pace?.run} ${frame.step}`;
    if (frame.layer === 0 && frame.filters) this.organized.set(run, now);
    const rests = run.phase === 'finished' || run.phase === 'paused';
    run.want({ filters: rests && this.layer === 0 && frame.step > 0 && this.organized.get(run) !== now });
  }

  render() {
    return html`${this.#measures()}
      <div class="stage" style="--nets: ${this.runs.length}">
        ${this.#courses()} ${this.#heading()} ${this.#nets()}
        <slot name="cover"></slot>
      </div>
      <p class="sr" aria-live="polite">${this.said}</p>`;
  }

  #measures() {
    return html`<fieldset class="views">
      <legend class="sr">What the chart shows</legend>
      ${MEASURES.map(
        ([measure, title]) =>
          html`<label>
            <input
              type="radio"
              name="measure"
              .checked=${live(this.measure === measure)}
              @change=${() => this.#set({ measure })}
            />${title}
          </label>`,
      )}
    </fieldset>`;
  }

  #courses() {
    const { figure, runs, measure, at } = this;
    const { study } = figure;
    const curves = runs.map((run) => {
      const band = study?.band(run.name, measure) ?? null;
      const several = band !== null && band.n > 1;
      const own = !several || run.phase !== 'finished';
      const { name, title, series, course } = run;
      return { name, title, series, course, own, band: several ? band : null };
    });
    const light = (/** @type {string} */ lit) => this.#set({ lit });
    return html`<div class="courses">
      <som-lab-net-curves
        .curves=${curves}
        measure=${measure}
        pictures=${figure.state.dataset}
        total=${runs[0].frame?.samples_total ?? 0}
        .at=${at}
        lit=${this.lit}
        @point=${(/** @type {CustomEvent} */ { detail }) => this.#set({ at: detail })}
      ></som-lab-net-curves>
      ${legend(figure, measure, at, light)}
    </div>`;
  }

  /** What of the neurons is seen. */
  #heading() {
    const { figure } = this;
    const layers = parseLayers(figure.state.net_layers) ?? [];
    const { net_frozen: frozen } = figure.state;
    return html`<div class="heading">
      <fieldset class="views">
        <legend class="sr">Layer</legend>
        ${layers.map(
          (_, layer) =>
            html`<label>
              <input
                type="radio"
                name="layer"
                .checked=${live(this.layer === layer)}
                @change=${() => this.#set({ layer, hovered: null })}
              />Layer ${layer + 1}
            </label>`,
        )}
      </fieldset>
      <fieldset class="views">
        <legend class="sr">How its neurons are seen</legend>
        ${LOOKS.map(
          ([look, title]) =>
            html`<label>
              <input
                type="radio"
                name="look"
                .checked=${live(this.look === look)}
                @change=${() => this.#set({ look })}
              />${title}
            </label>`,
        )}
      </fieldset>
      <button
        class="text freeze"
        aria-pressed=${frozen}
        @click=${() => figure.patch({ net_frozen: !frozen })}
      >
        ${frozen ? 'thaw the maps' : 'freeze the maps'}
      </button>
    </div>`;
  }

  #nets() {
    const gaze = {
      look: this.look,
      layer: this.layer,
      ink: this.figure.pictures.ink,
      hovered: this.hovered,
      hover: (/** @type {NetRun} */ run, /** @type {number | null} */ unit) =>
        this.#set({ hovered: unit === null ? null : { run, unit } }),
      light: (/** @type {string} */ lit) => this.#set({ lit }),
    };
    return html`<div class="nets">
      <div class="probe">${this.image()}</div>
      ${this.runs.map((run) => card(run, gaze))}
    </div>`;
  }

  /** @param {Partial<Pick<NetStage, 'measure' | 'at' | 'lit' | 'look' | 'layer' | 'hovered'>>} change */
  #set(change) {
    Object.assign(this, change);
    this.requestUpdate();
  }
}

customElements.define('som-lab-net-stage', NetStage);
