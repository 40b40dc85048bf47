/**
 * The hidden layers of a network as people write them: "10x10,10x10", or "10x10c5p2" for filters of 5 × 5 whose maps are
 * pooled by 2.
 */

/** @import { Hidden } from '../engine/net-protocol.js' */
/** @import { AgentLayer } from '../generated/types.js' */
/** @typedef {Pick<Hidden, 'rows' | 'cols' | 'kernel' | 'pool'>} Size  kernel is 0 where fully connected */
/** @typedef {Hidden | AgentLayer} Layer */

const MOST_LAYERS = 4;
/** Several networks of four such layers still fit into a tab's memory; the lab allows 4,096. */
export const MOST_NEURONS = 1024;
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
  // What is fully connected has no positions for filters above it.
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
  const [rows, cols, kernel = 0, pool = 1] = found.slice(1).map((part) => (part ? Number(part) : undefined));
  if (rows === undefined || cols === undefined || (found[3] && kernel === 0)) return undefined;
  const fits = kernel <= LARGEST_KERNEL && pool >= 1 && pool <= LARGEST_POOL;
  return fits && rows * cols >= 1 && rows * cols <= MOST_NEURONS ? { rows, cols, kernel, pool } : undefined;
}

/** @param {Pick<Layer, 'rows' | 'cols'> & Partial<Size>} size */
const sizeText = ({ rows, cols, kernel = 0, pool = 1 }) =>
  `${rows}x${cols}${kernel > 0 ? `c${kernel}` : ''}${pool > 1 ? `p${pool}` : ''}`;

/** @param {(Pick<Layer, 'rows' | 'cols'> & Partial<Size>)[]} layers */
export const layersText = (layers) => layers.map(sizeText).join(',');

/** Whether layers may be filters: those of an agent are not. @param {Layer[]} hidden */
export const canFilter = ([first]) => 'kernel' in first;

/** @param {Size[]} sizes @param {Layer[]} before */
export const fits = (sizes, before) => canFilter(before) || sizes.every(({ kernel }) => kernel === 0);

/** @param {{mask: import('../engine/net-protocol.js').Mask | boolean}} layer */
export const isMasked = ({ mask }) => mask !== 'none' && mask !== false;

/**
 * Layers of other sizes, masked and thinned out as the ones in their places were; what is new is like the last.
 * @template {Layer} L
 * @param {Size[]} sizes
 * @param {L[]} before
 * @returns {L[]}
 */
export const resized = (sizes, before) =>
  sizes.map(({ rows, cols, ...filters }, i) => {
    const like = before[Math.min(i, before.length - 1)];
    return { ...like, rows, cols, ...('kernel' in like ? filters : {}) };
  });

/** Whether a network begins with a convolution. @param {{hidden: Size[]}} config */
export const isConvolutional = ({ hidden }) => (hidden[0]?.kernel ?? 0) > 0;

/**
 * Layers as the engine takes them: neurons of a line or a ring in one row; a map of patches, and what thins filters out,
 * only where there are filters; and one way to thin a layer out, the mask before the others.
 * @template {Layer} L
 * @param {L[]} hidden
 * @param {boolean} chain
 * @returns {L[]}
 */
export function soundLayers(hidden, chain) {
  return hidden.map((layer) => {
    const { rows, cols } = layer;
    const shape = chain ? { rows: 1, cols: rows * cols } : { rows, cols };
    if (!('kernel' in layer)) return { ...layer, ...shape };
    const { kernel } = layer;
    const mask = kernel === 0 && layer.mask === 'patch' ? 'whole' : layer.mask;
    const thinned = kernel > 0 && mask === 'none' ? {} : { winners: 0, keep: 1, pruned: 0 };
    return { ...layer, ...shape, mask, ...thinned };
  });
}
