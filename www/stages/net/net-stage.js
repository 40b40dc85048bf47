/**
 * <som-lab-net-stage>: variants of a network side by side. Their courses on one chart; below, an image that is chosen,
 * drawn or dropped, and what every network makes of it: which neurons its mask lights, how they answer, and what the
 * network says.
 */

import { html, nothing } from 'lit';
import { baseStyles } from '../../style/base-styles.js';
import { fold } from '../../panels/fold.js';
import { layerRadios, radios } from '../../panels/radios.js';
import { restControl } from '../../panels/rest.js';
import { metricOf, variantsOf } from '../../catalogue/verdict.js';
import { isConvolutional } from '../../settings/layers.js';
import { ThemeController } from '../../style/theme.js';
import { card, cardStyles } from './net-card.js';
import { courses, measures } from '../shared/courses.js';
import { METER, meter } from '../shared/meter.js';
import { ProbeController } from '../shared/probe.js';
import { Stage } from '../shared/stage.js';
import { netStyles } from '../shared/net-styles.js';
import { stageStyles } from '../shared/stage-styles.js';
import { styled } from '../../style/styled.js';

/** @import { NetRun } from '../../kinds/net/run.js' */
/** @import { Look } from './net-card.js' */

/** @type {[Look, string][]} */
const LOOKS = [
  ['light', 'in the mask’s light'],
  ['full', 'in full light'],
  ['answers', 'as they answer'],
];
/** Filters can be seen beside the units of the map that dims them. @type {[Look, string][]} */
const FILTER_LOOKS = [...LOOKS, ['filters', 'as filters']];

/** @extends {Stage<NetRun>} */
export class NetStage extends Stage {
  static styles = [baseStyles, stageStyles, netStyles, cardStyles];

  constructor() {
    super();
    this.theme = new ThemeController(this);
    this.probe = new ProbeController(this);
    /** @type {import('../../charts/net-chart.js').Measure} */
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
    const layers = this.figure.state.config.hidden.length;
    if (this.layer >= layers) this.layer = 0;
    if (this.look === 'filters' && !this.#convolutional) this.look = 'light';
    for (const run of this.runs) {
      if (run.layer !== this.layer) run.look({ layer: this.layer });
      this.#measure(run);
    }
    this.probe.show();
  }

  updated() {
    this.probe.hear(this.layer);
  }

  /** Whether the layer that is looked at has filters. */
  get #convolutional() {
    return (this.figure.state.config.hidden[this.layer]?.kernel ?? 0) > 0;
  }

  /**
   * The filters of a convolution are small, and seen all the time. How the first layer is organized comes with its
   * filters; where those are large, they are asked for once, when a run that a claim speaks of has come to rest.
   * @param {NetRun} run
   */
  #measure(run) {
    const { claims = [] } = this.figure.record;
    const claimed = claims.some(
      (claim) => metricOf(claim)?.endsWith('organization') && variantsOf(claim).includes(run.name),
    );
    const { frame } = run;
    if (this.#convolutional) return run.want({ filters: true });
    if (!claimed || !frame) return run.want({ filters: false });
    const now = `${run.pace?.run} ${frame.step}`;
    if (frame.layer === 0 && frame.filters) this.organized.set(run, now);
    const rests = run.phase === 'finished' || run.phase === 'paused';
    run.want({ filters: rests && this.layer === 0 && frame.step > 0 && this.organized.get(run) !== now });
  }

  render() {
    const { figure } = this;
    const read = (/** @type {Partial<import('../shared/courses.js').Reading>} */ change) => this.#set(change);
    return html`${measures(this, read)}
      <div class="stage" ${styled({ '--nets': this.runs.length })}>
        ${courses(figure, this, read)}
        <div class="pictures">${this.#heading()} ${this.#nets()} <slot name="cover"></slot></div>
      </div>
      ${isConvolutional(figure.state.config) ? fold(this.narrow, METER, meter(figure)) : nothing}
      <p class="sr" aria-live="polite">${this.probe.said}</p>`;
  }

  /** What of the neurons is seen. */
  #heading() {
    const { figure } = this;
    const layers = figure.state.config.hidden;
    return html`<div class="heading">
      ${layerRadios(layers.length, this.layer, (layer) => this.#set({ layer, hovered: null }))}
      ${radios('How its neurons are seen', 'look', this.#convolutional ? FILTER_LOOKS : LOOKS, this.look, (look) => this.#set({ look }))}
      ${restControl(figure)}
    </div>`;
  }

  #nets() {
    const view = {
      look: this.look,
      layer: this.layer,
      ink: this.figure.pictures.ink,
      many: this.figure.pictures.many,
      hovered: this.hovered,
      hover: (/** @type {NetRun} */ run, /** @type {number | null} */ unit) =>
        this.#set({ hovered: unit === null ? null : { run, unit } }),
      light: (/** @type {string} */ lit) => this.#set({ lit }),
    };
    return html`<div class="nets">
      <div class="probe">${this.probe.image()}</div>
      ${this.runs.map((run) => card(run, view))}
    </div>`;
  }

  /** @param {Partial<Pick<NetStage, 'measure' | 'at' | 'lit' | 'look' | 'layer' | 'hovered'>>} change */
  #set(change) {
    Object.assign(this, change);
    this.requestUpdate();
  }
}

customElements.define('som-lab-net-stage', NetStage);
