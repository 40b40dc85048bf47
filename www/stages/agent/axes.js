/** Where things stand on an axis. */

import { TORQUE } from './cart-geometry.js';

/** Radius of a unit: never chosen, and always. */
const [SMALL, LARGE] = [3, 17];
/** Pixels between two ticks, at least. */
const SPACE = 44;
/** Degrees: parts of a turn. */
const STEPS = [1, 2, 3, 5, 10, 15, 30, 45, 60, 90, 180, 360];

/**
 * Round numbers from -limit to limit, 0 among them.
 * @param {number} limit
 * @param {number} pixels  of the whole axis
 * @returns {number[]}
 */
export function ticksOf(limit, pixels) {
  const fits = (/** @type {number} */ step) => ((2 * limit) / step) * SPACE <= pixels;
  const step = STEPS.find(fits) ?? limit;
  const n = Math.floor(limit / step + 1e-6);
  return Array.from({ length: 2 * n + 1 }, (_, i) => (i - n) * step);
}

/**
 * Torques that are spread evenly.
 * @param {number} n
 * @returns {number[]}
 */
export const gridOf = (n) =>
  Array.from({ length: n }, (_, i) => (n > 1 ? TORQUE * ((2 * i) / (n - 1) - 1) : 0));

/**
 * How large a unit is, by its share of all choices: areas are compared.
 * @param {number} share  0…1
 */
export const radiusOf = (share) => Math.sqrt(SMALL ** 2 + (LARGE ** 2 - SMALL ** 2) * share);
