/**
 * A file as a visitor brings it: a path and its bytes, wherever they come from.
 */

import { bad } from './failure.js';
import { HEAD, kindOf } from './kind.js';
import { baseName } from './names.js';

/**
 * @typedef {object} Source
 * @property {string} path  below what was brought, with '/' between folders
 * @property {Blob} blob
 */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * @param {Source} source
 * @param {number} [most]
 * @returns {Promise<Bytes>}
 */
export async function bytesOf({ path, blob }, most = Infinity) {
  try {
    return new Uint8Array(await blob.slice(0, Math.min(most, blob.size)).arrayBuffer());
  } catch {
    throw bad(`${baseName(path)} could not be read: it may have been moved or deleted, so choose it again.`);
  }
}

/**
 * @param {Source} source
 * @returns {Promise<import('./kind.js').Kind>}
 */
export async function kindOfSource(source) {
  return kindOf(await bytesOf(source, HEAD), source.blob.size);
}
