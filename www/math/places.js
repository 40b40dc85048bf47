/**
 * The places of patches in a picture: which one is where, which units code them, what they cover.
 */

/** @import { Rebuilt } from '../engine/protocol.js' */
/** @typedef {Pick<Rebuilt, 'height' | 'width' | 'size' | 'stride' | 'place_rows' | 'place_cols'>} Places */

/**
 * The top left corner of the patch of a place; the last row and column lie flush with the edge.
 * @param {Places} places
 * @param {number} place
 * @returns {{x: number, y: number}}
 */
export function cornerOf({ height, width, size, stride, place_cols: cols }, place) {
  return {
    x: Math.min((place % cols) * stride, width - size),
    y: Math.min(Math.floor(place / cols) * stride, height - size),
  };
}

/**
 * The place whose patch has its middle nearest to a point of the picture.
 * @param {Places} places
 * @param {number} x in pixels of the picture
 * @param {number} y
 * @returns {number}
 */
export function placeAt({ height, width, size, stride, place_rows: rows, place_cols: cols }, x, y) {
  const col = nearest(x - size / 2, stride, cols, width - size);
  const row = nearest(y - size / 2, stride, rows, height - size);
  return row * cols + col;
}

/**
 * @param {number} at wanted for the corner
 * @param {number} stride
 * @param {number} n
 * @param {number} last where the last one lies
 */
function nearest(at, stride, n, last) {
  const off = (/** @type {number} */ i) => Math.abs(Math.min(i * stride, last) - at);
  const i = Math.min(n - 1, Math.max(0, Math.round(at / stride)));
  // The last two are closer together than the others.
  const after = Math.min(n - 1, i + 1);
  const before = Math.max(0, i - 1);
  const best = off(after) < off(i) ? after : i;
  return off(before) < off(best) ? before : best;
}

/**
 * Beside a place, in a direction; edges hold.
 * @param {Places} places
 * @param {number} place
 * @param {'left' | 'right' | 'up' | 'down'} direction
 */
export function placeBeside({ place_rows: rows, place_cols: cols }, place, direction) {
  const row = Math.floor(place / cols);
  const col = place % cols;
  const clamp = (/** @type {number} */ value, /** @type {number} */ n) => Math.min(n - 1, Math.max(0, value));
  const down = direction === 'up' ? -1 : direction === 'down' ? 1 : 0;
  const right = direction === 'left' ? -1 : direction === 'right' ? 1 : 0;
  return clamp(row + down, rows) * cols + clamp(col + right, cols);
}

/**
 * Every place that a unit codes.
 * @param {Pick<Rebuilt, 'bmus'>} rebuilt
 * @param {number} unit
 * @returns {number[]}
 */
export function placesOf({ bmus }, unit) {
  /** @type {number[]} */
  const places = [];
  for (let place = 0; place < bmus.length; place++) if (bmus[place] === unit) places.push(place);
  return places;
}

/**
 * The pixels under some places: 1 where one of their patches lies.
 * @param {Places} places
 * @param {number[]} chosen
 * @returns {Uint8Array} [height × width]
 */
export function coverOf(places, chosen) {
  const { height, width, size } = places;
  const cover = new Uint8Array(height * width);
  for (const place of chosen) {
    const { x, y } = cornerOf(places, place);
    for (let row = y; row < y + size; row++) cover.fill(1, row * width + x, row * width + x + size);
  }
  return cover;
}

/**
 * A patch cut out of a picture.
 * @param {Places} places
 * @param {Uint8Array} rgba of the whole picture
 * @param {number} place
 * @returns {Uint8Array} RGBA [size × size]
 */
export function patchAt(places, rgba, place) {
  const { width, size } = places;
  const { x, y } = cornerOf(places, place);
  const out = new Uint8Array(4 * size * size);
  for (let row = 0; row < size; row++) {
    const from = 4 * ((y + row) * width + x);
    out.set(rgba.subarray(from, from + 4 * size), 4 * row * size);
  }
  return out;
}
