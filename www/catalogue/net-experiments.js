/**
 * The experiments with networks, as rows of experiments.js: runs that differ in named settings, and what the research
 * note says of them.
 */

/** @import { Experiment } from './experiments.js' */
/** @import { State } from '../settings/properties.js' */
/** @import { CoursePoint } from '../engine/net-protocol.js' */

/** @typedef {'orange' | 'red' | 'blue' | 'green' | 'gray'} Series  a color of the note's, as the themes have it */

/**
 * What the note says, so that a run can be held against it (see verdict.js): an order of the variants, best first; that
 * none of some is better than another; a figure, which fewer `passes` than the note's may not reach yet; whether the
 * neurons' neighbors are alike in what they have learned; how much of the first layer is active; or that its map comes
 * to rest.
 * @typedef {{text: string, kind: 'order', metric: keyof CoursePoint, ranking: string[]}
 *   | {text: string, kind: 'no-better', metric: keyof CoursePoint, variants: string[], than: string}
 *   | {text: string, kind: 'figure', metric: keyof CoursePoint, variant: string, value: number, passes?: number}
 *   | {text: string, kind: 'organization', variant: string, of: 'codebook' | 'filters', organized: boolean}
 *   | {text: string, kind: 'activation', variant: string, of: 'strength' | 'active', value: number, within: number}
 *   | {text: string, kind: 'rest', variant: string}} Claim
 */

/** What every network's row has in common. @type {Pick<Experiment, 'kind' | 'views' | 'own' | 'measures'>} */
export const NET = { kind: 'net', views: [], own: {}, measures: '' };

/** Both layers have a map. */
const MASKED = '1';
const UNMASKED = '0';

/**
 * One σ for the maps and for their masks, all the way.
 * @param {number} sigma
 * @returns {Partial<State>}
 */
const one = (sigma) => ({
  net_masks: MASKED,
  net_sigma_organize_start: sigma,
  net_sigma_organize_end: sigma,
  net_sigma_forward_start: sigma,
  net_sigma_forward_end: sigma,
});

/** @type {Record<string, Experiment>} */
export const NET_EXPERIMENTS = {
  'fc-sigma': {
    ...NET,
    menu: 'Mask and σ',
    title: 'told apart through masks of four sizes',
    note: 'On CIFAR-10 the research note finds the network without maps best, then σ = 50, 20 and 5: a small σ helps the maps to organize, and costs accuracy.',
    claims: [
      {
        text: 'Best without maps, then σ = 50, σ = 20 and σ = 5.',
        kind: 'order',
        metric: 'test_accuracy',
        ranking: ['sigma-inf', 'sigma-50', 'sigma-20', 'sigma-5'],
      },
    ],
    stage: 'som-lab-net-stage',
    defaults: {
      dataset: 'cifar10',
      net_layers: '20x20,20x20',
      net_batch: 128,
      // On a processor, two passes of four such networks take some minutes.
      net_epochs: 2,
      net_evaluations: 10,
      net_rate_fall: 0.1,
      // Maps that learn to the end.
      net_som_rate_end: 0.05,
      net_settle: 0.001,
      image: 4,
      speed: null,
    },
    datasets: { cifar10: {}, mnist: { image: 3 } },
    variants: [
      { name: 'sigma-inf', title: 'σ = ∞, no mask', series: 'gray', patch: { net_masks: UNMASKED } },
      { name: 'sigma-50', title: 'σ = 50', series: 'green', patch: one(50) },
      { name: 'sigma-20', title: 'σ = 20', series: 'orange', patch: one(20) },
      { name: 'sigma-5', title: 'σ = 5', series: 'blue', patch: one(5) },
    ],
    controls: {
      sight: ['net_rate', 'net_threshold', 'net_frozen', 'dataset'],
      more: ['net_mask', 'net_maps', 'net_training', 'net_start'],
    },
  },
  'fc-two-sigmas': {
    ...NET,
    menu: 'Two σ',
    title: 'told apart with two reaches, one to organize and one to mask',
    note: 'The research note trains the maps with a small σ and masks with a large one: it gets organized maps, and sees no gain in accuracy from them.',
    claims: [
      {
        text: 'The maps bring no gain in accuracy.',
        kind: 'no-better',
        metric: 'test_accuracy',
        variants: ['layer-1', 'both'],
        than: 'no-som',
      },
      {
        text: 'The map of the first layer is organized.',
        kind: 'organization',
        variant: 'both',
        of: 'codebook',
        organized: true,
      },
    ],
    stage: 'som-lab-net-stage',
    defaults: { dataset: 'mnist', image: 3, speed: null },
    datasets: { mnist: {}, cifar10: { image: 4 } },
    variants: [
      { name: 'no-som', title: 'no map', series: 'orange', patch: { net_masks: UNMASKED } },
      { name: 'layer-1', title: 'map on layer 1', series: 'red', patch: { net_masks: '10' } },
      { name: 'both', title: 'maps on layers 1 and 2', series: 'blue', patch: { net_masks: MASKED } },
    ],
    controls: {
      sight: ['net_sigma_organize', 'net_sigma_forward', 'net_threshold', 'dataset'],
      more: ['net_mask', 'net_maps', 'net_training', 'net_start'],
    },
  },
  order: {
    ...NET,
    menu: 'Order',
    title: 'masked before the ReLU, or after it',
    note: 'The research note finds the network without maps best, then mask before ReLU, and ReLU before mask last, by a little.',
    claims: [
      {
        text: 'Best without maps, then mask before ReLU, then ReLU before mask.',
        kind: 'order',
        metric: 'test_accuracy',
        ranking: ['no-som', 'mask-relu', 'relu-mask'],
      },
    ],
    stage: 'som-lab-net-stage',
    // A mask that is almost 1 everywhere could make no difference, wherever it stands.
    defaults: {
      dataset: 'mnist',
      net_sigma_forward_start: 2.8,
      net_sigma_forward_end: 2.8,
      net_bias: 'after_mask',
      image: 3,
      speed: null,
    },
    datasets: { mnist: {}, cifar10: { image: 4 } },
    variants: [
      { name: 'no-som', title: 'no map', series: 'orange', patch: { net_masks: UNMASKED } },
      {
        name: 'mask-relu',
        title: 'mask, then ReLU',
        series: 'blue',
        patch: { net_masks: MASKED, net_order: 'mask_relu' },
      },
      {
        name: 'relu-mask',
        title: 'ReLU, then mask',
        series: 'red',
        patch: { net_masks: MASKED, net_order: 'relu_mask' },
      },
    ],
    controls: {
      sight: ['net_bias', 'net_sigma_forward', 'net_threshold', 'dataset'],
      more: ['net_mask', 'net_maps', 'net_training', 'net_start'],
    },
  },
  filters: {
    ...NET,
    menu: 'Filters',
    title: 'and what the neurons want to see',
    note: 'The research note cannot find any organization in the filters, while the maps are organized.',
    claims: [
      {
        text: 'No organization in the filters.',
        kind: 'organization',
        variant: 'masked',
        of: 'filters',
        organized: false,
      },
      {
        text: 'The map itself is organized.',
        kind: 'organization',
        variant: 'masked',
        of: 'codebook',
        organized: true,
      },
    ],
    stage: 'som-lab-filters-stage',
    defaults: { dataset: 'mnist', net_layers: '10x10', image: 3, speed: null },
    datasets: { mnist: {}, cifar10: { image: 4 } },
    variants: [{ name: 'masked', title: 'masked', series: 'blue', patch: { net_masks: MASKED } }],
    controls: {
      sight: ['net_sigma_organize', 'net_sigma_forward', 'net_threshold', 'dataset'],
      more: ['net_mask', 'net_maps', 'net_training', 'net_start'],
    },
  },
};
