/**
 * A network's variants in words: what each mask does, told from its settings, and what a probe found.
 */

import { compact } from '../math/format.js';
import { squaredDistance } from '../math/lattice.js';

/** @import { NetConfig, NetLayer, Probed } from '../engine/net-protocol.js' */

/**
 * What the mask leaves of the neuron that is farthest from the winner, where the winner is in a corner.
 * @param {{rows: number, cols: number, lattice: import('../engine/protocol.js').Lattice}} shape
 * @param {number} sigma
 * @param {number} threshold
 */
export function farthest(shape, sigma, threshold) {
  let most = 0;
  for (let unit = 0; unit < shape.rows * shape.cols; unit++) {
    most = Math.max(most, squaredDistance(shape, 0, unit));
  }
  const value = Math.exp(-most / (2 * sigma * sigma));
  return value < threshold ? 0 : value;
}

/**
 * How many neurons a mask lights at most, wherever the winner is.
 * @param {{rows: number, cols: number, lattice: import('../engine/protocol.js').Lattice}} shape
 * @param {number} sigma
 * @param {number} threshold
 */
export function mostLit(shape, sigma, threshold) {
  const n = shape.rows * shape.cols;
  // Those of a winner in the middle: nowhere are its neighbors more.
  const middle = Math.floor(shape.rows / 2) * shape.cols + Math.floor(shape.cols / 2);
  let lit = 0;
  for (let unit = 0; unit < n; unit++) {
    if (Math.exp(-squaredDistance(shape, middle, unit) / (2 * sigma * sigma)) >= threshold) lit += 1;
  }
  return lit;
}

/**
 * What a variant does, in one line below its name.
 * @param {NetConfig} config
 * @param {number} [sigma]  of the mask, now
 */
export function explanation(config, sigma) {
  const { hidden, lattice, sigma_forward, threshold } = config;
  const [first, ...others] = hidden;
  const reach = sigma_forward.hold ?? sigma ?? sigma_forward.start;
  const shape = { rows: first.rows, cols: first.cols, lattice };
  if (first.kernel > 0 && others.every(({ mask }) => mask === 'none')) {
    return first.mask === 'none' ? unmasked(config) : dimmed(first.mask, shape, reach, threshold);
  }
  const masked = hidden.map(({ mask }) => mask !== 'none');
  const count = masked.filter(Boolean).length;
  if (count === 0) return 'an ordinary network: every neuron answers in full';
  const left = farthest(shape, reach, threshold);
  const maps = count === 1 ? 'its map dims' : 'its maps dim';
  const where = count === masked.length ? 'the neurons' : `layer ${masked.indexOf(true) + 1}`;
  return `${maps} ${where}, to ${left < 0.005 ? 'nothing' : share(left)} farthest from the winner`;
}

/**
 * @param {import('../engine/net-protocol.js').Mask} mask
 * @param {import('../math/lattice.js').Shape} shape  of the filters
 * @param {number} sigma
 * @param {number} threshold
 */
function dimmed(mask, shape, sigma, threshold) {
  const by = mask === 'patch' ? 'place by place' : 'image by image';
  const n = shape.rows * shape.cols;
  const lit = mostLit(shape, sigma, threshold);
  return lit < n ? `its map lights ${lit} of ${n} filters at most, ${by}` : `its map dims the filters, ${by}`;
}

/** Where learning rates begin unless a network has its own. */
const USUAL_RATE = 0.001;

/**
 * A convolution without a map.
 * @param {NetConfig} config
 */
function unmasked({
  hidden: [{ rows, cols, winners, keep, pruned }],
  prune_at: at,
  learning_rate: { start },
}) {
  const n = rows * cols;
  const rate = start === USUAL_RATE ? '' : `, and its learning rate begins at ${start}`;
  if (winners > 0) return `only the ${winners} strongest of ${n} filters answer, place by place`;
  if (pruned > 0) {
    return `the ${pruned} largest of ${n} filters are kept once ${share(at)} of the run is over`;
  }
  if (keep < 1) return `in training, each image passes about ${amount(keep * n)} of ${n} filters`;
  return `an ordinary network: all of its ${n} filters answer in full${rate}`;
}

/** How a neuron answers, z being what it sums up. @param {Pick<NetConfig, 'order' | 'bias'>} config */
export function formula({ order, bias }) {
  const before = bias === 'before_mask';
  if (order === 'mask_relu') return before ? 'relu(m·(z + b))' : 'relu(m·z + b)';
  return before ? 'm·relu(z + b)' : 'm·relu(z) + b';
}

/** @param {number} value */
const share = (value) => `${Math.round(100 * value)}%`;

/** A mean count as it is read. @param {number} value */
export const amount = (value) =>
  value < 9.95 ? String(Number(value.toFixed(1))) : String(Math.round(value));

/**
 * What thins a layer out, on the mean of the test set.
 * @param {NetLayer} layer
 */
export function maskText({ mask, strength, active_units: active, winners, keep, pruned, neurons }) {
  if (mask !== 'none') return `strength ${share(strength)}, ${amount(active)} active`;
  if (winners > 0) return `the ${winners} strongest, place by place`;
  if (pruned) return `pruned to ${neurons}`;
  return keep < 1 ? `all of them active; in training ${share(keep)}` : 'no mask';
}

/**
 * Whether a layer's map still learns, and if not, why; empty without a map.
 * @param {NetLayer} layer
 * @param {number} tolerance  the change below which it comes to rest; 0 never
 * @param {string} many  the pictures
 */
export function restText({ mask, frozen, frozen_at, codebook_change }, tolerance, many) {
  if (mask === 'none') return '';
  const below = tolerance > 0 ? `less than ${decimalShare(tolerance)}` : 'next to nothing';
  if (frozen && frozen_at !== null) {
    return `came to rest after ${compact(frozen_at)} ${many}, because 100 steps moved it by ${below}`;
  }
  if (frozen) return 'frozen by hand';
  if (codebook_change === null) return 'learning';
  const end = tolerance > 0 ? `; by ${below}, and it comes to rest` : '; it learns to the end';
  return `learning: the last 100 steps moved it by ${decimalShare(codebook_change)}${end}`;
}

/** @param {number} value */
const decimalShare = (value) => `${Number((100 * value).toFixed(1))}%`;

/**
 * The class that a network takes an image for.
 * @param {Pick<Probed, 'probabilities'>} probed
 * @returns {{guess: number, probability: number}}
 */
export function guessOf({ probabilities }) {
  let guess = 0;
  for (let i = 1; i < probabilities.length; i++) if (probabilities[i] > probabilities[guess]) guess = i;
  return { guess, probability: probabilities[guess] ?? 0 };
}

/**
 * A probability as it is read; never rounded to what it is not.
 * @param {number} value
 */
export function chance(value) {
  if (value > 0.995 && value < 1) return '>99%';
  if (value < 0.005 && value > 0) return '<1%';
  return share(value);
}

/** The winners of all positions. @param {ArrayLike<number>} units */
export function winnersText(units) {
  const different = new Set(Array.from(units)).size;
  return `${different} different ${different === 1 ? 'winner' : 'winners'} at ${units.length} places`;
}

/**
 * What all networks make of an image, for those who do not see it.
 * @param {{title: string, probed: Probed | null}[]} runs
 * @param {number} layer
 * @param {number} cols  of the layer's lattice
 * @param {string[]} classes
 */
export function probeText(runs, layer, cols, classes) {
  return runs
    .flatMap(({ title, probed }) => {
      if (!probed) return [];
      const { guess, probability } = guessOf(probed);
      const { bmu, units } = probed.layers[layer] ?? { bmu: -1, units: [] };
      const places = units.length > 0 ? `, ${winnersText(units)}` : '';
      const winner =
        bmu < 0 ? places : `, winner in row ${Math.floor(bmu / cols) + 1}, column ${(bmu % cols) + 1}`;
      return [`${title} says ${classes[guess] ?? guess}, ${chance(probability)}${winner}.`];
    })
    .join(' ');
}
