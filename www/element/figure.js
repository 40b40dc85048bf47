/**
 * A figure: an experiment with its runs, the settings they share, and one transport over all of them.
 */

import { sharedEngine } from '../engine/client.js';
import { addOwn, ownSets, wordsOf } from '../catalogue/datasets.js';
import { experimentOf } from '../catalogue/experiments.js';
import { kindOf } from '../catalogue/index.js';
import { pleasantSpeed } from '../math/speed.js';
import { fitting } from '../settings/own.js';
import { actsAtRest, layersField, settingOf } from '../settings/setting.js';
import { conflicts } from '../settings/conflicts.js';
import { broughtBy, isTraining, isVaried, patched, startOf, valueOf, withShape } from '../settings/state.js';
import { modelOf } from '../kinds/index.js';
import { Recorded } from '../kinds/recorded.js';
import { Study } from '../kinds/study.js';
import { bring } from '../kinds/values.js';
import { Hints } from './hints.js';

/** @import { Setting } from '../settings/setting.js' */
/** @import { Patch, State } from '../settings/state.js' */
/** @import { BackendInfo, Preference } from '../engine/protocol.js' */
/** Sentences by key. @typedef {Record<string, string | undefined>} Problems */
/** @typedef {{name: string, picture: import('../engine/protocol.js').Picture}} Probe  to be rebuilt, not learned */

/**
 * The element around the figure.
 * @typedef {object} Host
 * @property {() => void} requestUpdate
 * @property {(name: string, detail: unknown) => void} emit
 * @property {() => void} [turned]  its runs go on with other settings
 */

let figures = 0;

/** @template {import('../kinds/live-run.js').LiveRun<any, any>} [R=import('../kinds/map/run.js').MapRun] */
export class Figure {
  /**
   * @param {Host} host
   * @param {string} [experiment]
   */
  constructor(host, experiment = 'map') {
    this.host = host;
    this.engine = sharedEngine();
    this.id = ++figures;
    /** @type {BackendInfo | null} */
    this.info = null;
    this.visible = true;
    this.experiment = experiment;
    /** @type {State} */
    this.state = startOf(experiment);
    /** @type {Problems} */
    this.problems = {};
    /** @type {Problems} the values that will not do, as typed */
    this.typed = {};
    this.notice = '';
    /** @type {Probe | null} */
    this.probe = null;
    /** The probe is shown, rather than a picture of the data set. */
    this.probing = false;
    this.hints = new Hints();
    this.runs = this.#makeRuns();
    this.study = this.#makeStudy();
    this.recorded = new Recorded(this);
  }

  /**
   * Another experiment, at rest.
   * @param {string} experiment
   */
  choose(experiment) {
    this.experiment = experiment;
    this.#begin(startOf(experiment));
  }

  /**
   * Goes on with runs that were saved, at rest.
   * @param {State} state
   * @param {{name: string, points: any[], checkpoint: Uint8Array}[]} saved
   * @throws {Error} in a sentence, where they are not those of its variants: what runs goes on
   */
  restore(state, saved) {
    const found = this.record.variants.map(({ name }) => saved.find((one) => one.name === name));
    if (found.some((one) => !one)) throw new Error('Its runs are not those of this figure any more.');
    this.#begin(state);
    if (!this.engine.started) this.engine.preference = state.backend;
    this.runs.forEach((run, i) => run.restore(/** @type {(typeof saved)[0]} */ (found[i])));
    this.requestUpdate();
  }

  /** At rest, with nothing of what was. @param {State} state */
  #begin(state) {
    this.close();
    this.state = state;
    Object.assign(this, {
      problems: {},
      typed: {},
      notice: '',
      probe: null,
      probing: false,
      hints: new Hints(),
    });
    this.runs = this.#makeRuns();
    this.study = this.#makeStudy();
    this.recorded = new Recorded(this);
    this.requestUpdate();
  }

  /** Its record in the catalogue. */
  get record() {
    return experimentOf(this.experiment);
  }

  /** What its runs train. */
  get kind() {
    return kindOf(this.experiment);
  }

  /** What the page knows of that kind. */
  get model() {
    return modelOf(this.kind);
  }

  /** @returns {R[]} */
  #makeRuns() {
    const { variants } = this.record;
    const group = variants.length > 1 ? `figure-${this.id}` : null;
    const { Run } = this.model;
    const runs = variants.map((variant) => /** @type {any} */ (new Run(this, variant, this.state, group)));
    for (const run of runs) run.visible = this.visible;
    return runs;
  }

  #makeStudy() {
    return this.model.repetition ? new Study(/** @type {any} */ (this)) : null;
  }

  /** The run that speaks for the figure where only one can. */
  get lead() {
    return this.runs[0];
  }

  get running() {
    return this.runs.some((run) => run.running);
  }

  /** In one word, what the figure is doing: what holds up all of it comes first. */
  get phase() {
    const phases = this.runs.map((run) => run.phase);
    const first = /** @type {const} */ (['error', 'poster', 'loading', 'running', 'waiting', 'paused']);
    return first.find((phase) => phases.includes(phase)) ?? 'finished';
  }

  /** How many workers its runs are on. */
  get threads() {
    return new Set(this.runs.map(({ session }) => session?.worker)).size;
  }

  /** How far a run is, 0 to 1. @param {any} frame */
  shareOf(frame) {
    const { repetition } = this.model;
    return repetition ? repetition.share(frame) : frame.samples / Math.max(1, frame.samples_total);
  }

  get failure() {
    return this.runs.find((run) => run.failure)?.failure ?? null;
  }

  /** What the page calls the pictures, or whatever its runs learn from. */
  get pictures() {
    return this.model.words(this.state);
  }

  requestUpdate() {
    this.study?.update();
    this.hints.update(this);
    this.host.requestUpdate();
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  emit(name, detail) {
    this.host.emit(name, detail);
  }

  /** @param {string} message */
  tell(message) {
    this.notice = message;
    this.requestUpdate();
  }

  /**
   * @param {BackendInfo} info
   * @param {Preference} preference
   */
  ready(info, preference) {
    if (this.info !== info) this.emit('som-lab:ready', info);
    this.info = info;
    this.state = { ...this.state, backend: preference };
    this.requestUpdate();
  }

  /** @param {import('../engine/errors.js').Failure} failure  of the engine, about settings that it will not take */
  refused({ message, field }) {
    const key = field ?? '';
    const { sight } = this.record.page.controls;
    const shown = sight.includes(key) || (sight.includes('size') && (key === 'rows' || key === 'cols'));
    if (shown && !this.varies(key)) this.problems = { ...this.problems, [key]: message };
    else this.notice = message;
  }

  /** @param {boolean} running */
  open(running) {
    if (!this.engine.started) this.engine.preference = this.state.backend;
    for (const run of this.runs) run.open(running);
    this.requestUpdate();
  }

  close() {
    this.study?.close();
    for (const run of this.runs) run.close();
  }

  retry() {
    this.notice = '';
    for (const run of this.runs) run.recover();
    this.engine.retry(this.kind);
    this.requestUpdate();
  }

  play() {
    if (!this.lead.session) return this.open(true);
    if (this.phase === 'finished') this.reset();
    this.#run(true);
  }

  pause() {
    this.#run(false);
  }

  toggle() {
    if (this.running) this.pause();
    else this.play();
  }

  /** @param {boolean} running */
  #run(running) {
    for (const run of this.runs) run.run(running);
    this.emit('som-lab:state', { running });
    this.requestUpdate();
  }

  step() {
    if (!this.lead.session) this.open(false);
    for (const run of this.runs) run.step();
    this.requestUpdate();
  }

  reset() {
    for (const run of this.runs) run.reset();
    this.requestUpdate();
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    this.visible = visible;
    for (const run of this.runs) run.setVisible(visible);
    this.requestUpdate();
  }

  /** @param {string} key @returns {Setting} */
  setting(key) {
    const setting = settingOf(this.kind, key);
    if (!setting) throw new Error(`There is no setting ${key}.`);
    return key === 'hidden' ? { ...setting, ...layersField(this.state.config.hidden) } : setting;
  }

  /** @param {string} key */
  valueOf(key) {
    return valueOf(this.state, key);
  }

  /**
   * Takes a value as typed; one that will not do is told beside its control, and the runs go on.
   * @param {string} key
   * @param {string} text
   */
  set(key, text) {
    const { parse, demand } = this.setting(key);
    const value = parse(text);
    if (value === undefined) {
      this.problems = { ...this.problems, [key]: demand };
      this.typed[key] = text;
      this.requestUpdate();
    } else this.patch({ [key]: value });
  }

  /** Whether the runs differ in a setting, so that it is not the visitor's to change. @param {string} key */
  varies(key) {
    return isVaried(this.experiment, key);
  }

  /**
   * What a setting may be here: the experiment has its own pictures, and the visitor's.
   * @param {string} key
   * @returns {[string, string][] | undefined}
   */
  choices(key) {
    const { choices } = this.setting(key);
    const { lattices, labelled } = this.model;
    if (key === 'lattice') return choices?.filter(([name]) => !lattices.refused.includes(name));
    if (key !== 'dataset') return choices;
    const offered = (/** @type {string} */ set) =>
      Object.hasOwn(this.record.datasets, set) || set === this.state.dataset;
    const own = ownSets().filter(([set]) => !labelled || wordsOf(set).labelled);
    return [...(choices ?? []).filter(([set]) => offered(set)), ...own];
  }

  /** @param {Patch} wish */
  patch(wish) {
    const patch = this.#completed(wish);
    // A link may ask for what only other figures offer.
    const { lattice } = patch;
    const known = lattice === undefined || this.choices('lattice')?.some(([name]) => name === lattice);
    if (!known) delete patch.lattice;
    const next = patched(this.state, patch);
    const wrong = conflicts(this.kind, next);
    const problems = { ...this.problems };
    for (const key of Object.keys(patch)) delete problems[key];
    if ('rows' in patch || 'cols' in patch) Object.assign(problems, { rows: undefined, cols: undefined });
    this.problems = { ...problems, ...wrong };
    if (Object.keys(wrong).length === 0) this.#apply(next, Object.keys(patch));
    if (!known)
      this.notice = `${this.model.lattices.because} ${lattice} lattice: this figure keeps its ${this.state.config.lattice}.`;
    this.requestUpdate();
  }

  /** @param {Patch} wish @returns {Patch} */
  #completed(wish) {
    const dataset = /** @type {string} */ (wish.dataset ?? this.state.dataset);
    const other = dataset !== this.state.dataset;
    const brought = other ? { component: null, ...broughtBy(this.experiment, dataset) } : {};
    const patch = /** @type {Patch} */ ({ ...brought, ...withShape(this.state, wish) });
    const { training } = patch;
    if (training && training !== this.state.config.training && !('speed' in patch)) {
      patch.speed = pleasantSpeed(/** @type {import('../engine/protocol.js').Training} */ (training));
    }
    const { labelled } = wordsOf(dataset);
    if (!labelled && (patch.view ?? this.state.view) === 'classes') patch.view = 'codebook';
    return patch;
  }

  /**
   * @param {State} next
   * @param {string[]} changed
   */
  #apply(next, changed) {
    const before = this.state;
    const textOf = (/** @type {State} */ state, /** @type {string} */ key) =>
      JSON.stringify(valueOf(state, key));
    const differs = (/** @type {string} */ key) => textOf(next, key) !== textOf(before, key);
    const own = changed.filter((key) => differs(key) && this.varies(key));
    const learns = (/** @type {string} */ key) => isTraining(key) && !actsAtRest(this.kind, key);
    const over = this.phase === 'finished' && changed.some(learns);
    if (changed.some((key) => isTraining(key) && differs(key))) this.host.turned?.();
    this.state = next;
    if (over) this.notice = 'This run is over; play begins it again with these settings.';
    else this.notice = own.map((key) => `The maps here have their own ${key} each.`).join(' ');
    if (next.dataset !== before.dataset || next.image !== before.image) this.probing = false;
    if (next.dataset !== before.dataset && !this.model.keepsProbe) this.probe = null;
    if (changed.includes('backend') && this.lead.session) this.engine.setBackend(next.backend);
    for (const run of this.runs) run.configure(next, changed);
  }

  /**
   * A visitor's own pictures become the data set, and the maps learn from them at once.
   * @param {import('../engine/protocol.js').Supply} set
   */
  useOwn({ name, manifest, train, test }) {
    addOwn(name, manifest);
    bring({ name, manifest, train });
    this.engine.supply(name, manifest, train, test);
    this.patch({ dataset: name, ...fitting(this.experiment, manifest) });
    this.play();
  }

  /**
   * Another picture of a visitor's is rebuilt with what the maps have learned.
   * @param {Probe} probe
   */
  useProbe(probe) {
    this.probe = probe;
    this.probing = true;
    for (const run of this.runs) run.probe(probe.picture);
    this.requestUpdate();
  }

  /** @param {boolean} probing  rather than a picture of the data set */
  showProbe(probing) {
    this.probing = probing && this.probe !== null;
    this.requestUpdate();
  }
}
