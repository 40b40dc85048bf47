/** Figures with recordings, and templates as text, as tests need them. */

import { experimentOf, loadExperiments } from '../catalogue/experiments.js';
import { loadKind } from '../kinds/index.js';
import { startConfig, stateOf } from '../settings/state.js';
import { Figure } from './figure.js';

/** @import { Recording, RecordedClaim } from '../catalogue/recorded.js' */

const kinds = /** @type {const} */ (['map', 'net', 'agent']);
await Promise.all([loadExperiments(), ...kinds.map(loadKind)]);

/**
 * A recording of an experiment over three seeds, as the lab would write it.
 * @param {string} id
 * @param {'lab' | 'page'} settings
 * @param {(variant: string, seed: number) => Record<string, number | null>} metrics
 * @param {{curve?: string, claims?: RecordedClaim[], dataset?: string | null}} [more]
 * @returns {Recording}
 */
export function recordingOf(id, settings, metrics, { curve = 'test_accuracy', claims = [], dataset } = {}) {
  const experiment = experimentOf(id);
  const set = dataset === undefined ? experiment.dataset : dataset;
  const shared = /** @type {any} */ ({ config: startConfig(experiment, set, settings) });
  const variants = experiment.variants.map((variant) => {
    const config = { ...stateOf(shared, variant).config };
    delete config.seed;
    const runs = [1, 2, 3].map((seed) => ({
      seed,
      seconds: 1,
      metrics: metrics(variant.name, seed),
      curve: { [curve]: [0.9, 0.9 + seed / 100] },
    }));
    const device = { version: '0.1.0', backend: 'cpu', adapter: 'this processor, one thread with AVX2' };
    return {
      ...device,
      variant: variant.name,
      config,
      n: 10_000,
      passes: config.epochs ?? 0,
      x: [100, 200],
      runs,
    };
  });
  return { dataset: set, settings, variants, claims };
}

/**
 * @param {string} id
 * @param {Recording[]} recordings
 * @returns {Figure<any>}
 */
export function figureWith(id, recordings) {
  const figure = new Figure({ requestUpdate: () => {}, emit: () => {} }, id);
  figure.recorded.results = { experiment: id, recordings };
  return figure;
}

/**
 * What a template says, without its tags.
 * @param {unknown} value
 * @returns {string}
 */
export function textOf(value) {
  /** @param {any} part @returns {string} */
  const raw = (part) => {
    if (Array.isArray(part)) return part.map(raw).join('');
    if (part?.strings) {
      return part.strings
        .map((/** @type {string} */ text, /** @type {number} */ i) => text + raw(part.values[i]))
        .join('');
    }
    return typeof part === 'string' || typeof part === 'number' ? String(part) : '';
  };
  return raw(value)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
