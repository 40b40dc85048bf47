/**
 * The hidden layers of a network as compact text, such as "10x10,10x10", and which of them have a map, such as "10":
 * one digit a layer, of which the last counts for all that follow.
 */

/** @typedef {import('../engine/net-protocol.js').Hidden} Hidden */
/** @typedef {{rows: number, cols: number}} Size */

const MOST_LAYERS = 4;
/** Several networks of four such layers still fit into a tab's memory. */
const MOST_NEURONS = 1024;

/**
 * @param {string} text
 * @returns {Size[] | undefined} undefined: these are no layers
 */
export function parseLayers(text) {
  const sizes = text.split(',').map(parseSize);
  if (sizes.length > MOST_LAYERS || sizes.includes(undefined)) return undefined;
  return /** @type {Size[]} */ (sizes);
}

/**
 * @param {string} text
 * @returns {Size | undefined}
 */
function parseSize(text) {
  const found = /^\s*(\d{1,4})x(\d{1,4})\s*$/.exec(text);
  if (!found) return undefined;
  const [rows, cols] = [Number(found[1]), Number(found[2])];
  return rows * cols >= 1 && rows * cols <= MOST_NEURONS ? { rows, cols } : undefined;
}

/** @param {Size[]} sizes */
export const layersText = (sizes) => sizes.map(({ rows, cols }) => `${rows}x${cols}`).join(',');

/**
 * @param {string} layers
 * @param {string} masks
 * @param {boolean} chain  the neurons of a layer lie on a line
 * @returns {Hidden[]}
 */
export function hiddenOf(layers, masks, chain) {
  return (parseLayers(layers) ?? []).map(({ rows, cols }, i) => ({
    rows: chain ? 1 : rows,
    cols: chain ? rows * cols : cols,
    masked: masks[Math.min(i, masks.length - 1)] === '1',
  }));
}
