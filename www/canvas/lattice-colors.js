/**
 * A color for every unit of a lattice, to tell on a picture which one has won where: lightness falls with the row, and
 * blue turns into yellow with the column, so that both can be read by those who do not tell red from green.
 */

import { fromOklab } from './colormap.js';

/** @import { Rgb } from './colormap.js' */
/** @import { Shape } from '../math/lattice.js' */

/** The corners in OKLab: top left, top right, bottom left, bottom right. */
const CORNERS = [
  [0.86, -0.05, -0.07],
  [0.92, -0.02, 0.15],
  [0.36, -0.01, -0.18],
  [0.48, 0.07, 0.1],
];
/** How far the way from blue to yellow bends towards red. */
const BEND = 0.11;

/**
 * @param {number} unit
 * @param {{rows: number, cols: number}} size
 * @returns {Rgb}
 */
export function latticeColor(unit, { rows, cols }) {
  const y = rows > 1 ? Math.floor(unit / cols) / (rows - 1) : 0.5;
  const x = cols > 1 ? (unit % cols) / (cols - 1) : 0.5;
  const shares = [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y];
  const [lightness, a, b] = [0, 1, 2].map((axis) =>
    CORNERS.reduce((sum, corner, i) => sum + shares[i] * corner[axis], 0),
  );
  return fromOklab(lightness, a + 4 * BEND * x * (1 - x), b);
}

/**
 * The lattice in its colors, as a map with one pixel a unit.
 * @param {Shape} shape
 * @returns {import('../engine/protocol.js').Layer}
 */
export function colorsOf({ lattice, rows, cols }) {
  const tiles = new Uint8Array(4 * rows * cols);
  for (let unit = 0; unit < rows * cols; unit++) {
    tiles.set([...latticeColor(unit, { rows, cols }), 255], 4 * unit);
  }
  const tile = { tile_height: 1, tile_width: 1, tile_channels: 3 };
  return { lattice, rows, cols, ...tile, atlas_rows: rows, atlas_cols: cols, tiles };
}
