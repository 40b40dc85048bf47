/**
 * Which shape a visitor's pictures take in an experiment.
 */

import { bad } from './failure.js';
import { MOST_BYTES, MOST_PIXELS } from './limits.js';

/** @import { Size } from './measure.js' */

/**
 * What an experiment makes of pictures.
 * @typedef {object} Demand
 * @property {number | null} side  of the square they fit into; null: as large as there is room
 * @property {boolean} gray
 * @property {boolean} turntable  they are views of one turn, in order
 * @property {number} least  pictures it needs
 * @property {string} refusal  where there are fewer
 */

const FOR_ONE = 'for a single picture there are the patches.';

/** @type {Record<string, Demand>} */
export const DEMANDS = {
  map: {
    side: 32,
    gray: false,
    turntable: false,
    least: 2,
    refusal: `A map of pictures needs at least two: ${FOR_ONE}`,
  },
  patches: { side: null, gray: false, turntable: false, least: 1, refusal: '' },
  ring: {
    side: 64,
    gray: false,
    turntable: true,
    least: 3,
    refusal:
      'A turn needs at least three views: bring a folder of photographs, all the way round and in the order of their names.',
  },
  stack: {
    side: 28,
    gray: true,
    turntable: false,
    least: 2,
    refusal: `Stacked maps need at least two pictures: ${FOR_ONE}`,
  },
};

/** @param {string} experiment */
export const demandOf = (experiment) => DEMANDS[experiment] ?? DEMANDS.map;

/** Sides that differ by less are the same shape: cameras round. */
const SAME_ASPECT = 0.02;
/** Patches need some room. */
const LEAST_SIDE = 8;

/** @typedef {{height: number, width: number, crop: boolean, notes: string[]}} Shape */

/**
 * One shape for all pictures.
 * @param {Size[]} sizes
 * @param {Demand} demand
 * @returns {Shape}
 */
export function shapeOf(sizes, demand) {
  const aspects = sizes.map(({ height, width }) => Math.log(width / height)).sort((a, b) => a - b);
  const crop = aspects[aspects.length - 1] - aspects[0] > SAME_ASPECT;
  const aspect = crop ? 1 : Math.exp(aspects[aspects.length >> 1]);
  const sides = sizes.map(({ height, width }) => (crop ? Math.min(height, width) : Math.max(height, width)));
  const largest = Math.max(...sides);
  const longer = Math.max(1, Math.min(largest, mostSide(sizes.length, aspect, demand)));
  const shape = {
    height: Math.max(1, Math.floor(aspect >= 1 ? longer / aspect : longer)),
    width: Math.max(1, Math.floor(aspect >= 1 ? longer : longer * aspect)),
    crop,
  };
  if (demand.side === null && Math.min(shape.height, shape.width) < LEAST_SIDE) {
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
 * @param {Demand} demand
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
