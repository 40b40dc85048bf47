/**
 * Links as they were written before their keys were the engine's own: every one of them still gives the same run.
 */

import { parseLayers, resized } from './layers.js';

/** @import { Kind } from '../catalogue/experiments.js' */
/** @import { State } from './state.js' */
/** @typedef {[string, string]} Pair  key and text */

/** @type {Partial<Record<Kind, Record<string, string>>>} */
const RENAMED = {
  map: {
    patch_size: 'patch.size',
    patch_stride: 'patch.stride',
    patch_gray: 'patch.gray',
    patch_centered: 'patch.centered',
    per_image: 'patch.per_image',
    sigma_start: 'sigma.start',
    sigma_end: 'sigma.end',
    sigma_curve: 'sigma.curve',
    sigma_hold: 'sigma.hold',
    rate_start: 'learning_rate.start',
    rate_end: 'learning_rate.end',
    rate_curve: 'learning_rate.curve',
    rate_hold: 'learning_rate.hold',
  },
  net: {
    net_winners: 'hidden.0.winners',
    net_keep: 'hidden.0.keep',
    net_pruned: 'hidden.0.pruned',
    net_prune_at: 'prune_at',
    net_sigma_organize_start: 'sigma_organize.start',
    net_sigma_organize_end: 'sigma_organize.end',
    net_sigma_organize_hold: 'sigma_organize.hold',
    net_sigma_forward_start: 'sigma_forward.start',
    net_sigma_forward_end: 'sigma_forward.end',
    net_sigma_forward_hold: 'sigma_forward.hold',
    net_som_rate_start: 'som_rate.start',
    net_som_rate_end: 'som_rate.end',
    net_som_epochs: 'som_epochs',
    net_patches: 'patches',
    net_threshold: 'threshold',
    net_order: 'order',
    net_bias: 'bias',
    net_frozen: 'frozen',
    net_settle: 'convergence_tolerance',
    net_optimizer: 'optimizer',
    net_momentum: 'momentum',
    net_batch: 'batch_size',
    net_epochs: 'epochs',
    net_evaluations: 'evaluations',
  },
};

/** Settings of the other kind, which every link could name, and which did nothing. @type {Partial<Record<Kind, RegExp>>} */
const IDLE = {
  map: /^net_/,
  net: /^(patch_|sigma_(start|end|curve|hold)$|rate_|per_image$|stack$|rows$|cols$|neighborhood$|training$|init$)/,
};

/**
 * The pairs of a link under the keys of now.
 * @param {Kind} kind
 * @param {Pair[]} pairs
 * @param {State} base  what the link speaks of where it says nothing
 * @returns {Pair[]}
 */
export function translated(kind, pairs, base) {
  const renamed = RENAMED[kind];
  // A kind that never had other keys.
  if (!renamed) return pairs;
  const old = Object.fromEntries(pairs);
  return pairs.flatMap(([key, text]) => {
    if (Object.hasOwn(renamed, key)) return [/** @type {Pair} */ ([renamed[key], text])];
    if (kind === 'map' && key === 'stack' && !text.startsWith('[')) return [[key, stackOf(text)]];
    if (key === 'net_rate' || key === 'net_rate_fall') return ratesOf(old, key, base);
    if (key === 'net_layers' || key === 'net_masks') return layersOf(old, key, base);
    return IDLE[kind]?.test(key) ? [] : [[key, text]];
  });
}

/**
 * A learning rate, and the share of it that is left in the end.
 * @param {Record<string, string>} old
 * @param {string} key
 * @param {State} base
 * @returns {Pair[]}
 */
function ratesOf(old, key, { config: { learning_rate } }) {
  const { net_rate: start = String(learning_rate.start), net_rate_fall: fall } = old;
  if (key === 'net_rate_fall' && 'net_rate' in old) return [];
  const share = fall === undefined ? learning_rate.end / learning_rate.start : Number(fall);
  const end = Number(start) * share;
  return [
    ['learning_rate.start', start],
    ['learning_rate.end', String(end)],
  ];
}

/**
 * Sizes of layers, and a digit for the map of each: 0 for none, 1 of all it reads, 2 of patches; the last digit counts
 * for all that follow.
 * @param {Record<string, string>} old
 * @param {string} key
 * @param {State} base
 * @returns {Pair[]}
 */
function layersOf(old, key, { config }) {
  const { net_layers: sizes, net_masks: masks } = old;
  if (key === 'net_masks' && sizes !== undefined) return [];
  const before = sizes === undefined ? config.hidden : resized(parseLayers(sizes) ?? [], config.hidden);
  if (before.length === 0 || (masks !== undefined && !/^[012]{1,4}$/.test(masks))) return [['hidden', key]];
  const of = (/** @type {number} */ i) =>
    ['none', 'whole', 'patch'][Number(masks?.[Math.min(i, masks.length - 1)])];
  const layers = before.map((/** @type {any} */ layer, /** @type {number} */ i) => ({
    ...layer,
    mask: (masks === undefined ? undefined : of(i)) ?? layer.mask,
  }));
  return [['hidden', JSON.stringify(layers)]];
}

/** "20x20:0:1:coordinates;…": rows, columns, size, stride and code of every further layer. @param {string} text */
function stackOf(text) {
  const layers = text
    .split(';')
    .filter(Boolean)
    .map((layer) => {
      const [, rows, cols, size, stride, code] = /^(\d+)x(\d+):(\d+):(\d+):(\w+)$/.exec(layer.trim()) ?? [];
      return { rows: Number(rows), cols: Number(cols), size: Number(size), stride: Number(stride), code };
    });
  return JSON.stringify(layers);
}
