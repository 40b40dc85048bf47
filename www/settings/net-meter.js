/**
 * What the hidden layers of a network cost, in multiply–accumulate operations (MACs), and what of them is active: all
 * of it counted by the engine, and read from its frames.
 */

import { compact } from '../math/format.js';
import { amount } from './net-words.js';

/** @import { Hidden, NetFrame, NetLayer } from '../engine/net-protocol.js' */

/**
 * MACs for one image.
 * @typedef {object} Work
 * @property {number} done  by the layers, with their masks
 * @property {number} search  by the maps, for the winners
 * @property {number} dense  what the same layers would do without masks
 */

/**
 * @typedef {object} Meter
 * @property {number} strength  mean mask value, over the test set and all hidden neurons
 * @property {number} active  mean count of hidden neurons whose mask is above 0
 * @property {number} neurons
 * @property {Work} forward  for a new image, hidden layers only
 * @property {Work} training  for a training image as it is now, forward and backward, output layer included
 */

/**
 * What the words about costs are made from.
 * @typedef {object} Costs
 * @property {Pick<NetLayer, 'neurons' | 'mask' | 'winners' | 'keep' | 'pruned' | 'grouped' | 'active_units' | 'macs'
 *   | 'dense_macs' | 'search_macs'>[]} layers
 * @property {number | null} bmus_cached
 * @property {number} som_macs_per_image
 */

/** @template T @param {T[]} layers @param {(layer: T) => number} value */
const sum = (layers, value) => layers.reduce((total, layer) => total + value(layer), 0);

/** Winners are in full light, and the others in none. @param {NetLayer} layer */
const strengthOf = ({ winners, strength, active_units, neurons }) =>
  winners > 0 ? active_units / neurons : strength;

/**
 * @param {NetFrame} frame
 * @returns {Meter}
 */
export function meterOf({ layers, macs_per_image, dense_macs_per_image, som_macs_per_image }) {
  const neurons = sum(layers, (layer) => layer.neurons);
  return {
    strength: sum(layers, (layer) => strengthOf(layer) * layer.neurons) / Math.max(1, neurons),
    active: sum(layers, (layer) => layer.active_units),
    neurons,
    forward: {
      done: sum(layers, ({ macs }) => macs),
      search: sum(layers, ({ search_macs }) => search_macs),
      dense: sum(layers, ({ dense_macs }) => dense_macs),
    },
    training: { done: macs_per_image, search: som_macs_per_image, dense: dense_macs_per_image },
  };
}

/**
 * The same of what was recorded: means over its seeds; null where it was not measured.
 * @param {(metric: string) => number | null} mean
 * @returns {(Meter & {accuracy: number}) | null}
 */
export function meterFrom(mean) {
  const work = (/** @type {[string, string, string]} */ ...names) => {
    const [done, search, dense] = names.map((name) => mean(name) ?? NaN);
    return { done, search, dense };
  };
  const meter = {
    strength: mean('hidden_strength') ?? NaN,
    active: mean('active_units') ?? NaN,
    neurons: mean('neurons') ?? NaN,
    accuracy: mean('test_accuracy') ?? NaN,
    forward: work('hidden_macs', 'hidden_search_macs', 'hidden_dense_macs'),
    training: work(
      'training_macs_per_image',
      'training_search_macs_per_image',
      'dense_training_macs_per_image',
    ),
  };
  const { forward, training, ...plain } = meter;
  const values = [...Object.values(plain), ...Object.values(forward), ...Object.values(training)];
  return values.every(Number.isFinite) ? meter : null;
}

/**
 * The costs of a network that has been recorded, as its last frame had them; null where it has several hidden layers,
 * whose costs were recorded as a sum.
 * @param {Meter} meter
 * @param {Hidden[]} hidden
 * @returns {Costs | null}
 */
export function recordedCosts({ neurons, active, forward, training }, [layer, ...more]) {
  if (!layer || more.length > 0) return null;
  const { mask, winners, keep, pruned } = layer;
  const counts = { neurons, active_units: active, search_macs: forward.search };
  const macs = { macs: forward.done, dense_macs: forward.dense };
  const grouped = training.done < training.dense;
  return {
    layers: [{ mask, winners, keep, pruned: pruned > 0, grouped, ...counts, ...macs }],
    bmus_cached: training.search === 0 ? 1 : null,
    som_macs_per_image: training.search,
  };
}

/**
 * Points of accuracy for each million MACs that a new image takes, the search included.
 * @param {Work} forward
 * @param {number} accuracy  0 to 1
 */
export const pointsPerMillion = ({ done, search }, accuracy) => (100 * accuracy) / ((done + search) / 1e6);

/**
 * What all bars are measured against, so that they can be compared.
 * @param {Work[]} works
 */
export const longest = (works) =>
  Math.max(1, ...works.map(({ done, search, dense }) => Math.max(done + search, dense)));

/** @param {Work} work */
export function workText({ done, search, dense }) {
  const searched = search > 0 ? ` + ${compact(search)} of search` : '';
  return `${compact(done)}${searched}; dense ${compact(dense)}`;
}

/** @param {Pick<Meter, 'active' | 'neurons'>} meter */
export const activeText = ({ active, neurons }) => `${amount(active)} of ${neurons}`;

/** @param {number} share */
const whole = (share) => `${Math.round(100 * share)}%`;

/**
 * What is to be known of these costs, in plain words; empty where a network is an ordinary one.
 * @param {Costs} frame
 * @param {Pick<import('../engine/net-protocol.js').NetConfig, 'hidden'>} config
 * @param {{one: string, many: string}} pictures
 * @returns {string}
 */
export function costText(frame, { hidden }, { one, many }) {
  const [layer] = frame.layers;
  if (!layer) return '';
  if (layer.winners > 0) {
    return `It computes all ${layer.neurons} answers to pick ${layer.winners}: nothing is saved.`;
  }
  if (layer.keep < 1) {
    const computed = layer.grouped ? 'it computes those only' : 'the others are computed, and dropped';
    return `In training ${whole(layer.keep)} of the filters are kept, and ${computed}; a new ${one} takes them all.`;
  }
  if (layer.pruned) return `The filters that were pruned are gone for good.`;
  if (hidden[0].pruned > 0) return 'Dense, until it is pruned.';
  return searchText(frame, many);
}

/**
 * Why nothing is saved, where nothing is.
 * @param {Costs['layers']} masked
 */
function litText(masked) {
  if (masked.some(({ macs, dense_macs }) => macs < dense_macs)) return '';
  if (masked.every(({ active_units, neurons }) => active_units >= neurons)) {
    return 'Every filter has some light, so that nothing is saved. ';
  }
  return masked.some(({ mask }) => mask === 'patch')
    ? 'With so many filters lit, it is faster to compute all of them. '
    : 'All filters are computed, those in the dark as well. ';
}

/**
 * @param {Costs} frame
 * @param {string} many
 */
function searchText({ layers, bmus_cached, som_macs_per_image }, many) {
  const search = sum(layers, ({ search_macs }) => search_macs);
  if (search === 0) return '';
  const masked = layers.filter(({ mask }) => mask !== 'none');
  const dense = sum(masked, ({ dense_macs }) => dense_macs);
  const lit = litText(masked);
  const cost = `The search for the winners costs ${whole(search / dense)} of the dense layer`;
  if (som_macs_per_image === 0) return `${lit}${cost}; training needs none, all winners are kept.`;
  if (bmus_cached === null || bmus_cached === 0) return `${lit}${cost}; no winners are kept yet.`;
  return `${lit}${cost}; the winners of ${whole(bmus_cached)} of the ${many} are kept for training.`;
}
