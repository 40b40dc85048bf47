/**
 * The hidden layers of a network as compact text: "10x10" is fully connected, "10x10c5" a convolution of 5 × 5 filters,
 * "10x10c5p2" one whose maps are pooled by 2. And which of them have a map, such as "10": one digit a layer, of which
 * the last counts for all that follow; 1 for a map of the whole input, 2 for one of the patch under the filters.
 */

/** @import { Hidden, Mask } from '../engine/net-protocol.js' */
/** @typedef {{rows: number, cols: number, kernel: number, pool: number}} Size  kernel is 0 where fully connected */

const MOST_LAYERS = 4;
/** Several networks of four such layers still fit into a tab's memory. */
const MOST_NEURONS = 1024;
const LARGEST_KERNEL = 15;
const LARGEST_POOL = 4;

/**
 * @param {string} text
 * @returns {Size[] | undefined} undefined: these are no layers
 */
export function parseLayers(text) {
  const sizes = text.split(',').map(parseSize);
  if (sizes.length > MOST_LAYERS || sizes.includes(undefined)) return undefined;
  const layers = /** @type {Size[]} */ (sizes);
  // What is fully connected knows no places that filters could lie on.
  const late = layers.some(({ kernel }, i) => kernel > 0 && i > 0 && layers[i - 1].kernel === 0);
  return late ? undefined : layers;
}

/**
 * @param {string} text
 * @returns {Size | undefined}
 */
function parseSize(text) {
  const found = /^\s*(\d{1,4})x(\d{1,4})(?:c(\d{1,2})(?:p(\d))?)?\s*$/.exec(text);
  if (!found) return undefined;
  const [rows, cols, kernel, pool] = found.slice(1).map((part) => (part === undefined ? null : Number(part)));
  const size = { rows: rows ?? 0, cols: cols ?? 0, kernel: kernel ?? 0, pool: pool ?? 1 };
  if (kernel !== null && !(size.kernel >= 1 && size.kernel <= LARGEST_KERNEL)) return undefined;
  if (!(size.pool >= 1 && size.pool <= LARGEST_POOL)) return undefined;
  const neurons = size.rows * size.cols;
  return neurons >= 1 && neurons <= MOST_NEURONS ? size : undefined;
}

/** @param {Size} size */
const sizeText = ({ rows, cols, kernel, pool }) =>
  `${rows}x${cols}${kernel > 0 ? `c${kernel}` : ''}${pool > 1 ? `p${pool}` : ''}`;

/** @param {Size[]} sizes */
export const layersText = (sizes) => sizes.map(sizeText).join(',');

/** Whether a network begins with a convolution. @param {string} layers */
export const isConvolutional = (layers) => (parseLayers(layers)?.[0]?.kernel ?? 0) > 0;

/**
 * The mask of each layer. What is fully connected lies on its whole input, so that it has a map of that or none.
 * @param {string} layers
 * @param {string} masks
 * @returns {Mask[]}
 */
export function masksOf(layers, masks) {
  return (parseLayers(layers) ?? []).map(({ kernel }, i) => {
    const digit = masks[Math.min(i, masks.length - 1)];
    if (digit === '2' && kernel > 0) return 'patch';
    return digit === '0' ? 'none' : 'whole';
  });
}

/**
 * @typedef {object} Thinned  how a first layer without a mask is thinned out
 * @property {number} net_winners
 * @property {number} net_keep
 * @property {number} net_pruned
 */

/** @type {Thinned} */
const WHOLE = { net_winners: 0, net_keep: 1, net_pruned: 0 };

/**
 * @param {{net_layers: string, net_masks: string, lattice: string} & Thinned} state
 * @returns {Hidden[]}
 */
export function hiddenOf(state) {
  const chain = state.lattice === 'line' || state.lattice === 'ring';
  const masks = masksOf(state.net_layers, state.net_masks);
  return (parseLayers(state.net_layers) ?? []).map(({ rows, cols, kernel, pool }, i) => {
    const thinned = i === 0 && kernel > 0 && masks[i] === 'none' ? state : WHOLE;
    return {
      rows: chain ? 1 : rows,
      cols: chain ? rows * cols : cols,
      mask: masks[i],
      kernel,
      pool,
      winners: thinned.net_winners,
      keep: thinned.net_keep,
      pruned: thinned.net_pruned,
    };
  });
}
