/**
 * The experiments as data: what each is called, what the research note reports, which pictures it has,
 * how it starts, which runs stand side by side, and which controls are in sight.
 */

import { CONV_EXPERIMENTS } from './conv-experiments.js';
import { NET_EXPERIMENTS } from './net-experiments.js';
import { initialState, isChain } from '../settings/properties.js';

/** @import { State } from '../settings/properties.js' */
/** @import { Kind, View } from '../engine/protocol.js' */
/** @import { Claim } from './net-experiments.js' */
/** @typedef {'sigma' | 'lattice' | 'size' | 'dataset' | 'patch_size' | 'patch_stride' | 'patch_gray'
 *   | 'patch_centered' | 'net_sigma_organize' | 'net_sigma_forward' | 'net_threshold' | 'net_order' | 'net_bias'
 *   | 'net_frozen' | 'net_rate' | 'net_epochs'} Control */
/** @typedef {'patches' | 'neighborhood' | 'rate' | 'training' | 'start' | 'net_mask' | 'net_maps' | 'net_training'
 *   | 'net_start'} Group */

/**
 * One of the runs that stand side by side: the same data, seed and order, but for what it names.
 * @typedef {object} Variant
 * @property {string} name
 * @property {string} title  in a word or two
 * @property {import('./net-experiments.js').Series} [series]  its color, where the note has one
 * @property {Partial<State>} patch  the settings of its own
 */

/**
 * @typedef {object} Experiment
 * @property {Kind} [kind]  of its runs; a map where nothing is said
 * @property {string} menu  in a list of experiments
 * @property {string} title  what the pictures do here
 * @property {string} note  what the research note shows, in one sentence
 * @property {Claim[]} [claims]  the same, to be held against a run
 * @property {string} stage  the element that draws it
 * @property {View[]} views  on offer; none: the stage has its own way
 * @property {Partial<State>} defaults  the dataset among them
 * @property {Record<string, Partial<State>>} datasets  on offer, with what each brings along
 * @property {Partial<State>} own  what a visitor's own pictures bring along
 * @property {Variant[]} variants
 * @property {string} measures  what is drawn over the run
 * @property {{sight: Control[], more: Group[]}} controls
 */

/** @type {View[]} */
const ALL_VIEWS = ['codebook', 'u_matrix', 'hits', 'classes', 'component'];

/** Stacks read digits in patches of 7 × 7. @type {Partial<State>} */
const STACK = {
  dataset: 'mnist',
  patch_size: 7,
  patch_stride: 3,
  rows: 10,
  cols: 10,
  sigma_start: 5,
  image: 3,
  speed: 1000,
};

/** @type {Experiment['controls']} */
const STACK_CONTROLS = {
  sight: ['sigma', 'patch_size', 'patch_stride', 'dataset'],
  more: ['patches', 'neighborhood', 'rate', 'training', 'start'],
};

/** @type {Record<string, Experiment>} */
export const EXPERIMENTS = {
  map: {
    menu: 'Map',
    title: 'sorting themselves',
    note: 'The research note shows such a map as a grid of its weights and gives no figures.',
    stage: 'som-lab-map-stage',
    views: ALL_VIEWS,
    defaults: { dataset: 'mnist' },
    datasets: { mnist: {}, cifar10: {}, colors: {} },
    own: {},
    variants: [{ name: 'map', title: 'map', patch: {} }],
    measures: 'quantization topographic',
    controls: {
      sight: ['sigma', 'lattice', 'size', 'dataset'],
      more: ['neighborhood', 'rate', 'training', 'start'],
    },
  },
  patches: {
    menu: 'Patches',
    title: 'taken apart and put together again',
    note: 'The research note finds CIFAR-10 blurrier than MNIST, and its colors easier to tell apart with 2,500 neurons than with 400.',
    stage: 'som-lab-patches-stage',
    views: ['codebook', 'u_matrix', 'hits', 'component'],
    defaults: { dataset: 'cifar10', patch_size: 4, per_image: 8, epochs: 1, sigma_end: 0.3, image: 4 },
    datasets: {
      cifar10: {},
      mnist: { patch_size: 9, patch_gray: true, image: 3 },
    },
    own: { image: 0 },
    variants: [
      { name: '400', title: '400 neurons', patch: { rows: 20, cols: 20, sigma_start: 10 } },
      { name: '2500', title: '2,500 neurons', patch: { rows: 50, cols: 50, sigma_start: 25 } },
    ],
    measures: 'psnr quantization topographic',
    controls: {
      sight: ['dataset', 'patch_size', 'patch_stride', 'patch_gray', 'sigma'],
      more: ['patches', 'neighborhood', 'rate', 'training', 'start'],
    },
  },
  ring: {
    menu: 'Ring',
    title: 'finding its way round',
    note: 'The research note shows that a looped chain of neurons orders the pictures of a car by angle.',
    stage: 'som-lab-ring-stage',
    views: ['codebook', 'u_matrix'],
    defaults: {
      dataset: 'turntable',
      rows: 1,
      cols: 48,
      lattice: 'ring',
      sigma_start: 12,
      sigma_end: 0.7,
      // A quarter of the views a step: rings that saw all of them at once were twisted for 2 of 20 seeds.
      batch_size: 18,
      epochs: 100,
      speed: 80,
    },
    datasets: { turntable: {}, 'turntable-32': {} },
    own: {},
    variants: [
      { name: 'ring', title: 'ring', patch: { lattice: 'ring' } },
      { name: 'line', title: 'line', patch: { lattice: 'line' } },
    ],
    measures: 'quantization topographic',
    controls: {
      sight: ['sigma', 'size', 'dataset', 'patch_gray'],
      more: ['neighborhood', 'rate', 'training', 'start'],
    },
  },
  stack: {
    menu: 'Stack',
    title: 'seen by a map of maps',
    note: 'The research note hands the coordinates of the winners on to the next map, and finds that the digits cluster, but poorly.',
    stage: 'som-lab-stack-stage',
    views: ['codebook', 'u_matrix', 'hits', 'classes'],
    defaults: { ...STACK, per_image: 2, batch_size: 64, epochs: 1 },
    datasets: { mnist: {}, cifar10: {} },
    own: {},
    variants: [
      { name: 'coordinates', title: 'two layers', patch: { stack: '20x20:0:1:coordinates' } },
      {
        name: 'three-layers',
        title: 'three layers',
        patch: { stack: '10x10:4:2:coordinates;20x20:0:1:coordinates' },
      },
    ],
    // Layers that learn one after the other, each on samples of its own, share no axis.
    measures: '',
    controls: STACK_CONTROLS,
  },
  codes: {
    menu: 'Codes',
    title: 'in three ways to write a winner',
    note: 'The research note writes a winner as its coordinates. The other two ways are ours.',
    stage: 'som-lab-stack-stage',
    views: ['codebook', 'u_matrix', 'hits', 'classes'],
    // A tenth of a pass: with 6,400 weights a neuron, the longer codes are slow.
    defaults: { ...STACK, per_image: 4, batch_size: 16, epochs: 0.1 },
    datasets: { mnist: {}, cifar10: {} },
    own: {},
    variants: [
      { name: 'coordinates', title: 'coordinates', patch: { stack: '20x20:0:1:coordinates' } },
      { name: 'one-hot', title: 'one-hot', patch: { stack: '20x20:0:1:one_hot' } },
      { name: 'soft', title: 'soft', patch: { stack: '20x20:0:1:soft' } },
    ],
    measures: '',
    controls: STACK_CONTROLS,
  },
  ...NET_EXPERIMENTS,
  ...CONV_EXPERIMENTS,
};

/** @param {string} name */
export const experimentOf = (name) =>
  Object.hasOwn(EXPERIMENTS, name) ? EXPERIMENTS[name] : EXPERIMENTS.map;

/** @param {string} name of an experiment @returns {Kind} of its runs */
export const kindOf = (name) => experimentOf(name).kind ?? 'som';

/**
 * How an experiment starts with some pictures.
 * @param {string} name
 * @param {string} [dataset]
 * @returns {State}
 */
export function startOf(name, dataset) {
  const { defaults } = experimentOf(name);
  const state = { ...initialState(), ...defaults };
  return dataset === undefined ? state : { ...state, dataset, ...broughtBy(name, dataset) };
}

/**
 * What pictures bring along: what their own defaults ask for, and what the others' would have changed.
 * @param {string} name
 * @param {string} dataset
 * @returns {Partial<State>}
 */
export function broughtBy(name, dataset) {
  const { defaults, datasets, own } = experimentOf(name);
  const start = /** @type {Record<string, unknown>} */ ({ ...initialState(), ...defaults });
  const touched = Object.values(datasets).flatMap((patch) => Object.keys(patch));
  const back = Object.fromEntries([...touched, ...Object.keys(own)].map((key) => [key, start[key]]));
  return { ...back, ...(datasets[dataset] ?? own) };
}

/**
 * The settings of one run: the shared ones, and its own.
 * @param {State} shared
 * @param {Variant} variant
 * @returns {State}
 */
export function stateOf(shared, { patch }) {
  const state = { ...shared, ...patch };
  if (!isChain(state.lattice)) return state;
  return { ...state, rows: 1, cols: state.rows * state.cols };
}

/**
 * Whether the runs of an experiment differ in a setting, so that it is not the visitor's to change.
 * @param {string} name of the experiment
 * @param {string} setting
 */
export function isVaried(name, setting) {
  const { variants } = experimentOf(name);
  return variants.some(({ patch }) => Object.hasOwn(patch, setting));
}
