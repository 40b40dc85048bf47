/**
 * What the values of pictures are like that visitors have brought, for hints. Those of the page's own sets are known to
 * fill their range.
 */

/** @import { Facts } from '../catalogue/hints.js' */
/** @import { Manifest } from '../engine/protocol.js' */

/** Pictures, and values of all of them, that are enough to tell. */
const PICTURES = 4096;
const VALUES = 2 ** 24;

/** By data set. @type {Map<string, Facts>} */
const known = new Map();

/** @param {string} dataset @returns {Facts} nothing where nothing is known */
export const brought = (dataset) => known.get(dataset) ?? {};

/**
 * A visitor has brought pictures.
 * @param {{name: string, manifest: Pick<Manifest, 'height' | 'width' | 'channels' | 'train'>, train: Uint8Array}} set
 */
export function bring({ name, manifest: { height, width, channels, train: split }, train }) {
  known.set(name, valueFacts(train, split.n, height * width * channels));
}

/**
 * As shares of the range of a byte; the difference is the most that any value varies from picture to picture.
 * @param {Uint8Array} pixels
 * @param {number} n  pictures
 * @param {number} length  values of each
 * @returns {Facts}
 */
export function valueFacts(pixels, n, length) {
  const count = Math.min(n, PICTURES, Math.max(2, Math.floor(VALUES / length)));
  const low = new Uint8Array(length).fill(255);
  const high = new Uint8Array(length);
  for (let i = 0; i < count * length; i++) {
    const at = i % length;
    if (pixels[i] < low[at]) low[at] = pixels[i];
    if (pixels[i] > high[at]) high[at] = pixels[i];
  }
  let [least, most, difference] = [255, 0, 0];
  for (let at = 0; at < length; at++) {
    least = Math.min(least, low[at]);
    most = Math.max(most, high[at]);
    difference = Math.max(difference, high[at] - low[at]);
  }
  const value_range = (most - least) / 255;
  return n > 1 ? { value_range, difference: difference / 255 } : { value_range };
}
