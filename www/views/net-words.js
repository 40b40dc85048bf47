/**
 * A network's variants in words: what each mask does, told from its settings, and what a probe found.
 */

import { parseLayers } from '../state/net-layers.js';
import { squaredDistance } from '../state/lattice.js';

/** @typedef {import('../state/properties.js').State} State */
/** @typedef {import('../engine/net-protocol.js').NetLayer} NetLayer */
/** @typedef {import('../engine/net-protocol.js').Probed} Probed */

/**
 * Which layers have a mask.
 * @param {Pick<State, 'net_layers' | 'net_masks'>} state
 * @returns {boolean[]}
 */
export function maskedLayers({ net_layers: layers, net_masks: masks }) {
  return (parseLayers(layers) ?? []).map((_, i) => masks[Math.min(i, masks.length - 1)] === '1');
}

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
 * What a variant does, in one line below its name.
 * @param {State} state
 * @param {number} [sigma]  of the mask, now
 */
export function explanation(state, sigma) {
  const masked = maskedLayers(state);
  const count = masked.filter(Boolean).length;
  if (count === 0) return 'an ordinary network: every neuron answers in full';
  const [size] = parseLayers(state.net_layers) ?? [];
  const reach = state.net_sigma_forward_hold ?? sigma ?? state.net_sigma_forward_start;
  const left = size ? farthest({ ...size, lattice: state.lattice }, reach, state.net_threshold) : 0;
  const maps = count === 1 ? 'its map dims' : 'its maps dim';
  const where = count === masked.length ? 'the neurons' : `layer ${masked.indexOf(true) + 1}`;
  return `${maps} ${where}, to ${left < 0.005 ? 'nothing' : share(left)} farthest from the winner`;
}

/** How a neuron answers, z being what it sums up. @param {Pick<State, 'net_order' | 'net_bias'>} state */
export function formula({ net_order: order, net_bias: bias }) {
  const before = bias === 'before_mask';
  if (order === 'mask_relu') return before ? 'relu(m·(z + b))' : 'relu(m·z + b)';
  return before ? 'm·relu(z + b)' : 'm·relu(z) + b';
}

/** @param {number} value */
const share = (value) => `${Math.round(100 * value)}%`;

/**
 * A layer's mask, on the mean of the test set.
 * @param {NetLayer} layer
 */
export function maskText({ masked, strength, active_units: active }) {
  return masked ? `strength ${share(strength)}, ${Math.round(active)} active` : 'no mask';
}

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
      const { bmu } = probed.layers[layer] ?? { bmu: -1 };
      const winner =
        bmu < 0 ? '' : `, winner in row ${Math.floor(bmu / cols) + 1}, column ${(bmu % cols) + 1}`;
      return [`${title} says ${classes[guess] ?? guess}, ${chance(probability)}${winner}.`];
    })
    .join(' ');
}
