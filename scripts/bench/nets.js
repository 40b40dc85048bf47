// The networks that are measured, as each contestant builds them: hidden layers from the input up, a linear layer of
// one neuron a class behind them, and how ours is masked.

/**
 * @typedef {import('../../www/engine/net-protocol.js').NetConfig} NetConfig
 * @typedef {import('../../www/engine/net-protocol.js').Mask} Mask
 * @typedef {{ rows: number, cols: number, kernel: number, pool: number }} Layer  fully connected where kernel is 0
 * @typedef {object} Net
 * @property {Layer[]} layers
 * @property {Mask} mask
 * @property {number} sigma_forward
 * @property {number} threshold
 * @property {number} som_epochs
 * @typedef {'fc' | 'conv'} NetName
 * @typedef {'none' | 'learning' | 'frozen'} Masks  none, or on all hidden layers, by maps that learn or rest
 */

const dense = { rows: 10, cols: 10, kernel: 0, pool: 1 };

/** @type {Record<NetName, Net>} */
export const NETS = {
  // 784-100-100-10
  fc: { layers: [dense, dense], mask: 'whole', sigma_forward: 20, threshold: 0, som_epochs: 0 },
  // 5 of 100 filters at a position
  conv: {
    layers: [{ rows: 10, cols: 10, kernel: 5, pool: 2 }],
    mask: 'patch',
    sigma_forward: 2.8,
    threshold: 0.9,
    som_epochs: 1,
  },
};

/** @param {number} start @param {number} end */
const schedule = (start, end) => ({ start, end, curve: /** @type {const} */ ('exponential'), hold: null });

/**
 * @param {NetName} name
 * @param {Masks} masks
 * @param {number} batch
 * @param {number} epochs
 * @returns {NetConfig}
 */
export function configOf(name, masks, batch, epochs) {
  const { layers, mask, sigma_forward, threshold, som_epochs } = NETS[name];
  const thinned = { mask: masks === 'none' ? 'none' : mask, winners: 0, keep: 1, pruned: 0 };
  return {
    hidden: layers.map((layer) => ({ ...layer, ...thinned })),
    lattice: 'rectangle',
    sigma_organize: schedule(3, 1),
    sigma_forward: schedule(sigma_forward, sigma_forward),
    som_rate: schedule(0.5, 0.05),
    som_epochs,
    patches: 8,
    prune_at: 0.5,
    threshold,
    order: 'mask_relu',
    bias: 'before_mask',
    frozen: masks === 'frozen',
    convergence_tolerance: 0,
    optimizer: 'adam',
    learning_rate: schedule(0.001, 0.001),
    momentum: 0.9,
    batch_size: batch,
    seed: 1,
    epochs,
    evaluations: 1,
  };
}
