/**
 * What was recorded of a figure's experiment, and what of it fits the settings that the figure has now.
 */

import {
  fitting,
  isRecorded,
  labRecording,
  loadResults,
  recordedBand,
  seedsOf,
  valuesOf,
} from '../catalogue/recorded.js';
import { spread } from '../math/course.js';
import { isVaried } from '../settings/state.js';
import { differences } from '../settings/tree.js';

/** @import { Recording, RecordedVariant, Results } from '../catalogue/recorded.js' */
/** @import { Band } from '../math/course.js' */

/**
 * The figure that asks.
 * @typedef {object} Asking
 * @property {string} experiment
 * @property {{dataset: string | null}} state
 * @property {{name: string, state: {config: Record<string, unknown>}}[]} runs
 * @property {Pick<import('./index.js').Model, 'repetition'>} model
 * @property {() => void} requestUpdate
 */

/** Bands by variant and by what they are of. @typedef {Record<string, Record<string, Band>>} Bands */

/** @type {Bands} */
const NO_BANDS = {};

export class Recorded {
  /** @param {Asking} figure */
  constructor(figure) {
    this.figure = figure;
    /** @type {Results | null} */
    this.results = null;
    this.loading = false;
    /** @type {{key: unknown[], fit: ReturnType<typeof fitting>} | null} */
    this.found = null;
    /** @type {WeakMap<Recording, Bands>} */
    this.drawn = new WeakMap();
  }

  /** Whether there is anything, fetched or not. */
  get exists() {
    return this.results !== null || isRecorded(this.figure.experiment);
  }

  /** Whether it is yet to be fetched. */
  get coming() {
    return this.exists && this.results === null;
  }

  /** Somebody comes near. */
  async load() {
    if (this.loading || this.results) return;
    this.loading = true;
    this.results = await loadResults(this.figure.experiment);
    this.loading = false;
    this.found = null;
    if (this.results) this.figure.requestUpdate();
  }

  get #recordings() {
    return this.results?.recordings ?? [];
  }

  /** What is nearest to the figure's settings, looked for again when these have changed. */
  get #fit() {
    const { runs, state } = this.figure;
    const key = [state.dataset, this.results, ...runs.map((run) => run.state.config)];
    if (this.found?.key.length === key.length && key.every((part, i) => part === this.found?.key[i])) {
      return this.found.fit;
    }
    const configs = Object.fromEntries(runs.map((run) => [run.name, run.state.config]));
    const fit = fitting(this.#recordings, { dataset: state.dataset, configs });
    this.found = { key, fit };
    return fit;
  }

  /** Of the very settings that the figure has now, but for the seed: for its charts. @returns {Recording | null} */
  get own() {
    const fit = this.#fit;
    return fit?.exact ? fit.recording : null;
  }

  /**
   * What claims are held against; `other`: neither the lab nor the page has the figure's settings.
   * @returns {{recording: Recording, other: boolean} | null}
   */
  get evidence() {
    const fit = this.#fit;
    const recording = labRecording(this.#recordings, this.figure.state.dataset) ?? fit?.recording;
    return recording ? { recording, other: !fit?.exact } : null;
  }

  /** The settings with which the figure would train what claims are held against. @returns {Record<string, unknown>} */
  get wish() {
    const { experiment, runs } = this.figure;
    const variants = this.evidence?.recording.variants ?? [];
    const changes = runs.flatMap(({ name, state }) => {
      const recorded = variants.find(({ variant }) => variant === name);
      return recorded ? differences(recorded.config, state.config) : [];
    });
    const shared = changes.filter(([key]) => key !== 'seed' && !isVaried(experiment, key));
    return Object.fromEntries(shared);
  }

  /** @param {string} name @returns {RecordedVariant | undefined} */
  variant(name) {
    return this.own?.variants.find(({ variant }) => variant === name);
  }

  /**
   * The mean of a metric over all seeds, with the figure's very settings.
   * @param {string} name  of a variant
   * @param {string} metric
   */
  mean(name, metric) {
    const values = valuesOf(this.variant(name), metric).flatMap((value) => value ?? []);
    return values.length > 0 ? spread(values).mean : null;
  }

  /** Seeds behind what the charts draw; 0 where they draw nothing. */
  get seeds() {
    return this.own ? seedsOf(this.own) : 0;
  }

  /** Where the axis of its curves ends. */
  get total() {
    return Math.max(0, ...(this.own?.variants.map(({ x }) => x.at(-1) ?? 0) ?? []));
  }

  /** All curves of all variants with their spread; the same object as long as the recording fits. @returns {Bands} */
  get bands() {
    const { own } = this;
    if (!own) return NO_BANDS;
    const known = this.drawn.get(own);
    if (known) return known;
    const around = this.figure.model.repetition?.around;
    const bands = Object.fromEntries(
      own.variants.map((variant) => {
        const keys = Object.keys(variant.runs[0]?.curve ?? {});
        return [
          variant.variant,
          Object.fromEntries(keys.map((key) => [key, recordedBand(variant, key, around)])),
        ];
      }),
    );
    this.drawn.set(own, bands);
    return bands;
  }
}
