/**
 * What a visitor can set of a network, in the manner of properties.js, and the settings as the engine takes them.
 */

import { choice, flag, integer, optional, real } from './kinds.js';
import { hiddenOf, layersText, parseLayers } from './net-layers.js';

/** @import { NetConfig } from '../engine/net-protocol.js' */
/** @import { Property } from './kinds.js' */
/** @import { State } from './properties.js' */

/**
 * @typedef {object} NetState
 * @property {string} net_layers  as text (see net-layers.js)
 * @property {string} net_masks
 * @property {number} net_winners  of the first layer, as the next two
 * @property {number} net_keep
 * @property {number} net_pruned
 * @property {number} net_prune_at
 * @property {number} net_sigma_organize_start
 * @property {number} net_sigma_organize_end
 * @property {number | null} net_sigma_organize_hold
 * @property {number} net_sigma_forward_start
 * @property {number} net_sigma_forward_end
 * @property {number | null} net_sigma_forward_hold
 * @property {number} net_som_rate_start
 * @property {number} net_som_rate_end
 * @property {number} net_som_epochs  0: the whole run
 * @property {number} net_patches
 * @property {number} net_threshold
 * @property {'mask_relu' | 'relu_mask'} net_order
 * @property {'before_mask' | 'after_mask'} net_bias
 * @property {boolean} net_frozen
 * @property {number} net_settle
 * @property {'adam' | 'sgd'} net_optimizer
 * @property {number} net_rate
 * @property {number} net_rate_fall  to this share of it, by the end
 * @property {number} net_momentum
 * @property {number} net_batch
 * @property {number} net_epochs
 * @property {number} net_evaluations
 */

/**
 * @param {string} label
 * @param {string} initial
 * @param {(text: string) => string | undefined} parse
 * @param {string} demand
 * @returns {Property}
 */
const written = (label, initial, parse, demand) => ({ label, initial, parse, demand: `${label} ${demand}` });

/** @param {string} label @param {number} initial */
const sigma = (label, initial) => real(label, 0.05, 200, initial);

/** @param {string} label */
const held = (label) => optional(sigma(label, 1), 'free', null);

/** @type {Record<keyof NetState, Property>} */
export const NET_PROPERTIES = {
  net_layers: written(
    'Hidden layers',
    '10x10,10x10',
    (text) => {
      const sizes = parseLayers(text);
      return sizes && layersText(sizes);
    },
    'are written like 10x10,10x10, or 10x10c5p2 for filters of 5 × 5 pooled by 2: one to four, filters first, of 1,024 neurons each at most.',
  ),
  net_masks: written(
    'Masks',
    '1',
    (text) => (/^[012]{1,4}$/.test(text) ? text : undefined),
    'are written like 10: 1 for a layer with a map, 2 for one with a map of patches, 0 for one without.',
  ),
  net_winners: integer('Winners at each position, 0 for all,', 0, 16, 0),
  net_keep: real('Share of the filters that dropout keeps', 0.01, 1, 1),
  net_pruned: integer('Filters left after pruning, 0 for all,', 0, 1024, 0),
  net_prune_at: real('Share of the run before pruning', 0, 1, 0.5),
  net_sigma_organize_start: sigma('σ of the maps at the start', 3),
  net_sigma_organize_end: sigma('σ of the maps at the end', 1),
  net_sigma_organize_hold: held('σ of the maps'),
  net_sigma_forward_start: sigma('σ of the mask at the start', 20),
  net_sigma_forward_end: sigma('σ of the mask at the end', 20),
  net_sigma_forward_hold: held('σ of the mask'),
  net_som_rate_start: real('Rate of the maps at the start', 0.0001, 1, 0.5),
  net_som_rate_end: real('Rate of the maps at the end', 0.0001, 1, 0.005),
  net_som_epochs: real('Passes in which the maps organize, 0 for the whole run,', 0, 1000, 0),
  net_patches: integer('Patches a picture that a map learns from', 1, 64, 8),
  net_threshold: real('Threshold of the mask', 0, 1, 0),
  net_order: choice(
    'Order',
    [
      ['mask_relu', 'mask, then ReLU'],
      ['relu_mask', 'ReLU, then mask'],
    ],
    'mask_relu',
  ),
  net_bias: choice(
    'Bias',
    [
      ['before_mask', 'before the mask'],
      ['after_mask', 'after the mask'],
    ],
    'before_mask',
  ),
  net_frozen: flag('Maps', ['learning', 'frozen'], false),
  net_settle: real('Change below which a map is frozen', 0, 1, 0.03),
  net_optimizer: choice(
    'Optimizer',
    [
      ['adam', 'Adam'],
      ['sgd', 'SGD with momentum'],
    ],
    'adam',
  ),
  net_rate: real('Learning rate', 0.0001, 1, 0.001),
  net_rate_fall: real('Share of the learning rate at the end', 0.01, 1, 1),
  net_momentum: real('Momentum', 0, 0.999, 0.9),
  net_batch: integer('Batch size', 1, 1024, 64),
  net_epochs: real('Passes over the data', 0.01, 1000, 10),
  net_evaluations: integer('Evaluations', 1, 1000, 40),
};

/**
 * What is wrong with the settings of a network as a whole, by property; empty when nothing is.
 * @param {NetState} state
 * @returns {Partial<Record<keyof NetState, string>>}
 */
export function netConflicts({ net_winners, net_keep, net_pruned }) {
  const ways = [net_winners > 0, net_keep < 1, net_pruned > 0].filter(Boolean).length;
  if (ways < 2) return {};
  return { net_winners: 'A layer is thinned out in one way: choose one of winners, dropout and pruning.' };
}

/**
 * @param {State} s
 * @returns {NetConfig}
 */
export function netConfigOf(s) {
  return {
    hidden: hiddenOf(s),
    lattice: s.lattice,
    sigma_organize: {
      start: s.net_sigma_organize_start,
      end: s.net_sigma_organize_end,
      curve: 'exponential',
      hold: s.net_sigma_organize_hold,
    },
    sigma_forward: {
      start: s.net_sigma_forward_start,
      end: s.net_sigma_forward_end,
      curve: 'exponential',
      hold: s.net_sigma_forward_hold,
    },
    som_rate: { start: s.net_som_rate_start, end: s.net_som_rate_end, curve: 'exponential', hold: null },
    threshold: s.net_threshold,
    order: s.net_order,
    bias: s.net_bias,
    frozen: s.net_frozen,
    settle: s.net_settle,
    optimizer: s.net_optimizer,
    learning_rate: {
      start: s.net_rate,
      end: s.net_rate * s.net_rate_fall,
      curve: 'exponential',
      hold: null,
    },
    momentum: s.net_momentum,
    batch_size: s.net_batch,
    seed: s.seed,
    epochs: s.net_epochs,
    evaluations: s.net_evaluations,
    som_epochs: s.net_som_epochs,
    patches: s.net_patches,
    prune_at: s.net_prune_at,
  };
}
