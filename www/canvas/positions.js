/**
 * What a convolution does at every position of an image, as colors over the image: which unit wins there, how much a
 * filter is let through there, how strongly it answers there.
 */

import { neighborhoodAt, squaredDistance } from '../math/lattice.js';
import { viridis } from './colormap.js';
import { latticeColor } from './lattice-colors.js';

/** @import { Rgb } from './colormap.js' */
/** @import { Places } from '../math/places.js' */
/** @import { Shape } from '../math/lattice.js' */
/** @import { ProbedLayer } from '../engine/net-protocol.js' */
/** @typedef {{rgba: Uint8Array, height: number, width: number}} Picture */

/**
 * Cells of colors over a picture.
 * @typedef {object} Field
 * @property {number} rows
 * @property {number} cols
 * @property {number} corner  pixels from the top and from the left edge to the first cell
 * @property {number} size  of a cell, in pixels
 * @property {(cell: number) => Rgb} colorOf
 */

/** How much of what lies below the colors is covered by them. */
const VEIL = 0.82;

/**
 * The mask that a winner throws over all filters; as distances are the same both ways, also what one filter gets from
 * each winner.
 * @param {Shape} shape
 * @param {number} winner
 * @param {number} sigma  of the mask, in lattice units
 * @param {number} threshold  below it, the mask is 0
 * @returns {Float32Array} [units], 0…1
 */
export function maskOf(shape, winner, sigma, threshold) {
  return Float32Array.from({ length: shape.rows * shape.cols }, (_, unit) => {
    const value = neighborhoodAt('gaussian', squaredDistance(shape, winner, unit), sigma);
    return value < threshold ? 0 : value;
  });
}

/**
 * How much of one filter is let through at every position.
 * @param {ArrayLike<number>} units  winners, one for each position
 * @param {Float32Array} mask  of that filter (see maskOf)
 * @returns {Float32Array} as long as `units`
 */
export const maskAt = (units, mask) => Float32Array.from(units, (unit) => mask[unit]);

/**
 * One filter's pooled answers.
 * @param {Pick<ProbedLayer, 'maps' | 'out_rows' | 'out_cols'>} seen
 * @param {number} filter
 * @returns {Float32Array} [out_rows · out_cols]
 */
export function answersOf({ maps, out_rows: rows, out_cols: cols }, filter) {
  const n = rows * cols;
  const filters = n > 0 ? maps.length / n : 0;
  return Float32Array.from({ length: n }, (_, i) => maps[i * filters + filter]);
}

/**
 * The positions of filters on a picture.
 * @param {{height: number, width: number}} picture
 * @param {number} kernel  side of the filters
 * @returns {Places}
 */
export function positionsOf({ height, width }, kernel) {
  const [place_rows, place_cols] = [height - kernel + 1, width - kernel + 1];
  return { height, width, size: kernel, stride: 1, place_rows, place_cols };
}

/**
 * The position whose patch has the most contrast: where there is something to see.
 * @param {Places} places
 * @param {Uint8Array} rgba  of the picture
 * @returns {number} the first of equals
 */
export function busiest({ width, size, place_rows, place_cols }, rgba) {
  let [best, most] = [0, -1];
  for (let place = 0; place < place_rows * place_cols; place++) {
    const corner = Math.floor(place / place_cols) * width + (place % place_cols);
    let [sum, squares] = [0, 0];
    for (let i = 0; i < size * size; i++) {
      const at = 4 * (corner + Math.floor(i / size) * width + (i % size));
      const level = rgba[at] + rgba[at + 1] + rgba[at + 2];
      sum += level;
      squares += level * level;
    }
    const contrast = squares * size * size - sum * sum;
    if (contrast > most) [best, most] = [place, contrast];
  }
  return best;
}

/**
 * The pixel in the middle of the patch of a position; up and left of it where the patch has none.
 * @param {Pick<Places, 'size'>} places
 */
const middle = ({ size }) => Math.floor((size - 1) / 2);

/**
 * Every position in the color of its winner.
 * @param {Places} places
 * @param {ArrayLike<number>} units  winners, one for each position
 * @param {Shape} shape
 * @returns {Field}
 */
export function winnersField(places, units, shape) {
  const colors = Array.from({ length: shape.rows * shape.cols }, (_, unit) => latticeColor(unit, shape));
  return fieldOf(places, 1, (cell) => colors[units[cell]]);
}

/**
 * Numbers from 0 to `most`, one for each position, or for each square of `pool` × `pool` positions.
 * @param {Places} places
 * @param {ArrayLike<number>} values
 * @param {number} most
 * @param {number} [pool]
 * @returns {Field}
 */
export function valuesField(places, values, most, pool = 1) {
  return fieldOf(places, pool, (cell) => viridis(most > 0 ? values[cell] / most : 0));
}

/**
 * @param {Places} places
 * @param {number} size
 * @param {(cell: number) => Rgb} colorOf
 * @returns {Field}
 */
function fieldOf(places, size, colorOf) {
  const [rows, cols] = [places.place_rows, places.place_cols].map((n) => Math.floor(n / size));
  return { rows, cols, corner: middle(places), size, colorOf };
}

/**
 * A picture with a field over it, as bytes.
 * @param {Picture} picture
 * @param {Field} field
 * @param {boolean} onPaper  a gray picture as ink on paper
 * @returns {Uint8Array} RGBA [height × width]
 */
export function overlaid({ rgba, height, width }, { rows, cols, corner, size, colorOf }, onPaper) {
  const out = new Uint8Array(4 * height * width);
  for (let i = 0; i < out.length; i++) out[i] = onPaper && i % 4 < 3 ? 255 - rgba[i] : rgba[i];
  for (let cell = 0; cell < rows * cols; cell++) {
    const color = colorOf(cell);
    const top = corner + Math.floor(cell / cols) * size;
    const left = corner + (cell % cols) * size;
    for (let y = top; y < top + size; y++) {
      for (let at = 4 * (y * width + left); at < 4 * (y * width + left + size); at += 4) {
        for (let c = 0; c < 3; c++) out[at + c] = Math.round(out[at + c] + (color[c] - out[at + c]) * VEIL);
      }
    }
  }
  return out;
}

/**
 * The pixels of the positions where a unit wins, for the light; null where it wins nowhere.
 * @param {Places} places
 * @param {ArrayLike<number>} units
 * @param {number} unit
 * @returns {Uint8Array | null} [height × width]
 */
export function wonBy(places, units, unit) {
  const { height, width, place_cols: cols } = places;
  const light = new Uint8Array(height * width);
  const corner = middle(places);
  let any = false;
  for (let place = 0; place < units.length; place++) {
    if (units[place] !== unit) continue;
    light[(corner + Math.floor(place / cols)) * width + corner + (place % cols)] = 1;
    any = true;
  }
  return any ? light : null;
}

/**
 * Who wins, in numbers.
 * @param {ArrayLike<number>} units
 * @returns {{different: number, most: number, wins: number}} how many units win somewhere, which wins most often (the
 *   first of equals, -1 where there are no positions), and at how many positions
 */
export function winnersOf(units) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (let i = 0; i < units.length; i++) counts.set(units[i], (counts.get(units[i]) ?? 0) + 1);
  let [most, wins] = [-1, 0];
  for (const [unit, n] of [...counts].sort(([a], [b]) => a - b)) if (n > wins) [most, wins] = [unit, n];
  return { different: counts.size, most, wins };
}
