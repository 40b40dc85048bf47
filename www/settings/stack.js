/**
 * The further layers of a stack as compact text, such as "20x20:0:1:coordinates": rows × columns, the side
 * of a patch in places of the layer below (0: all of them), the stride, and how the winners below are written.
 * Layers are joined by a semicolon.
 */

/** @import { Code, Upper } from '../engine/protocol.js' */

/** @type {Code[]} */
export const CODES = ['coordinates', 'one_hot', 'soft'];
const MOST_LAYERS = 3;
const MOST_UNITS = 4096;

/**
 * @param {string} text
 * @returns {Upper[] | undefined} undefined: this is no stack
 */
export function parseStack(text) {
  if (text.trim() === '') return [];
  const layers = text.split(';').map(parseLayer);
  if (layers.length > MOST_LAYERS || layers.includes(undefined)) return undefined;
  return /** @type {Upper[]} */ (layers);
}

/**
 * @param {string} text
 * @returns {Upper | undefined}
 */
function parseLayer(text) {
  const found = /^(\d{1,4})x(\d{1,4}):(\d{1,3}):(\d{1,3}):(\w+)$/.exec(text.trim());
  if (!found) return undefined;
  const [rows, cols, size, stride] = found.slice(1, 5).map(Number);
  const code = /** @type {Code} */ (found[5]);
  if (rows < 1 || cols < 1 || rows * cols > MOST_UNITS || stride < 1) return undefined;
  return CODES.includes(code) ? { rows, cols, size, stride, code } : undefined;
}

/** @param {Upper[]} layers */
export function stackText(layers) {
  return layers
    .map(({ rows, cols, size, stride, code }) => `${rows}x${cols}:${size}:${stride}:${code}`)
    .join(';');
}

/**
 * The lattice of a layer: 0 is the one on the pictures.
 * @param {{rows: number, cols: number, stack: string}} state
 * @param {number} layer
 * @returns {{rows: number, cols: number}}
 */
export function sizeOf(state, layer) {
  const upper = layer > 0 ? parseStack(state.stack)?.[layer - 1] : undefined;
  return upper ?? state;
}
