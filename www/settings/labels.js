/**
 * What the page calls the settings, one line each; types, ranges, choices and defaults are the engine's (schema.js).
 * A setting with a `group` stands among the further controls of that group, in the order of this table.
 */

/** @import { AgentConfig } from '../generated/types.js' */
/** @import { NetConfig } from '../engine/net-protocol.js' */
/** @import { Config as MapConfig } from '../engine/protocol.js' */

/**
 * @typedef {object} Label
 * @property {string} name  at the head of a sentence
 * @property {string} [label]  beside its control; else the name
 * @property {string} [group]  of the further controls
 * @property {boolean} [wide]  its control takes a line of its own
 * @property {Record<string, string>} [words]  of its choices
 * @property {string} [nothing]  the word for null
 * @property {number} [min]  on the page, where the engine allows more: for the memory and the patience of a tab
 * @property {number} [max]
 * @property {boolean} [atRest]  a run that is over answers by it at once, without learning
 * @property {(configs: any[]) => boolean} [when]  whether it means anything to the runs of a figure
 */

/** @type {Record<string, string>} */
const FREE = { null: 'free' };
const CURVES = { linear: 'linear', exponential: 'exponential', inverse: 'inverse' };

/** @type {Record<string, Label>} */
const COMMON = {
  lattice: {
    name: 'Lattice',
    label: 'lattice',
    words: {
      rectangle: 'rectangle',
      hexagonal: 'hexagonal',
      torus: 'torus',
      line: 'line',
      ring: 'ring',
    },
  },
  seed: { name: 'Seed', label: 'seed' },
};

/** @type {Record<string, Label>} */
const MAP = {
  ...COMMON,
  rows: { name: 'Rows', max: 64 },
  cols: { name: 'Columns' },
  'patch.size': { name: 'Patch size', label: 'patch size', max: 256 },
  'patch.stride': { name: 'Stride', label: 'stride', max: 256 },
  'patch.gray': { name: 'Colors', label: 'colors', words: { false: 'in color', true: 'gray' } },
  'patch.centered': {
    name: 'Brightness',
    label: 'brightness of a patch',
    group: 'patches',
    wide: true,
    words: { false: 'kept', true: 'mean taken away' },
  },
  'patch.per_image': {
    name: 'Patches per picture',
    label: 'patches a pass takes from each picture',
    group: 'patches',
    wide: true,
    max: 65536,
  },
  stack: { name: 'Further layers' },
  neighborhood: {
    name: 'Neighborhood',
    label: 'shape',
    group: 'neighborhood',
    wide: true,
    words: { gaussian: 'Gaussian', bubble: 'bubble', mexican_hat: 'Mexican hat' },
  },
  'sigma.start': { name: 'σ at the start', label: 'σ from', group: 'neighborhood' },
  'sigma.end': { name: 'σ at the end', label: 'to', group: 'neighborhood' },
  'sigma.curve': { name: 'Course of σ', label: 'course', group: 'neighborhood', wide: true, words: CURVES },
  'sigma.hold': { name: 'σ', words: FREE },
  'learning_rate.hold': { name: 'Learning rate', words: FREE },
  'learning_rate.start': { name: 'Learning rate at the start', label: 'from', group: 'rate' },
  'learning_rate.end': { name: 'Learning rate at the end', label: 'to', group: 'rate' },
  'learning_rate.curve': {
    name: 'Course of the learning rate',
    label: 'course',
    group: 'rate',
    wide: true,
    words: CURVES,
  },
  training: {
    name: 'Training',
    label: 'how pictures are shown',
    group: 'training',
    wide: true,
    words: {
      online: 'one by one (online)',
      mini_batch: 'mini-batches',
      batch: 'whole passes (batch)',
    },
  },
  batch_size: {
    name: 'Batch size',
    label: 'pictures a step',
    group: 'training',
    when: (/** @type {MapConfig[]} */ configs) => configs[0].training === 'mini_batch',
  },
  epochs: { name: 'Passes over the data', label: 'passes over the data', group: 'training' },
  init: {
    name: 'First weights',
    label: 'first weights',
    group: 'start',
    wide: true,
    words: { random: 'random noise', samples: 'random samples', pca: 'PCA plane' },
  },
};

/** Of networks and agents, whose layers may be masked. @type {Record<string, Label>} */
const MASKED = {
  ...COMMON,
  lattice: { ...COMMON.lattice, label: 'lattice of the neurons', wide: true },
  hidden: { name: 'Hidden layers', label: 'hidden layers, rows × columns', wide: true },
  'hidden.*.mask': { name: 'Mask of a layer' },
  'hidden.*.rows': { name: 'Rows of a layer' },
  'hidden.*.cols': { name: 'Columns of a layer' },
  'sigma_forward.start': { name: 'σ of the mask at the start', label: 'σ from', group: 'mask' },
  'sigma_forward.end': { name: 'σ of the mask at the end', label: 'to', group: 'mask' },
  'sigma_forward.hold': { name: 'σ of the mask', words: FREE, atRest: true },
  threshold: { name: 'Threshold of the mask', label: 'threshold of the mask', atRest: true },
  'sigma_organize.start': { name: 'σ of the maps at the start', label: 'σ from', group: 'maps' },
  'sigma_organize.end': { name: 'σ of the maps at the end', label: 'to', group: 'maps' },
  'sigma_organize.hold': { name: 'σ of the maps', words: FREE },
  'som_rate.start': { name: 'Rate of the maps at the start', label: 'rate from', group: 'maps' },
  'som_rate.end': { name: 'Rate of the maps at the end', label: 'to', group: 'maps' },
  optimizer: {
    name: 'Optimizer',
    label: 'optimizer',
    group: 'training',
    wide: true,
    words: { adam: 'Adam', sgd: 'SGD with momentum' },
  },
  'learning_rate.start': { name: 'Learning rate', label: 'learning rate', group: 'training' },
  'learning_rate.end': { name: 'Learning rate at the end', label: 'and at the end', group: 'training' },
  'learning_rate.hold': { name: 'Learning rate', words: FREE },
  momentum: { name: 'Momentum', label: 'momentum', group: 'training' },
};

const hasPatches = (/** @type {NetConfig[]} */ configs) =>
  configs.some(({ hidden }) => hidden.some(({ mask }) => mask === 'patch'));
const prunes = (/** @type {NetConfig[]} */ configs) =>
  configs.some(({ hidden }) => hidden.some(({ pruned }) => pruned > 0));

/** @type {Record<string, Label>} */
const NET = {
  ...MASKED,
  'hidden.*.kernel': { name: 'Side of the filters' },
  'hidden.*.pool': { name: 'Side of pooling' },
  'hidden.*.winners': { name: 'Winners at each position, 0 for all,' },
  'hidden.*.keep': { name: 'Share of the filters that dropout keeps' },
  'hidden.*.pruned': { name: 'Filters left after pruning, 0 for all,' },
  order: {
    name: 'Order',
    label: 'order',
    group: 'mask',
    wide: true,
    words: { mask_relu: 'mask, then ReLU', relu_mask: 'ReLU, then mask' },
  },
  bias: {
    name: 'Bias',
    label: 'the bias is added',
    group: 'mask',
    wide: true,
    words: { before_mask: 'before the mask', after_mask: 'after the mask' },
  },
  som_epochs: {
    name: 'Passes in which the maps organize, 0 for the whole run,',
    label: 'in so many passes, 0 for all',
    group: 'maps',
  },
  patches: {
    name: 'Patches a picture that a map learns from',
    label: 'patches a picture',
    group: 'maps',
    when: hasPatches,
  },
  frozen: {
    name: 'Maps',
    label: 'maps',
    group: 'maps',
    wide: true,
    words: { false: 'learning', true: 'frozen' },
  },
  convergence_tolerance: {
    name: 'Change below which a map is frozen',
    label: 'they freeze once 100 steps change them by less than',
    group: 'maps',
    wide: true,
  },
  batch_size: { name: 'Batch size', label: 'pictures a step', group: 'training' },
  epochs: { name: 'Passes over the data', label: 'passes over the data', group: 'training' },
  evaluations: { name: 'Evaluations', label: 'evaluations on the way', group: 'training' },
  prune_at: {
    name: 'Share of the run before pruning',
    label: 'share of the run before pruning',
    group: 'training',
    when: prunes,
  },
};

const swings = (/** @type {AgentConfig[]} */ [{ environment }]) => environment === 'pendulum';
const falls = (/** @type {AgentConfig[]} */ configs) => !swings(configs);

/** @type {Record<string, Label>} */
const AGENT = {
  ...MASKED,
  environment: {
    name: 'World',
    label: 'world',
    group: 'world',
    wide: true,
    words: {
      cartpole_v0: 'cart and pole, 200 steps',
      cartpole_v1: 'cart and pole, 500 steps',
      pendulum: 'pendulum',
    },
  },
  step_reward: { name: 'Reward of a step', label: 'reward of a step', group: 'world' },
  failure_reward: {
    name: 'Reward of a failure',
    label: 'reward of a failure',
    group: 'world',
    when: falls,
  },
  torques: {
    name: 'Torques',
    label: 'torques',
    group: 'world',
    wide: true,
    words: { grid: 'evenly spaced', map: 'a map that learns them' },
    when: swings,
  },
  actions: { name: 'Number of torques', label: 'torques to choose from', group: 'world', when: swings },
  action_noise: {
    name: 'Noise of a torque',
    label: 'noise around a torque, N m',
    group: 'world',
    when: swings,
  },
  episodes: { name: 'Episodes', label: 'episodes', group: 'world', max: 5000 },
  som_episodes: {
    name: 'Episodes in which the maps organize, 0 for the whole run,',
    label: 'in so many episodes, 0 for all',
    group: 'maps',
  },
  gamma: { name: 'Discount γ', label: 'discount γ', group: 'training' },
  l2: { name: 'L2 regularization', label: 'L2 regularization', group: 'training' },
  huber: { name: 'δ of Huber’s loss, 0 for squares,', label: 'Huber’s δ, 0 for squares', group: 'training' },
  train_after: {
    name: 'Training',
    label: 'it learns',
    group: 'updates',
    wide: true,
    words: { step: 'after steps', episode: 'after episodes' },
  },
  train_every: { name: 'Steps or episodes in between', label: 'every', group: 'updates' },
  updates: { name: 'Mini-batches each time', label: 'mini-batches each time', group: 'updates' },
  updates_by: {
    name: 'They are counted',
    label: 'as many',
    group: 'updates',
    wide: true,
    words: {
      fixed: 'every time',
      episode_length: 'for every step since the last time',
      memory_size: 'passes over the memory',
    },
  },
  target_update: {
    name: 'Gradient steps between target networks, 0 for none,',
    label: 'target network every so many gradient steps, 0 for none',
    group: 'updates',
    wide: true,
  },
  double_q: {
    name: 'Double Q-learning',
    label: 'double Q-learning',
    group: 'updates',
    words: { false: 'no', true: 'yes' },
  },
  replay_capacity: {
    name: 'Size of the memory, 0 for all,',
    label: 'size of the memory, 0 for all',
    group: 'memory',
    wide: true,
  },
  warm_up: { name: 'Transitions before it learns', label: 'transitions before it learns', group: 'memory' },
  batch_size: { name: 'Batch size', label: 'transitions a mini-batch', group: 'memory' },
  mini_batch: {
    name: 'A mini-batch is learned',
    label: 'a mini-batch is learned',
    group: 'memory',
    wide: true,
    words: { at_once: 'at once', sample_by_sample: 'sample by sample' },
  },
  'epsilon.start': { name: 'ε at the start', label: 'ε from', group: 'exploration' },
  'epsilon.end': { name: 'ε at the end', label: 'to', group: 'exploration' },
  'epsilon.curve': {
    name: 'Course of ε',
    label: 'course',
    group: 'exploration',
    wide: true,
    words: CURVES,
  },
  'epsilon.hold': { name: 'ε', words: FREE },
  epsilon_episodes: { name: 'Episodes in which ε falls', label: 'in so many episodes', group: 'exploration' },
};

/** By kind and key; items of lists have stars. */
export const LABELS = { map: MAP, net: NET, agent: AGENT };
