/** Filters as pictures on their lattice, made once for each way to draw them. */

import { atlasOf, scaleOf } from '../../canvas/filters.js';

/** @import { Rgb } from '../../canvas/colormap.js' */
/** @import { Filters } from '../../engine/net-protocol.js' */
/** @import { Lattice, Layer } from '../../engine/protocol.js' */

/** @type {WeakMap<Filters, Map<string, Layer>>} */
const made = new WeakMap();

/**
 * @param {Filters} filters
 * @param {Lattice} lattice
 * @param {object} how
 * @param {Rgb} how.zero  the color of a weight of zero
 * @param {number} [how.margin]  clear pixels around each
 * @param {boolean} [how.signed]  weights, in colors of their own; else values of a picture
 */
export function filterAtlas(filters, lattice, { zero, margin = 1, signed = true }) {
  const known = made.get(filters) ?? new Map();
  made.set(filters, known);
  const key = [lattice, zero, margin, signed].join();
  if (!known.has(key)) {
    const atlas = atlasOf(filters, { scale: signed ? scaleOf(filters.values) : null, zero, margin });
    // Signs are colors, not ink.
    known.set(key, { ...atlas, lattice, tile_channels: signed ? 3 : atlas.tile_channels });
  }
  return /** @type {Layer} */ (known.get(key));
}

/** What the colors of weights mean. @param {Filters | null} filters @param {string} what  they are weights of */
export const signsText = (filters, what) =>
  filters?.tile_channels === 3
    ? `Gray is zero. A color counts for the ${what}, its opposite against it.`
    : `Red counts for the ${what}, blue against it.`;
