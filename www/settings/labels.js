/**
 * What the page calls the settings, one line each; types, ranges, choices and defaults are the engine's (schema.js).
 * A setting with a `group` stands among the further controls of that group, in the order of this table.
 */

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

const hasPatches = (/** @type {NetConfig[]} */ configs) =>
  configs.some(({ hidden }) => hidden.some(({ mask }) => mask === 'patch'));
const prunes = (/** @type {NetConfig[]} */ configs) =>
  configs.some(({ hidden }) => hidden.some(({ pruned }) => pruned > 0));

/** @type {Record<string, Label>} */
const NET = {
  ...COMMON,
  lattice: { ...COMMON.lattice, label: 'lattice of the neurons', wide: true },
  hidden: { name: 'Hidden layers', label: 'hidden layers, rows × columns', wide: true },
  'hidden.*.mask': { name: 'Mask of a layer' },
  'hidden.*.rows': { name: 'Rows of a layer' },
  'hidden.*.cols': { name: 'Columns of a layer' },
  'hidden.*.kernel': { name: 'Side of the filters' },
  'hidden.*.pool': { name: 'Side of pooling' },
  'hidden.*.winners': { name: 'Winners at each position, 0 for all,' },
  'hidden.*.keep': { name: 'Share of the filters that dropout keeps' },
  'hidden.*.pruned': { name: 'Filters left after pruning, 0 for all,' },
  'sigma_forward.start': { name: 'σ of the mask at the start', label: 'σ from', group: 'mask' },
  'sigma_forward.end': { name: 'σ of the mask at the end', label: 'to', group: 'mask' },
  'sigma_forward.hold': { name: 'σ of the mask', words: FREE, atRest: true },
  threshold: { name: 'Threshold of the mask', label: 'threshold of the mask', atRest: true },
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
  'sigma_organize.start': { name: 'σ of the maps at the start', label: 'σ from', group: 'maps' },
  'sigma_organize.end': { name: 'σ of the maps at the end', label: 'to', group: 'maps' },
  'sigma_organize.hold': { name: 'σ of the maps', words: FREE },
  'som_rate.start': { name: 'Rate of the maps at the start', label: 'rate from', group: 'maps' },
  'som_rate.end': { name: 'Rate of the maps at the end', label: 'to', group: 'maps' },
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

/** By kind and key; items of lists have stars. */
export const LABELS = { map: MAP, net: NET };
