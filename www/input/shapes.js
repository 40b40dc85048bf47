/**
 * Which shape a visitor's pictures take in an experiment.
 */

import { bad } from './failure.js';
import { MOST_BYTES, MOST_PIXELS } from './limits.js';

/** @import { Own } from '../catalogue/experiments.js' */
/** @import { Size } from './measure.js' */

/** One picture or many, as large as there is room. @type {Own} */
export const ANY = { side: null, gray: false, turntable: false, least: 1, samples: 0 };

const NUMBERS = ['no', 'one', 'two', 'three', 'four'];

/** What a visitor is told who brings too few. @param {Own} own */
export function refusalOf({ turntable, least }) {
  const n = NUMBERS[least] ?? String(least);
  return turntable
    ? `A turn needs at least ${n} views: bring a folder of photographs, all the way round and in the order of their names.`
    : `A map of pictures needs at least ${n}: for a single picture there are the patches.`;
}

/** Sides that differ by less are the same shape: cameras round. */
const SAME_ASPECT = 0.02;
/** Patches need some room. */
const LEAST_SIDE = 8;

/** @typedef {{height: number, width: number, crop: boolean, notes: string[]}} Shape */

/**
 * One shape for all pictures.
 * @param {Size[]} sizes
 * @param {Own} own
 * @returns {Shape}
 */
export function shapeOf(sizes, own) {
  const aspects = sizes.map(({ height, width }) => Math.log(width / height)).sort((a, b) => a - b);
  const crop = aspects[aspects.length - 1] - aspects[0] > SAME_ASPECT;
  const aspect = crop ? 1 : Math.exp(aspects[aspects.length >> 1]);
  const sides = sizes.map(({ height, width }) => (crop ? Math.min(height, width) : Math.max(height, width)));
  const largest = Math.max(...sides);
  const longer = Math.max(1, Math.min(largest, mostSide(sizes.length, aspect, own)));
  const shape = {
    height: Math.max(1, Math.floor(aspect >= 1 ? longer / aspect : longer)),
    width: Math.max(1, Math.floor(aspect >= 1 ? longer : longer * aspect)),
    crop,
  };
  if (own.side === null && Math.min(shape.height, shape.width) < LEAST_SIDE) {
    throw bad(
      `Patches cannot be cut out of ${shape.width} × ${shape.height} pixels: bring pictures of at least ${LEAST_SIDE} × ${LEAST_SIDE}.`,
    );
  }
  return { ...shape, notes: notesOn(sizes, shape, largest > longer) };
}

/**
 * The longer side that there is room for.
 * @param {number} n
 * @param {number} aspect
 * @param {Own} own
 */
function mostSide(n, aspect, { side }) {
  if (side !== null) return side;
  const pixels = Math.min(MOST_PIXELS, MOST_BYTES / (3 * n));
  return Math.sqrt(pixels * Math.max(aspect, 1 / aspect));
}

/**
 * @param {Size[]} sizes
 * @param {Omit<Shape, 'notes'>} shape
 * @param {boolean} scaled
 */
function notesOn(sizes, { height, width, crop }, scaled) {
  const many = sizes.length > 1;
  const notes = [];
  if (crop) notes.push('The pictures differ in shape, so the middle square of each is taken.');
  if (scaled)
    notes.push(`${many ? 'They are' : 'The picture is'} scaled down to ${width} × ${height} pixels.`);
  return notes;
}
