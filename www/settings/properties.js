/**
 * Everything a visitor can set, as one table: what it is called, what it may be, what it is at
 * first, and what to say of a value that will not do.
 */

import { DATASETS, isOwn } from '../catalogue/datasets.js';
import { choice, flag, integer, optional, real } from './kinds.js';
import { NET_PROPERTIES, netConflicts } from './net-properties.js';
import { parseStack, stackText } from './stack.js';

/** @import { Config } from '../engine/protocol.js' */
/** @import { Property } from './kinds.js' */

/** @typedef {MapState & import('./net-properties.js').NetState} State */
/**
 * @typedef {object} MapState  what networks share is here too
 * @property {import('../engine/protocol.js').DatasetName} dataset
 * @property {number} patch_size  side in pixels; 0 is the whole picture
 * @property {number} patch_stride
 * @property {boolean} patch_gray
 * @property {boolean} patch_centered
 * @property {number} per_image  patches that a pass takes from every picture
 * @property {string} stack  the further layers, as text (see stack.js)
 * @property {import('../engine/protocol.js').Lattice} lattice
 * @property {number} rows
 * @property {number} cols
 * @property {import('../engine/protocol.js').Neighborhood} neighborhood
 * @property {number} sigma_start
 * @property {number} sigma_end
 * @property {import('../engine/protocol.js').Curve} sigma_curve
 * @property {number | null} sigma_hold
 * @property {number} rate_start
 * @property {number} rate_end
 * @property {import('../engine/protocol.js').Curve} rate_curve
 * @property {number | null} rate_hold
 * @property {import('../engine/protocol.js').Training} training
 * @property {number} batch_size
 * @property {import('../engine/protocol.js').Init} init
 * @property {number} seed
 * @property {number} epochs
 * @property {import('../engine/protocol.js').View} view
 * @property {number | null} component  null is the one in the middle
 * @property {number} image  the held-out picture that is rebuilt
 * @property {boolean} overlap  it is rebuilt from patches that overlap
 * @property {number | null} speed  steps per second; null is as fast as it goes
 * @property {import('../engine/protocol.js').Preference} backend
 */

/** @type {[string, string][]} */
const CURVES = [
  ['linear', 'linear'],
  ['exponential', 'exponential'],
  ['inverse', 'inverse'],
];

/**
 * The built-in data sets, and those that a visitor has brought to this page.
 * @param {string} label
 * @param {string} initial
 * @returns {Property}
 */
function dataset(label, initial) {
  const menu = Object.entries(DATASETS).map(
    ([name, words]) => /** @type {[string, string]} */ ([name, words.menu]),
  );
  const property = choice(label, menu, initial);
  const parse = (/** @type {string} */ text) => (isOwn(text) ? text : property.parse(text));
  return { ...property, parse };
}

/**
 * @param {string} label
 * @param {string} initial
 * @returns {Property}
 */
function stack(label, initial) {
  return {
    label,
    initial,
    parse: (text) => {
      const layers = parseStack(text);
      return layers && stackText(layers);
    },
    demand: `${label} are written like 20x20:0:1:coordinates, joined by semicolons, three at most.`,
  };
}

/** @type {Record<keyof State, Property>} */
export const PROPERTIES = {
  dataset: dataset('Pictures', 'mnist'),
  patch_size: integer('Patch size', 0, 256, 0),
  patch_stride: integer('Stride', 1, 256, 1),
  patch_gray: flag('Colors', ['in color', 'gray'], false),
  patch_centered: flag('Brightness', ['kept', 'mean taken away'], false),
  per_image: integer('Patches per picture', 1, 65536, 1),
  stack: stack('Further layers', ''),
  lattice: choice(
    'Lattice',
    [
      ['rectangle', 'rectangle'],
      ['hexagonal', 'hexagonal'],
      ['torus', 'torus'],
      ['line', 'line'],
      ['ring', 'ring'],
    ],
    'rectangle',
  ),
  rows: integer('Rows', 1, 64, 20),
  cols: integer('Columns', 1, 4096, 20),
  neighborhood: choice(
    'Neighborhood',
    [
      ['gaussian', 'Gaussian'],
      ['bubble', 'bubble'],
      ['mexican_hat', 'Mexican hat'],
    ],
    'gaussian',
  ),
  sigma_start: real('σ at the start', 0.1, 100, 10),
  sigma_end: real('σ at the end', 0.1, 100, 0.5),
  sigma_curve: choice('Course of σ', CURVES, 'exponential'),
  sigma_hold: optional(real('σ', 0.1, 100, 1), 'free', null),
  rate_start: real('Learning rate at the start', 0.0001, 1, 0.5),
  rate_end: real('Learning rate at the end', 0.0001, 1, 0.05),
  rate_curve: choice('Course of the learning rate', CURVES, 'exponential'),
  rate_hold: optional(real('Learning rate', 0.0001, 1, 0.1), 'free', null),
  training: choice(
    'Training',
    [
      ['online', 'one by one (online)'],
      ['mini_batch', 'mini-batches'],
      ['batch', 'whole passes (batch)'],
    ],
    'mini_batch',
  ),
  batch_size: integer('Batch size', 1, 4096, 256),
  init: choice(
    'First weights',
    [
      ['random', 'random noise'],
      ['samples', 'random samples'],
      ['pca', 'PCA plane'],
    ],
    'random',
  ),
  seed: integer('Seed', 0, 4294967295, 1),
  epochs: real('Passes over the data', 0.01, 1000, 10),
  view: choice(
    'View',
    [
      ['codebook', 'Codebook'],
      ['u_matrix', 'U-matrix'],
      ['hits', 'Hits'],
      ['classes', 'Classes'],
      ['component', 'Component'],
    ],
    'codebook',
  ),
  component: optional(integer('Component', 0, 196607, 0), 'middle', null),
  image: integer('Picture', 0, 999999, 0),
  overlap: flag('Patches', ['side by side', 'overlapping, averaged'], true),
  speed: optional(real('Speed', 1, 1000, 1), 'max', 200),
  backend: choice(
    'Engine',
    [
      ['auto', 'automatic'],
      ['gpu', 'GPU'],
      ['cpu', 'CPU'],
    ],
    'auto',
  ),
  ...NET_PROPERTIES,
};

/** @returns {State} */
export function initialState() {
  const entries = Object.entries(PROPERTIES).map(([name, { initial }]) => [name, initial]);
  return /** @type {State} */ (Object.fromEntries(entries));
}

/** Settings that only concern what is seen, or how fast. */
const OUTSIDE_CONFIG = new Set(['view', 'component', 'speed', 'backend', 'image', 'overlap']);

/** @param {string} name of a setting */
export const isTraining = (name) => !OUTSIDE_CONFIG.has(name);

/** Settings of the mask: a network that has learned answers by them at once. */
const AT_REST = new Set(['net_sigma_forward_hold', 'net_threshold']);

/** @param {string} name of a setting */
export const actsAtRest = (name) => AT_REST.has(name);

export const MAX_UNITS = 4096;

/** @param {string} lattice */
export const isChain = (lattice) => lattice === 'line' || lattice === 'ring';

/**
 * What is wrong with a state as a whole, by property; empty when nothing is.
 * @param {State} state
 * @returns {Partial<Record<keyof State, string>>}
 */
export function conflicts(state) {
  if (state.rows * state.cols > MAX_UNITS) {
    const sentence = `A map can have ${MAX_UNITS.toLocaleString('en-US')} neurons at most; ${state.rows} × ${state.cols} would be ${(state.rows * state.cols).toLocaleString('en-US')}.`;
    return { cols: sentence };
  }
  if (state.patch_size > 0 && state.patch_stride > state.patch_size) {
    return {
      patch_stride: `A stride beyond the patch size leaves gaps; it can be ${state.patch_size} at most.`,
    };
  }
  return netConflicts(state);
}

/**
 * A chain has one row; coming back from it, a grid as square as can be.
 * @param {State} state
 * @param {Partial<State>} patch
 * @returns {Partial<State>}
 */
export function withShape(state, patch) {
  if (!patch.lattice || patch.lattice === state.lattice) return patch;
  const chain = isChain(patch.lattice);
  const units = (patch.rows ?? state.rows) * (patch.cols ?? state.cols);
  if (chain && (patch.rows ?? state.rows) > 1) return { ...patch, rows: 1, cols: units };
  if (!chain && isChain(state.lattice) && patch.rows === undefined) {
    const side = Math.min(64, Math.max(1, Math.round(Math.sqrt(units))));
    return { ...patch, rows: side, cols: Math.max(1, Math.round(units / side)) };
  }
  return patch;
}

/**
 * @param {State} s
 * @returns {Config}
 */
export function configOf(s) {
  return {
    rows: isChain(s.lattice) ? 1 : s.rows,
    cols: s.cols,
    lattice: s.lattice,
    neighborhood: s.neighborhood,
    sigma: { start: s.sigma_start, end: s.sigma_end, curve: s.sigma_curve, hold: s.sigma_hold },
    learning_rate: { start: s.rate_start, end: s.rate_end, curve: s.rate_curve, hold: s.rate_hold },
    training: s.training,
    batch_size: s.batch_size,
    init: s.init,
    seed: s.seed,
    epochs: s.epochs,
    patch: {
      size: s.patch_size,
      stride: s.patch_stride,
      gray: s.patch_gray,
      centered: s.patch_centered,
      per_image: s.per_image,
    },
    stack: parseStack(s.stack) ?? [],
  };
}
