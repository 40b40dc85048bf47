/**
 * How an experiment treats pictures that a visitor brings: there may be one, or thousands, small or large. The lab does
 * the same (src/experiment/own.rs).
 */

import { experimentOf } from '../catalogue/experiments.js';
import { startOf } from './state.js';

/** @import { Manifest } from '../engine/protocol.js' */
/** @import { Patch } from './state.js' */

const MOST_EPOCHS = 1000;
/** Patches that are taken from all pictures in a pass, as long as there are so many. */
const A_PASS = 65_536;
/** Pixels of a picture whose overlapping patches would hold up the maps while they learn. */
const LARGE = 96 * 96;

/**
 * The settings that fit pictures of a visitor's own.
 * @param {string} id of the experiment
 * @param {Pick<Manifest, "height" | "width" | "train">} manifest
 * @param {any} [config]  that it starts with
 * @returns {Patch}
 */
export function fitting(id, { height, width, train: { n } }, config = startOf(id, '').config) {
  const own = /** @type {import('../catalogue/experiments.js').Own} */ (experimentOf(id).own);
  const side = Math.min(height, width);
  if (own.patch === 'fit') {
    const size = clamp(Math.round(side / 40), 4, 8);
    const places = (height - size + 1) * (width - size + 1);
    const taken = clamp(Math.ceil(A_PASS / n), 1, places);
    return {
      'patch.size': size,
      'patch.stride': 1,
      'patch.per_image': taken,
      epochs: clamp(Math.round(own.samples / (n * taken)), 1, MOST_EPOCHS),
      overlap: height * width <= LARGE,
    };
  }
  const { patch } = config;
  const pass = n * (patch?.per_image ?? 1);
  const epochs = clamp(Math.round(own.samples / pass), config.epochs, MOST_EPOCHS);
  // Some steps in every pass, however few the pictures are.
  const batch_size = clamp(Math.floor(pass / 8), 1, config.batch_size);
  if (!patch) return { epochs, batch_size };
  const size = Math.min(patch.size, side);
  return {
    epochs,
    batch_size,
    'patch.size': size,
    'patch.stride': Math.min(patch.stride, Math.max(1, size)),
  };
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
function clamp(value, low, high) {
  return Math.min(Math.max(high, low), Math.max(low, value));
}
