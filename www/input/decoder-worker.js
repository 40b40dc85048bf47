/**
 * Decodes pictures into one shape, beside the reader and others of its kind.
 */

import init, { Shape } from '../pkg/input/som_lab.js';
import { failureOf } from '../engine/errors.js';

/** @typedef {{path: string, blob: Blob, height: number, width: number, crop: boolean}} Task */
/** @typedef {{rgb: Uint8Array} | {failure: import('../engine/errors.js').Failure}} Decoded */

const ready = init({ module_or_path: new URL('../pkg/input/som_lab_bg.wasm', import.meta.url) });

addEventListener('message', async ({ data }) => {
  const { path, blob, height, width, crop } = /** @type {Task} */ (data);
  /** @type {Decoded} */
  let decoded;
  try {
    await ready;
    const bytes = new Uint8Array(await blob.arrayBuffer());
    decoded = { rgb: new Shape(height, width, crop).decode(path.slice(path.lastIndexOf('/') + 1), bytes) };
  } catch (thrown) {
    decoded = { failure: failureOf(thrown) };
  }
  postMessage(decoded, { transfer: 'rgb' in decoded ? [decoded.rgb.buffer] : [] });
});
