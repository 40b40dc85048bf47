import { describe, expect, test } from 'vitest';
import { EXPERIMENTS, isVaried, kindOf, startOf, stateOf } from '../catalogue/experiments.js';
import { fromHash, parseSettings, toHash } from './hash.js';
import { bandOf, largestGap, spread } from '../math/net-course.js';
import { hiddenOf, isConvolutional, layersText, masksOf, parseLayers } from './net-layers.js';
import { NET_PROPERTIES, netConfigOf, netConflicts } from './net-properties.js';
import { initialState, isTraining } from './properties.js';

/** @param {string} experiment */
const configs = (experiment) =>
  Object.fromEntries(
    EXPERIMENTS[experiment].variants.map((variant) => [
      variant.name,
      netConfigOf(stateOf(startOf(experiment), variant)),
    ]),
  );

describe('layers as text', () => {
  test('come back as they were', () => {
    expect(parseLayers('10x10, 20x5')).toEqual([
      { rows: 10, cols: 10, kernel: 0, pool: 1 },
      { rows: 20, cols: 5, kernel: 0, pool: 1 },
    ]);
    expect(parseLayers('10x10c5p2,1x8c3,4x4')).toEqual([
      { rows: 10, cols: 10, kernel: 5, pool: 2 },
      { rows: 1, cols: 8, kernel: 3, pool: 1 },
      { rows: 4, cols: 4, kernel: 0, pool: 1 },
    ]);
    for (const text of ['10x10,20x5', '10x10c5p2,1x8c3,4x4']) {
      expect(layersText(parseLayers(text) ?? [])).toBe(text);
    }
    expect(layersText(parseLayers('10x10c5p1') ?? [])).toBe('10x10c5');
  });

  test.each([
    ...['', '10', '0x5', '33x32', '10x10,', '5x5,5x5,5x5,5x5,5x5', 'axb'],
    // No filters, filters too large, pooled by nothing or too much, nothing to pool, filters on what has no places.
    ...['10x10c', '10x10c0', '10x10c16', '10x10c5p0', '10x10c5p5', '10x10p2', '4x4,10x10c5'],
  ])('%s is none', (text) => {
    expect(parseLayers(text)).toBeUndefined();
  });

  test('a network is convolutional if it begins so', () => {
    expect(['10x10c5p2,4x4', '10x10', ''].map(isConvolutional)).toEqual([true, false, false]);
  });
});

describe('which layers have a map', () => {
  test('the last mask counts for all that follow', () => {
    const of = (/** @type {string} */ masks) => masksOf('4x4,4x4,4x4', masks);
    expect([of('1'), of('10'), of('0'), of('011')]).toEqual([
      ['whole', 'whole', 'whole'],
      ['whole', 'none', 'none'],
      ['none', 'none', 'none'],
      ['none', 'whole', 'whole'],
    ]);
  });

  test('a map of patches needs filters', () => {
    expect(masksOf('4x4c3,4x4c3,4x4', '2')).toEqual(['patch', 'patch', 'whole']);
    expect(masksOf('4x4c3,4x4', '10')).toEqual(['whole', 'none']);
  });
});

describe('hidden layers', () => {
  /** @param {object} patch */
  const hidden = (patch) => hiddenOf({ ...initialState(), ...patch });

  test('on a line have one row', () => {
    expect(hidden({ net_layers: '4x6', lattice: 'line' })).toEqual([
      { rows: 1, cols: 24, mask: 'whole', kernel: 0, pool: 1, winners: 0, keep: 1, pruned: 0 },
    ]);
  });

  test('are thinned out in one way at most: the first of them, if it is a convolution without a mask', () => {
    const net_layers = '4x4c3p2,4x4c3,4x4';
    const thin = (/** @type {object} */ patch) =>
      hidden({ net_layers, ...patch }).map(({ mask, winners, keep, pruned }) => [
        mask,
        winners,
        keep,
        pruned,
      ]);
    const whole = ['none', 0, 1, 0];
    expect(thin({ net_masks: '0', net_winners: 5 })).toEqual([['none', 5, 1, 0], whole, whole]);
    expect(thin({ net_masks: '0', net_keep: 0.05 })).toEqual([['none', 0, 0.05, 0], whole, whole]);
    expect(thin({ net_masks: '0', net_pruned: 5 })).toEqual([['none', 0, 1, 5], whole, whole]);
    expect(thin({ net_masks: '20', net_pruned: 5 })).toEqual([['patch', 0, 1, 0], whole, whole]);
    expect(hidden({ net_layers: '4x4', net_masks: '0', net_winners: 5 })[0].winners).toBe(0);
  });

  test('are told that there is one way only', () => {
    const base = initialState();
    expect(netConflicts({ ...base, net_winners: 5 })).toEqual({});
    const wrong = fromHash('sparse&net_winners=5&net_keep=0.5&seed=3');
    expect(wrong?.problems).toEqual([expect.stringContaining('one way')]);
    expect(wrong?.state).toMatchObject({ net_winners: 0, net_keep: 1, seed: 3 });
  });
});

describe('what the engine gets', () => {
  test('is every field, and no other', () => {
    expect(Object.keys(netConfigOf(initialState())).sort()).toEqual(
      [
        'batch_size',
        'bias',
        'epochs',
        'evaluations',
        'frozen',
        'hidden',
        'lattice',
        'learning_rate',
        'momentum',
        'optimizer',
        'order',
        'patches',
        'prune_at',
        'seed',
        'settle',
        'sigma_forward',
        'sigma_organize',
        'som_epochs',
        'som_rate',
        'threshold',
      ].sort(),
    );
  });

  test('differs between the variants in what they are named for, and in nothing else', () => {
    const { 'sigma-inf': plain, 'sigma-5': small, 'sigma-50': large } = configs('fc-sigma');
    const layer = {
      rows: 20,
      cols: 20,
      mask: 'none',
      kernel: 0,
      pool: 1,
      winners: 0,
      keep: 1,
      pruned: 0,
    };
    expect(plain.hidden).toEqual([layer, layer]);
    expect(small.hidden.every(({ mask }) => mask === 'whole')).toBe(true);
    expect([small.sigma_forward.start, small.sigma_organize.end, large.sigma_forward.end]).toEqual([
      5, 5, 50,
    ]);
    const { sigma_organize, sigma_forward } = small;
    expect({ ...large, sigma_organize, sigma_forward }).toEqual(small);

    const { 'mask-relu': before, 'relu-mask': after } = configs('order');
    expect({ ...after, order: before.order }).toEqual(before);
    expect(configs('fc-two-sigmas')['layer-1'].hidden.map(({ mask }) => mask)).toEqual(['whole', 'none']);
    expect(configs('filters').masked.hidden).toHaveLength(1);
  });

  test('of the note’s convolutions is a hundred filters, or as many as they are named for', () => {
    const filters = { rows: 10, cols: 10, kernel: 5, pool: 2 };
    const { cnn, 'som-cnn': dimmed, 'som-cnn-0.9': dark } = configs('cnn');
    expect(cnn.hidden).toEqual([{ ...filters, mask: 'none', winners: 0, keep: 1, pruned: 0 }]);
    expect({ ...dimmed, hidden: cnn.hidden }).toEqual(cnn);
    expect(dimmed.hidden[0].mask).toBe('whole');
    expect({ ...dark, threshold: 0 }).toEqual(dimmed);
    expect([dimmed.sigma_forward.start, dimmed.sigma_forward.end, dimmed.som_epochs]).toEqual([2.8, 2.8, 0]);

    const { cnn: plain, csom } = configs('csom');
    expect(csom.hidden).toEqual([{ ...plain.hidden[0], mask: 'patch' }]);
    expect([csom.som_epochs, csom.patches, csom.settle]).toEqual([1, 8, 0.03]);

    const thresholds = configs('threshold');
    const five = ['tau-0', 'tau-0.5', 'tau-0.9', 'cnn-30', 'cnn-5'].map((name) => thresholds[name]);
    expect(five.map(({ hidden: [{ rows, cols }] }) => rows * cols)).toEqual([100, 100, 100, 30, 5]);
    expect(five.map(({ hidden: [{ mask }] }) => mask)).toEqual(['patch', 'patch', 'patch', 'none', 'none']);
    expect(five.slice(0, 3).map(({ threshold }) => threshold)).toEqual([0, 0.5, 0.9]);

    const sparse = configs('sparse');
    const ways = ['original', 'som-5', 'pruned-5', 'dropout', 'winners-5'].map((name) => sparse[name]);
    expect(
      ways.map(({ hidden: [{ mask, pruned, keep, winners }] }) => [mask, pruned, keep, winners]),
    ).toEqual([
      ['none', 0, 1, 0],
      ['patch', 0, 1, 0],
      ['none', 5, 1, 0],
      ['none', 0, 0.05, 0],
      ['none', 0, 1, 5],
    ]);
    expect([sparse['som-5'].threshold, sparse['pruned-5'].prune_at]).toEqual([0.9, 0.5]);
  });

  test('has a learning rate that stays, or falls to a share of it', () => {
    expect(netConfigOf(startOf('order')).learning_rate).toMatchObject({ start: 0.001, end: 0.001 });
    expect(netConfigOf(startOf('fc-sigma')).learning_rate).toMatchObject({ start: 0.001, end: 0.0001 });
  });

  test('has the hand on a slider', () => {
    const held = { ...initialState(), net_sigma_forward_hold: 3 };
    expect(netConfigOf(held).sigma_forward).toEqual({ start: 20, end: 20, curve: 'exponential', hold: 3 });
  });
});

test.each(Object.entries(NET_PROPERTIES))('%s is read from a link as it was written', (name, property) => {
  const text = property.initial === null ? property.nothing : String(property.initial);
  expect(property.parse(text ?? '')).toBe(property.initial);
  expect(isTraining(name)).toBe(true);
  expect(property.parse('nonsense')).toBeUndefined();
  expect(property.demand).toMatch(/\.$/);
});

test('a link of a network’s figure names what was changed', () => {
  const state = {
    ...startOf('order'),
    net_bias: /** @type {const} */ ('before_mask'),
    net_layers: '8x8',
    seed: 4,
  };
  const hash = toHash('order', state);
  expect(hash).toBe('order&seed=4&net_layers=8x8&net_bias=before_mask');
  expect(fromHash(hash)).toEqual({ experiment: 'order', state, problems: [] });
  expect(parseSettings('net_layers=0x4').problems[0]).toContain('10x10c5p2');
  // As links were before there were convolutions.
  expect(parseSettings('net_layers=10x10,5x5&net_masks=01').patch).toEqual({
    net_layers: '10x10,5x5',
    net_masks: '01',
  });
});

describe.each(Object.keys(EXPERIMENTS).filter((name) => kindOf(name) === 'net'))(
  'the experiment %s',
  (name) => {
    const { claims = [], variants, controls, datasets } = EXPERIMENTS[name];
    const names = variants.map((variant) => variant.name);

    test('claims something of the variants that it has', () => {
      expect(claims.length).toBeGreaterThan(0);
      const named = claims.flatMap((claim) => {
        if (claim.kind === 'order') return claim.ranking;
        return claim.kind === 'no-better' ? [...claim.variants, claim.than] : [claim.variant];
      });
      expect(named.filter((variant) => !names.includes(variant))).toEqual([]);
    });

    test('gives every variant a color of its own', () => {
      expect(new Set(variants.map(({ series }) => series)).size).toBe(variants.length);
    });

    test('offers only pictures with classes', () => {
      expect(Object.keys(datasets).every((set) => ['mnist', 'cifar10'].includes(set))).toBe(true);
    });

    test('shows no slider of what its variants differ in', () => {
      for (const control of controls.sight) {
        const settings = Object.keys(NET_PROPERTIES).filter((setting) => setting.startsWith(control));
        expect(settings.filter((setting) => isVaried(name, setting))).toEqual([]);
      }
    });
  },
);

describe('courses', () => {
  /** @param {number[]} accuracies */
  const course = (...accuracies) =>
    accuracies.map(
      (test_accuracy, i) =>
        /** @type {import('../engine/net-protocol.js').CoursePoint} */ ({
          samples: 100 * (i + 1),
          test_accuracy,
        }),
    );

  test('have a mean and a spread where all have a point', () => {
    const band = bandOf([course(0.1, 0.5, 0.9), course(0.3, 0.5)], 'test_accuracy');
    expect(band.x).toEqual([100, 200]);
    expect(band.n).toBe(2);
    expect(band.mean).toEqual([0.2, 0.5]);
    expect(band.sd[0]).toBeCloseTo(0.2 / Math.SQRT2);
    expect(band.sd[1]).toBe(0);
    expect(bandOf([course(0.4)], 'test_accuracy')).toEqual({ x: [100], mean: [0.4], sd: [0], n: 1 });
    expect(bandOf([], 'test_accuracy')).toEqual({ x: [], mean: [], sd: [], n: 0 });
  });

  test('the spread is that of the population', () => {
    expect(spread([2, 4, 4, 4, 5, 5, 7, 9]).sd).toBeCloseTo(Math.sqrt(32 / 7));
  });

  test('coincide or not', () => {
    expect(largestGap(course(0.1, 0.5), course(0.1, 0.5, 0.9), 'test_accuracy')).toBe(0);
    expect(largestGap(course(0.1, 0.5), course(0.1, 0.2), 'test_accuracy')).toBeCloseTo(0.3);
    expect(largestGap([], course(0.1), 'test_accuracy')).toBe(null);
  });
});
