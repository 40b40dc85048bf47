/**
 * <som-lab-csom-stage>: a convolution whose filters are masked at every position by the winner of a map there. The
 * courses; an image with the winners of all its positions; one position with its patch, its winner and the filters in
 * its light; and the filters beside the codebook, for how they are organized.
 */

import { html, nothing } from 'lit';
import { restControl } from '../../panels/net-rest.js';
import { baseStyles } from '../../style/base-styles.js';
import { restText } from '../../settings/net-words.js';
import { closeup } from './csom-closeup.js';
import { coverChooser, positions } from './csom-picture.js';
import { kept, mapped, marked, sceneOf } from './csom-view-model.js';
import { CsomSheets } from './csom-sheets.js';
import { csomStyles } from './csom-styles.js';
import { filterText, mapText, positionText } from './csom-words.js';
import { probabilities, says } from '../net/net-card.js';
import { courses, measures } from '../shared/courses.js';
import { meter } from '../shared/meter.js';
import { meterStyles } from '../shared/meter-styles.js';
import { NetProbe } from '../shared/probe.js';
import { netStyles } from '../shared/net-styles.js';
import { gaugeStyles } from '../shared/organization-gauge.js';
import { stageStyles } from '../shared/stage-styles.js';

/** @import { NetRun } from '../../element/net-run.js' */
/** @import { Gaze } from './csom-view-model.js' */
/** @typedef {{hovered?: number | null, pinned?: number | null}} Look */

export class CsomStage extends NetProbe {
  static styles = [baseStyles, stageStyles, netStyles, meterStyles, gaugeStyles, csomStyles];

  constructor() {
    super();
    /** @type {import('../shared/courses.js').Reading} */
    this.reading = { measure: 'test_accuracy', at: null, lit: '' };
    /** @type {Gaze} */
    this.gaze = {
      cover: 'winners',
      place: { hovered: null, pinned: null },
      filter: { hovered: null, pinned: null },
    };
    this.sheets = new CsomSheets();
    /** @type {import('./csom-view-model.js').Scene | null} */
    this.scene = null;
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
    this.show();
    const run = mapped(this.runs);
    const before = this.scene?.mask;
    this.scene = run && sceneOf(run, this.gaze, this.shown);
    // The light fades only where it changes.
    if (this.scene && before && same(this.scene.mask, before)) this.scene.mask = before;
  }

  updated() {
    this.hear(0);
  }

  render() {
    const { figure, reading, gaze } = this;
    const set = (/** @type {Partial<import('../shared/courses.js').Reading>} */ change) =>
      this.#set({ reading: { ...reading, ...change } });
    return html`${measures(reading, set)}
      <div class="stage">
        ${courses(figure, reading, set)}
        <div class="heading">
          ${coverChooser(gaze.cover, (cover) => this.#set({ gaze: { ...gaze, cover } }))}
          <p class="soft rest">${this.#rest()}</p>
          ${restControl(figure)}
        </div>
        ${this.#seeing()}
        ${this.sheets.render(this.scene, {
          runs: this.runs,
          ink: figure.pictures.ink,
          running: figure.running,
          chosen: gaze.filter,
          look: (run, look) => this.#look(run, look),
        })}
        <slot name="cover"></slot>
      </div>
      ${meter(figure)}
      <p class="sr" aria-live="polite">${this.said}</p>
      <p class="sr" aria-live="polite">${this.spoken}</p>`;
  }

  /** Whether the map still learns. */
  #rest() {
    const layer = this.scene?.run.frame?.layers[0];
    const { state, pictures } = this.figure;
    return layer ? mapText(restText(layer, state.net_settle, pictures.many)) : '';
  }

  #seeing() {
    return html`<div class="seeing">
      <div class="probe">${this.image()}</div>
      ${this.scene ? this.#positions(this.scene) : nothing}
      <div class="verdicts">
        ${this.runs.map(
          (run) =>
            html`<div style="--series: var(--note-${run.series})">
              <h4 class="name">${run.title}</h4>
              ${says(run)} ${probabilities(run)}
            </div>`,
        )}
      </div>
    </div>`;
  }

  /** @param {import('./csom-view-model.js').Scene} scene */
  #positions(scene) {
    const { gaze, shown: picture } = this;
    const { ink } = this.figure.pictures;
    const { run } = scene;
    const { filters } = run;
    const look = (/** @type {Look} */ change) => this.#look(run, change);
    const unit = marked(scene, gaze.filter, run);
    return html`${positions(scene, {
      picture,
      cover: gaze.cover,
      ink,
      pinned: gaze.place.pinned,
      choose: (change) => this.#choose(change),
      unit,
      look,
    })}
    ${closeup(scene, {
      picture,
      ink,
      colored: run.manifest?.channels === 3,
      filters: filters && this.sheets.atlases.of(filters, scene.shape.lattice, true),
      marked: unit,
      pinned: kept(gaze.filter, run),
      look,
    })}`;
  }

  /** A position. @param {Look} change */
  #choose(change) {
    this.#set({ gaze: { ...this.gaze, place: { ...this.gaze.place, ...change } } });
    void this.#speak((scene) => positionText(scene));
  }

  /**
   * A filter, or a unit of the map.
   * @param {NetRun} run
   * @param {Look} change
   */
  #look(run, change) {
    const chosen = Object.entries(change).map(([how, unit]) => [how, unit === null ? null : { run, unit }]);
    this.#set({ gaze: { ...this.gaze, filter: { ...this.gaze.filter, ...Object.fromEntries(chosen) } } });
    const { filter, cover } = this.gaze;
    void this.#speak((scene) => filterText(scene, filter.hovered ?? filter.pinned, cover));
  }

  /**
   * Says what the keys have come to.
   * @param {(scene: import('./csom-view-model.js').Scene) => string} words
   */
  async #speak(words) {
    if (!this.keyed) return;
    await this.updateComplete;
    this.spoken = this.scene ? words(this.scene) : '';
    this.requestUpdate();
  }

  /** @param {Partial<Pick<CsomStage, 'reading' | 'gaze'>>} change */
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
