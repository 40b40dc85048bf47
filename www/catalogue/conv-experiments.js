/**
 * The experiments with convolutions, as rows of experiments.js: a hundred filters that a map dims, and other ways to
 * have few of them answer.
 */

import { NET } from './net-experiments.js';

/** @import { Experiment } from './experiments.js' */
/** @import { State } from '../settings/properties.js' */

/** A map of the whole image, one of the patches, or none. */
const WHOLE = '1';
const PATCHES = '2';
const UNMASKED = '0';

/** The note does not say how long it trained. With fewer passes than these, a lower figure tells nothing yet. */
const PASSES = 10;

/** 5 × 5 × 100, pooled by 2. On a processor, one pass of several such networks takes some minutes. @type {Partial<State>} */
const CONVOLUTION = {
  net_layers: '10x10c5p2',
  net_sigma_forward_start: 2.8,
  net_sigma_forward_end: 2.8,
  net_epochs: 1,
  net_evaluations: 10,
  image: 3,
  speed: null,
};

/** Maps of patches see enough of them in one pass, however many follow. @type {Partial<State>} */
const OF_PATCHES = { ...CONVOLUTION, net_som_epochs: 1 };

/** @type {Experiment['controls']['more']} */
const MORE = ['net_mask', 'net_maps', 'net_training', 'net_start'];

/** @type {Record<string, Experiment>} */
export const CONV_EXPERIMENTS = {
  cnn: {
    ...NET,
    menu: 'SOM and CNN',
    title: 'told apart by filters, with a map that dims them',
    note: 'The research note lets a map of whole images dim the filters of a CNN. It finds 99.02% with the map and 98.76% without, “an extremely slight margin”; with a threshold, too much accuracy is sacrificed.',
    claims: [
      {
        text: 'Best with a map, by an extremely slight margin; worst with a threshold.',
        kind: 'order',
        metric: 'test_accuracy',
        ranking: ['som-cnn', 'cnn', 'som-cnn-0.9'],
      },
      {
        text: 'SOM-CNN: 99.02%.',
        kind: 'figure',
        metric: 'test_accuracy',
        variant: 'som-cnn',
        value: 0.9902,
        passes: PASSES,
      },
      {
        text: 'CNN: 98.76%.',
        kind: 'figure',
        metric: 'test_accuracy',
        variant: 'cnn',
        value: 0.9876,
        passes: PASSES,
      },
    ],
    stage: 'som-lab-net-stage',
    defaults: { ...CONVOLUTION, dataset: 'mnist' },
    datasets: { mnist: {} },
    variants: [
      { name: 'cnn', title: 'CNN', series: 'orange', patch: { net_masks: UNMASKED } },
      { name: 'som-cnn', title: 'SOM-CNN', series: 'blue', patch: { net_masks: WHOLE } },
      {
        name: 'som-cnn-0.9',
        title: 'SOM-CNN, τ = 0.9',
        series: 'gray',
        patch: { net_masks: WHOLE, net_threshold: 0.9 },
      },
    ],
    controls: {
      sight: ['net_sigma_organize', 'net_sigma_forward', 'net_epochs', 'dataset'],
      more: MORE,
    },
  },
  csom: {
    ...NET,
    menu: 'CSOM',
    title: 'told apart by filters, with a light of its own at every place',
    note: 'The research note lets the map see the gray patch under the filters. It converges quickly; its units are organized, the filters are not; and with about 30% of the activation strength, the result is competitive.',
    claims: [
      {
        text: 'Competitive with the CNN.',
        kind: 'no-better',
        metric: 'test_accuracy',
        variants: ['cnn'],
        than: 'csom',
      },
      {
        text: 'About 30% of the activation strength.',
        kind: 'activation',
        variant: 'csom',
        of: 'strength',
        value: 0.3,
        within: 0.05,
      },
      { text: 'The map converges quickly, and does not change after that.', kind: 'rest', variant: 'csom' },
      {
        text: 'Organized patterns in the map.',
        kind: 'organization',
        variant: 'csom',
        of: 'codebook',
        organized: true,
      },
      {
        text: 'None in the filters.',
        kind: 'organization',
        variant: 'csom',
        of: 'filters',
        organized: false,
      },
    ],
    stage: 'som-lab-csom-stage',
    defaults: { ...OF_PATCHES, dataset: 'mnist' },
    datasets: { mnist: {}, cifar10: { image: 4 } },
    variants: [
      { name: 'cnn', title: 'CNN', series: 'orange', patch: { net_masks: UNMASKED } },
      { name: 'csom', title: 'CSOM', series: 'blue', patch: { net_masks: PATCHES } },
    ],
    controls: {
      sight: ['net_threshold', 'net_sigma_organize', 'net_sigma_forward', 'dataset'],
      more: MORE,
    },
  },
  threshold: {
    ...NET,
    menu: 'Threshold',
    title: 'told apart by few of many filters, and by few that are all there is',
    note: 'In the research note the accuracy falls a little as the threshold rises, and with only 5% of the neurons it still comes to 98.9%. It sets a hundred filters of which 30 or 5 are active against networks of 30 and of 5 filters.',
    claims: [
      {
        text: 'Best with a threshold of 0, then 0.5, then 0.9.',
        kind: 'order',
        metric: 'test_accuracy',
        ranking: ['tau-0', 'tau-0.5', 'tau-0.9'],
      },
      {
        text: 'With the threshold of 0.9, 5% of the neurons are active …',
        kind: 'activation',
        variant: 'tau-0.9',
        of: 'active',
        value: 0.05,
        within: 0.01,
      },
      {
        text: '… and the accuracy is 98.9%.',
        kind: 'figure',
        metric: 'test_accuracy',
        variant: 'tau-0.9',
        value: 0.989,
        passes: PASSES,
      },
    ],
    stage: 'som-lab-net-stage',
    defaults: { ...OF_PATCHES, dataset: 'mnist', net_evaluations: 8 },
    datasets: { mnist: {} },
    variants: [
      {
        name: 'tau-0',
        title: 'τ = 0',
        series: 'red',
        patch: { net_masks: PATCHES, net_threshold: 0 },
      },
      {
        name: 'tau-0.5',
        title: 'τ = 0.5',
        series: 'green',
        patch: { net_masks: PATCHES, net_threshold: 0.5 },
      },
      {
        name: 'tau-0.9',
        title: 'τ = 0.9',
        series: 'blue',
        patch: { net_masks: PATCHES, net_threshold: 0.9 },
      },
      {
        name: 'cnn-30',
        title: 'CNN-30',
        series: 'gray',
        patch: { net_masks: UNMASKED, net_layers: '5x6c5p2' },
      },
      {
        name: 'cnn-5',
        title: 'CNN-5',
        series: 'orange',
        patch: { net_masks: UNMASKED, net_layers: '1x5c5p2' },
      },
    ],
    controls: {
      sight: ['net_sigma_organize', 'net_sigma_forward', 'net_epochs', 'dataset'],
      more: MORE,
    },
  },
  sparse: {
    ...NET,
    menu: 'Four ways to be sparse',
    title: 'told apart by five of a hundred filters, chosen in four ways',
    note: 'The research note finds the original network of 100 filters best, then the one that a map masks (5 active), then the pruned one (5 left), and dropout (5% kept) last. The k winners are ours.',
    claims: [
      {
        text: 'Best as it was, then masked by a map, then pruned, then with dropout.',
        kind: 'order',
        metric: 'test_accuracy',
        ranking: ['original', 'som-5', 'pruned-5', 'dropout'],
      },
    ],
    stage: 'som-lab-net-stage',
    defaults: { ...OF_PATCHES, dataset: 'mnist', net_threshold: 0.9, net_evaluations: 8 },
    datasets: { mnist: {} },
    variants: [
      { name: 'original', title: 'original', series: 'gray', patch: { net_masks: UNMASKED } },
      { name: 'som-5', title: 'masked', series: 'blue', patch: { net_masks: PATCHES } },
      { name: 'pruned-5', title: 'pruned', series: 'green', patch: { net_masks: UNMASKED, net_pruned: 5 } },
      { name: 'dropout', title: 'dropout', series: 'red', patch: { net_masks: UNMASKED, net_keep: 0.05 } },
      {
        name: 'winners-5',
        title: 'k winners',
        series: 'orange',
        patch: { net_masks: UNMASKED, net_winners: 5 },
      },
    ],
    controls: {
      sight: ['net_threshold', 'net_sigma_forward', 'net_epochs', 'dataset'],
      more: MORE,
    },
  },
};
