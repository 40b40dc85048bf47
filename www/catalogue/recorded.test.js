import { describe, expect, test } from 'vitest';
import { aroundMedian } from '../math/course.js';
import {
  alike,
  fitting,
  isRecorded,
  labRecording,
  loadResults,
  recordedBand,
  seedsOf,
  valuesOf,
} from './recorded.js';

/** @import { RecordedVariant, Recording } from './recorded.js' */

/**
 * @param {Partial<RecordedVariant>} parts
 * @returns {RecordedVariant}
 */
const variant = (parts) => ({
  variant: 'a',
  version: '0.1.0',
  backend: 'cpu',
  adapter: 'one thread',
  config: { epochs: 10, sigma: { start: 3, end: 1 } },
  n: 100,
  passes: 10,
  x: [1, 2, 3],
  runs: [],
  ...parts,
});

/**
 * @param {string | null} dataset
 * @param {'lab' | 'page'} settings
 * @param {number} epochs
 * @returns {Recording}
 */
const recording = (dataset, settings, epochs) => {
  const config = { sigma: { end: 1, start: 3 }, epochs };
  return {
    dataset,
    settings,
    variants: ['a', 'b'].map((name) => variant({ variant: name, config })),
    claims: [],
  };
};

const [lab, page] = [recording('mnist', 'lab', 10), recording('mnist', 'page', 1)];
const all = [lab, page, recording('cifar10', 'lab', 10)];

/** @param {string | null} dataset @param {number} epochs @param {number} [end] */
const trained = (dataset, epochs, end = 1) => {
  const config = { epochs, sigma: { start: 3, end }, seed: 7 };
  return { dataset, configs: { a: config, b: config } };
};

describe('the recording that fits a figure', () => {
  test('has its very settings, whatever the seed and the order of keys', () => {
    expect(fitting(all, trained('mnist', 1))).toEqual({ recording: page, exact: true });
    expect(fitting(all, trained('mnist', 10))).toEqual({ recording: lab, exact: true });
  });

  test('is that of the page where a setting was changed, and is no fit', () => {
    expect(fitting(all, trained('mnist', 1, 0.5))).toEqual({ recording: page, exact: false });
    expect(fitting(all, trained('cifar10', 1))).toEqual({ recording: all[2], exact: false });
    const other = trained('mnist', 1);
    other.configs.b = { ...other.configs.b, epochs: 2 };
    expect(fitting(all, other)?.exact).toBe(false);
  });

  test('has the same pictures, or there is none', () => {
    expect(fitting(all, trained('my-pictures', 1))).toBe(null);
    expect(fitting([], trained('mnist', 1))).toBe(null);
    expect(fitting([recording(null, 'lab', 1)], trained(null, 1))?.exact).toBe(true);
  });

  test('lacks no variant', () => {
    const short = { ...page, variants: page.variants.slice(0, 1) };
    expect(fitting([short], trained('mnist', 1))?.exact).toBe(false);
  });

  test('is the lab’s for claims', () => {
    expect(labRecording(all, 'mnist')).toBe(lab);
    expect(labRecording(all, 'colors')).toBe(null);
  });
});

test('configurations are alike in all but the seed', () => {
  expect(alike({ a: [1, { b: null }] }, { a: [1, { b: null }], seed: 3 })).toBe(true);
  expect(alike({ a: [1] }, { a: [1, 2] })).toBe(false);
  expect(alike({ a: null }, {})).toBe(false);
});

describe('what was recorded of a variant', () => {
  const run = (/** @type {number} */ seed, /** @type {(number | null)[]} */ ...y) => ({
    seed,
    seconds: 1,
    metrics: { rest: y[0], y: y[0] ?? 0 },
    curve: { y },
  });

  test('is a band where all seeds have a value', () => {
    const recorded = variant({ runs: [run(1, null, 2, 4), run(2, 1, 4, 4)] });
    const band = recordedBand(recorded, 'y');
    expect([band.x, band.middle, band.n]).toEqual([[2, 3], [3, 4], 2]);
    expect(band.high[0] - band.middle[0]).toBeCloseTo(Math.SQRT2);
    expect(recordedBand(recorded, 'z')).toEqual({ x: [], middle: [], low: [], high: [], n: 0 });
  });

  test('has quartiles where values are not normal', () => {
    const runs = [1, 2, 3, 4, 50].map((y, i) => run(i, y));
    const band = recordedBand(variant({ x: [9], runs }), 'y', aroundMedian);
    expect([band.low[0], band.middle[0], band.high[0]]).toEqual([2, 3, 4]);
  });

  test('has a value of each seed, or none at all', () => {
    const recorded = variant({ runs: [run(1, null), run(2, 5)] });
    expect(valuesOf(recorded, 'rest')).toEqual([null, 5]);
    expect(valuesOf(recorded, 'purity')).toEqual([]);
    expect(valuesOf(undefined, 'rest')).toEqual([]);
    expect(seedsOf({ ...lab, variants: [recorded] })).toBe(2);
  });
});

test('without a file there is no recording, and nobody is told', async () => {
  expect(isRecorded('no such experiment')).toBe(false);
  expect(await loadResults('no such experiment')).toBe(null);
});
