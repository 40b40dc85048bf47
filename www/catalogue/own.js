/**
 * How an experiment treats pictures that a visitor brings: there may be one, or thousands, small or large.
 */

import { startOf } from './experiments.js';

/** @import { State } from '../settings/properties.js' */
/** @import { Manifest } from '../engine/protocol.js' */

const MOST_EPOCHS = 1000;
/** Patches that are taken from all pictures in a pass, as long as there are so many. */
const A_PASS = 65_536;
/** Pixels of a picture whose overlapping patches would hold up the maps while they learn. */
const LARGE = 96 * 96;

/** How many samples a run should see, so that it organizes and does not take long. @type {Record<string, number>} */
const SAMPLES = { map: 100_000, patches: 250_000, ring: 21_600, stack: 240_000, codes: 30_000 };

/**
 * What an experiment makes of pictures.
 * @typedef {object} Own
 * @property {number | null} side  of the square they fit into; null: as large as there is room
 * @property {boolean} gray
 * @property {boolean} turntable  they are views of one turn, in order
 * @property {number} least  pictures it needs
 */

const SMALL = { side: 32, gray: false, turntable: false, least: 2 };
const DIGITS = { ...SMALL, side: 28, gray: true };

/** @type {Record<string, Own>} */
const OWN = {
  map: SMALL,
  patches: { ...SMALL, side: null, least: 1 },
  ring: { ...SMALL, side: 64, turntable: true, least: 3 },
  stack: DIGITS,
  codes: DIGITS,
};

/** @param {string} experiment */
export const ownOf = (experiment) => OWN[experiment] ?? SMALL;

/**
 * The settings that fit pictures of a visitor's own.
 * @param {string} experiment
 * @param {Pick<Manifest, 'height' | 'width' | 'train'>} manifest
 * @returns {Partial<State>}
 */
export function fitting(experiment, { height, width, train: { n } }) {
  const start = startOf(experiment);
  const side = Math.min(height, width);
  const samples = SAMPLES[experiment] ?? SAMPLES.map;
  if (experiment === 'patches') {
    const size = clamp(Math.round(side / 40), 4, 8);
    const places = (height - size + 1) * (width - size + 1);
    const taken = clamp(Math.ceil(A_PASS / n), 1, places);
    const epochs = clamp(Math.round(samples / (n * taken)), 1, MOST_EPOCHS);
    const overlap = height * width <= LARGE;
    return { patch_size: size, patch_stride: 1, per_image: taken, epochs, overlap };
  }
  const a_pass = n * start.per_image;
  const epochs = clamp(Math.round(samples / a_pass), start.epochs, MOST_EPOCHS);
  // Some steps in every pass, however few the pictures are.
  const batch_size = clamp(Math.floor(a_pass / 8), 1, start.batch_size);
  const patch_size = Math.min(start.patch_size, side);
  return {
    epochs,
    batch_size,
    patch_size,
    patch_stride: Math.min(start.patch_stride, Math.max(1, patch_size)),
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
