/**
 * Pictures written in the winners of a map: which neuron stands where, and a color for every place of a lattice,
 * so that neighbors look alike and coordinates can be seen.
 */

import { fromOklab } from './colormap.js';

/** @import { Rgb } from './colormap.js' */
/** @typedef {{rows: number, cols: number}} Size */

/**
 * Neurons of a map, one for each place.
 * @typedef {object} Writing
 * @property {ArrayLike<number>} units
 * @property {number} rows
 * @property {number} cols
 */

/** The corners of a lattice in OKLab's a and b: top left, top right, bottom left, bottom right. */
const CORNERS = [
  [-0.045, -0.11],
  [0.12, -0.045],
  [-0.1, 0.06],
  [0.035, 0.11],
];

/**
 * The color of a neuron: what is near on the lattice has nearly the same.
 * @param {number} unit
 * @param {Size} size of the lattice
 * @param {boolean} dark  on a dark ground
 * @returns {Rgb}
 */
export function placeColor(unit, { rows, cols }, dark) {
  const y = rows > 1 ? Math.floor(unit / cols) / (rows - 1) : 0.5;
  const x = cols > 1 ? (unit % cols) / (cols - 1) : 0.5;
  const shares = [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y];
  const [a, b] = [0, 1].map((axis) => CORNERS.reduce((sum, corner, i) => sum + shares[i] * corner[axis], 0));
  return dark ? fromOklab(0.4, a * 0.85, b * 0.85) : fromOklab(0.88, a, b);
}

/**
 * Where patches of a side begin along a length, the last flush with the end.
 * @param {number} length
 * @param {number} size
 * @param {number} stride
 * @returns {number[]}
 */
export function beginnings(length, size, stride) {
  const last = Math.max(0, length - size);
  const n = Math.ceil(last / stride) + 1;
  return Array.from({ length: n }, (_, i) => Math.min(i * stride, last));
}

/**
 * A picture as a stack reads it, from its winners at every pixel.
 * @param {Pick<import('../engine/protocol.js').Rebuilt, 'height' | 'width' | 'size' | 'stride' | 'place_cols' | 'bmus'>} rebuilt  at stride 1
 * @param {number} stride of the stack
 * @returns {Writing | null}
 */
export function writingOf({ height, width, size, stride: fine, place_cols: across, bmus }, stride) {
  if (fine !== 1) return null;
  const down = beginnings(height, size, stride);
  const right = beginnings(width, size, stride);
  return {
    units: down.flatMap((y) => right.map((x) => bmus[y * across + x])),
    rows: down.length,
    cols: right.length,
  };
}

/**
 * How often each neuron stands in a writing.
 * @param {Writing} writing
 * @returns {Map<number, number>}
 */
export function usesOf({ units }) {
  /** @type {Map<number, number>} */
  const uses = new Map();
  for (const unit of Array.from(units)) uses.set(unit, (uses.get(unit) ?? 0) + 1);
  return uses;
}
