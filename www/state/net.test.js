import { describe, expect, test } from 'vitest';
import { EXPERIMENTS, isVaried, kindOf, startOf, stateOf } from './experiments.js';
import { fromHash, parseSettings, toHash } from './hash.js';
import { bandOf, largestGap, spread } from './net-course.js';
import { hiddenOf, layersText, parseLayers } from './net-layers.js';
import { NET_PROPERTIES, netConfigOf } from './net-properties.js';
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
      { rows: 10, cols: 10 },
      { rows: 20, cols: 5 },
    ]);
    expect(layersText(parseLayers('10x10, 20x5') ?? [])).toBe('10x10,20x5');
  });

  test.each(['', '10', '0x5', '33x32', '10x10,', '5x5,5x5,5x5,5x5,5x5', 'axb'])('%s is none', (text) => {
    expect(parseLayers(text)).toBeUndefined();
  });

  test('the last mask counts for all that follow', () => {
    const masked = (/** @type {string} */ masks) =>
      hiddenOf('4x4,4x4,4x4', masks, false).map((layer) => layer.masked);
    expect([masked('1'), masked('10'), masked('0'), masked('011')]).toEqual([
      [true, true, true],
      [true, false, false],
      [false, false, false],
      [false, true, true],
    ]);
    expect(hiddenOf('4x6', '1', true)).toEqual([{ rows: 1, cols: 24, masked: true }]);
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
        'seed',
        'settle',
        'sigma_forward',
        'sigma_organize',
        'som_rate',
        'threshold',
      ].sort(),
    );
  });

  test('differs between the variants in what they are named for, and in nothing else', () => {
    const { 'sigma-inf': plain, 'sigma-5': small, 'sigma-50': large } = configs('fc-sigma');
    expect(plain.hidden).toEqual([
      { rows: 20, cols: 20, masked: false },
      { rows: 20, cols: 20, masked: false },
    ]);
    expect(small.hidden.every(({ masked }) => masked)).toBe(true);
    expect([small.sigma_forward.start, small.sigma_organize.end, large.sigma_forward.end]).toEqual([
      5, 5, 50,
    ]);
    const { sigma_organize, sigma_forward } = small;
    expect({ ...large, sigma_organize, sigma_forward }).toEqual(small);

    const { 'mask-relu': before, 'relu-mask': after } = configs('order');
    expect({ ...after, order: before.order }).toEqual(before);
    expect(configs('fc-two-sigmas')['layer-1'].hidden.map(({ masked }) => masked)).toEqual([true, false]);
    expect(configs('filters').masked.hidden).toHaveLength(1);
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
  expect(parseSettings('net_layers=0x4').problems[0]).toContain('10x10');
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
