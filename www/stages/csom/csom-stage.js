/**
 * <som-lab-csom-stage>: a convolution whose filters are masked at every position by the winner of a map there. The
 * courses; an image with the winners of all its positions; one position with its patch, its winner and the filters in
 * its light; and the filters beside the codebook, for how they are organized.
 */

import { html, nothing } from 'lit';
import { fold } from '../../panels/fold.js';
import { restControl } from '../../panels/rest.js';
import { baseStyles } from '../../style/base-styles.js';
import { restText } from '../../settings/net-words.js';
import { closeup } from './csom-closeup.js';
import { coverChooser, positions } from './csom-picture.js';
import { kept, mapped, marked, viewModelOf } from './csom-view-model.js';
import { CsomSheets } from './csom-sheets.js';
import { csomStyles } from './csom-styles.js';
import { filterText, mapText, positionText } from './csom-words.js';
import { guessStyles, probabilities, says } from '../shared/guess.js';
import { filterAtlas } from '../shared/filter-atlas.js';
import { courses, measures } from '../shared/courses.js';
import { METER, meter } from '../shared/meter.js';
import { ProbeController } from '../shared/probe.js';
import { Stage } from '../shared/stage.js';
import { netStyles } from '../shared/net-styles.js';
import { gaugeStyles } from '../shared/organization-gauge.js';
import { stageStyles } from '../shared/stage-styles.js';
import { styled } from '../../style/styled.js';

/** @import { NetRun } from '../../kinds/net/run.js' */
/** @import { Selection } from './csom-view-model.js' */
/** @typedef {{hovered?: number | null, pinned?: number | null}} Look */

/** @extends {Stage<NetRun>} */
export class CsomStage extends Stage {
  static styles = [baseStyles, stageStyles, netStyles, guessStyles, gaugeStyles, csomStyles];

  constructor() {
    super();
    this.probe = new ProbeController(this);
    /** @type {import('../shared/courses.js').Reading} */
    this.reading = { measure: 'test_accuracy', at: null, lit: '' };
    /** @type {Selection} */
    this.selection = {
      cover: 'winners',
      place: { hovered: null, pinned: null },
      filter: { hovered: null, pinned: null },
    };
    this.sheets = new CsomSheets();
    /** @type {import('./csom-view-model.js').ViewModel | null} */
    this.viewModel = null;
    /** Keys, rather than a pointer, have moved last: what they come to is said. */
    this.keyed = false;
    this.spoken = '';
    this.addEventListener('keydown', () => (this.keyed = true), { capture: true });
    this.addEventListener('pointerdown', () => (this.keyed = false), { capture: true });
    this.addEventListener('pointermove', () => (this.keyed = false), { capture: true });
  }

  willUpdate() {
    for (const run of this.runs) {
      if (run.layer !== 0) run.look({ layer: 0 });
      run.want({ maps: true, filters: true });
    }
    this.probe.show();
    const run = mapped(this.runs);
    const before = this.viewModel?.mask;
    this.viewModel = run && viewModelOf(run, this.selection, this.probe.shown);
    // The light fades only where it changes.
    if (this.viewModel && before && same(this.viewModel.mask, before)) this.viewModel.mask = before;
  }

  updated() {
    this.probe.hear(0);
  }

  render() {
    const { figure, reading, selection } = this;
    const set = (/** @type {Partial<import('../shared/courses.js').Reading>} */ change) =>
      this.#set({ reading: { ...reading, ...change } });
    return html`${measures(reading, set)}
      <div class="stage">
        ${courses(figure, reading, set)}
        <div class="pictures">
          <div class="heading">
            ${coverChooser(selection.cover, (cover) => this.#set({ selection: { ...selection, cover } }))}
            <p class="soft rest">${this.#rest()}</p>
            ${restControl(figure)}
          </div>
          ${this.#seeing()}
          ${this.sheets.render(this.viewModel, {
            runs: this.runs,
            ink: figure.pictures.ink,
            running: figure.running,
            chosen: selection.filter,
            look: (run, look) => this.#look(run, look),
          })}
          <slot name="cover"></slot>
        </div>
      </div>
      ${fold(this.narrow, METER, meter(figure))}
      <p class="sr" aria-live="polite">${this.probe.said}</p>
      <p class="sr" aria-live="polite">${this.spoken}</p>`;
  }

  /** Whether the map still learns. */
  #rest() {
    const layer = this.viewModel?.run.frame?.layers[0];
    const { state, pictures } = this.figure;
    return layer ? mapText(restText(layer, state.config.convergence_tolerance, pictures.many)) : '';
  }

  #seeing() {
    return html`<div class="seeing">
      <div class="probe">${this.probe.image()}</div>
      ${this.viewModel ? this.#positions(this.viewModel) : nothing}
      <div class="verdicts">
        ${this.runs.map(
          (run) =>
            html`<div ${styled({ '--series': `var(--note-${run.series})` })}>
              <h4 class="name">${run.title}</h4>
              ${says(run)} ${probabilities(run)}
            </div>`,
        )}
      </div>
    </div>`;
  }

  /** @param {import('./csom-view-model.js').ViewModel} model */
  #positions(model) {
    const { selection } = this;
    const { shown: picture } = this.probe;
    const { ink } = this.figure.pictures;
    const { run } = model;
    const { filters } = run;
    const look = (/** @type {Look} */ change) => this.#look(run, change);
    const unit = marked(model, selection.filter, run);
    return html`${positions(model, {
      picture,
      cover: selection.cover,
      ink,
      pinned: selection.place.pinned,
      choose: (change) => this.#choose(change),
      unit,
      look,
    })}
    ${closeup(model, {
      picture,
      ink,
      colored: run.manifest?.channels === 3,
      filters: filters && filterAtlas(filters, model.shape.lattice, { zero: [255, 255, 255] }),
      marked: unit,
      pinned: kept(selection.filter, run),
      look,
    })}`;
  }

  /** A position. @param {Look} change */
  #choose(change) {
    this.#set({ selection: { ...this.selection, place: { ...this.selection.place, ...change } } });
    void this.#speak((model) => positionText(model));
  }

  /**
   * A filter, or a unit of the map.
   * @param {NetRun} run
   * @param {Look} change
   */
  #look(run, change) {
    const chosen = Object.entries(change).map(([how, unit]) => [how, unit === null ? null : { run, unit }]);
    this.#set({
      selection: { ...this.selection, filter: { ...this.selection.filter, ...Object.fromEntries(chosen) } },
    });
    const { filter, cover } = this.selection;
    void this.#speak((model) => filterText(model, filter.hovered ?? filter.pinned, cover));
  }

  /**
   * Says what the keys have come to.
   * @param {(model: import('./csom-view-model.js').ViewModel) => string} words
   */
  async #speak(words) {
    if (!this.keyed) return;
    await this.updateComplete;
    this.spoken = this.viewModel ? words(this.viewModel) : '';
    this.requestUpdate();
  }

  /** @param {Partial<Pick<CsomStage, 'reading' | 'selection'>>} change */
  #set(change) {
    Object.assign(this, change);
    this.requestUpdate();
  }
}

/**
 * @param {Float32Array | null} a
 * @param {Float32Array} b
 */
const same = (a, b) => a !== null && a.length === b.length && a.every((value, i) => value === b[i]);

customElements.define('som-lab-csom-stage', CsomStage);
