/**
 * Pictures of numbers: signed weights in blue, white and red; what neurons want to see, as it would be drawn.
 */

import { signed } from './colormap.js';

/** @import { Rgb } from './colormap.js' */
/** @import { Filters } from '../engine/net-protocol.js' */

/**
 * The size of weights from which on a color is at its fullest: all but the largest half percent are below.
 * @param {Float32Array} values
 */
export function scaleOf(values) {
  const sizes = values.map(Math.abs).sort();
  return sizes[Math.floor(0.995 * (sizes.length - 1))] || 1;
}

/**
 * One tile as RGBA: weights of gray pictures by their sign; those of colors as a color beside gray.
 * @param {Filters} filters
 * @param {number} unit
 * @param {{scale: number | null, zero: Rgb}} how  null: the values are pictures already, from 0 to 1
 * @returns {Uint8Array}
 */
export function tileOf(
  { tile_height: height, tile_width: width, tile_channels: channels, values },
  unit,
  how,
) {
  const n = height * width;
  const out = new Uint8Array(4 * n);
  const from = unit * n * channels;
  for (let i = 0; i < n; i++) {
    out.set([...colorAt(values, from + i * channels, channels, how), 255], 4 * i);
  }
  return out;
}

/**
 * @param {Float32Array} values
 * @param {number} at
 * @param {number} channels
 * @param {{scale: number | null, zero: Rgb}} how
 * @returns {Rgb}
 */
function colorAt(values, at, channels, { scale, zero }) {
  if (scale !== null && channels === 1) return signed(values[at] / scale, zero);
  const level = (/** @type {number} */ value) => (scale === null ? value : 0.5 + value / (2 * scale));
  return /** @type {Rgb} */ (
    [0, 1, 2].map((c) => {
      const value = level(values[at + (channels === 3 ? c : 0)]);
      return Math.round(255 * Math.min(1, Math.max(0, value)));
    })
  );
}

/**
 * All tiles as one atlas of `cols` across, with `margin` clear pixels round each.
 * @param {Filters} filters
 * @param {{scale: number | null, zero: Rgb, margin: number}} how
 * @returns {import('../engine/protocol.js').Layer}
 */
export function atlasOf(filters, { margin, ...how }) {
  const { rows, cols, tile_height: high, tile_width: wide, tile_channels } = filters;
  const [height, width] = [high + 2 * margin, wide + 2 * margin];
  const tiles = new Uint8Array(4 * rows * cols * height * width);
  for (let unit = 0; unit < rows * cols; unit++) {
    const tile = tileOf(filters, unit, how);
    const [top, left] = [Math.floor(unit / cols) * height + margin, (unit % cols) * width + margin];
    for (let row = 0; row < high; row++) {
      const to = 4 * ((top + row) * cols * width + left);
      tiles.set(tile.subarray(4 * row * wide, 4 * (row + 1) * wide), to);
    }
  }
  const shape = { rows, cols, lattice: /** @type {const} */ ('rectangle') };
  const tile = { tile_height: height, tile_width: width, tile_channels };
  return { ...shape, ...tile, atlas_rows: rows, atlas_cols: cols, tiles };
}

/**
 * The weights of a map's units, as numbers, out of its pictures.
 * @param {import('../engine/protocol.js').Layer} map
 * @returns {Float32Array} [units, pixels · colors]
 */
export function weightsOf({
  rows,
  cols,
  tile_height: height,
  tile_width: width,
  tile_channels,
  atlas_cols,
  tiles,
}) {
  const channels = tile_channels === 3 ? 3 : 1;
  const n = height * width;
  const out = new Float32Array(rows * cols * n * channels);
  for (let unit = 0; unit < rows * cols; unit++) {
    for (let i = 0; i < n; i++) {
      const row = Math.floor(unit / atlas_cols) * height + Math.floor(i / width);
      const at = 4 * (row * atlas_cols * width + (unit % atlas_cols) * width + (i % width));
      for (let c = 0; c < channels; c++) out[(unit * n + i) * channels + c] = tiles[at + c];
    }
  }
  return out;
}
