/**
 * A file as a visitor brings it: a path and its bytes, wherever they come from.
 */

import { bad } from './failure.js';
import { baseName } from './names.js';

/**
 * @typedef {object} Source
 * @property {string} path  below what was brought, with '/' between folders
 * @property {Blob} blob
 */

/**
 * @param {Source} source
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function bytesOf({ path, blob }) {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch {
    throw bad(`${baseName(path)} could not be read: it may have been moved or deleted, so choose it again.`);
  }
}
