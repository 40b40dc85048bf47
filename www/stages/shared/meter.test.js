import { expect, test } from 'vitest';
import { meterFrom } from '../../settings/net-meter.js';
import { meterRows } from './meter.js';

/** @type {Record<string, number>} */
const MEANS = {
  test_accuracy: 0.98,
  hidden_strength: 0.25,
  active_units: 5,
  neurons: 100,
  hidden_macs: 10,
  hidden_search_macs: 20,
  hidden_dense_macs: 200,
  training_macs_per_image: 30,
  training_search_macs_per_image: 0,
  dense_training_macs_per_image: 600,
};

const layer = { mask: 'patch', winners: 0, strength: 0.3, active_units: 4, neurons: 100 };
const frame = {
  layers: [{ ...layer, macs: 1, search_macs: 2, dense_macs: 3 }],
  macs_per_image: 4,
  dense_macs_per_image: 5,
  som_macs_per_image: 6,
};

/** @param {(object | null)[]} scores @param {Record<string, number>} means */
const figureOf = (scores, means) =>
  /** @type {any} */ ({
    runs: scores.map((score, i) => ({ name: String(i), frame, score })),
    recorded: { mean: (/** @type {string} */ _, /** @type {string} */ metric) => means[metric] ?? null },
  });

test('costs are those recorded, until all of the visitor’s own are known', () => {
  const own = { test_accuracy: 0.9 };
  const before = meterRows(figureOf([own, null], MEANS));
  expect(before.past).toBe(true);
  expect(before.rows[0]).toMatchObject({
    accuracy: 0.98,
    meter: {
      strength: 0.25,
      active: 5,
      neurons: 100,
      forward: { done: 10, search: 20, dense: 200 },
      training: { done: 30, search: 0, dense: 600 },
    },
  });
  const after = meterRows(figureOf([own, own], MEANS));
  expect(after.past).toBe(false);
  expect(after.rows[1]).toMatchObject({ accuracy: 0.9, meter: { active: 4, forward: { search: 2 } } });
});

test('costs that were not recorded are left open', () => {
  const { rows, past } = meterRows(figureOf([null], { test_accuracy: 1 }));
  expect([past, rows[0].accuracy]).toEqual([false, null]);
  expect(meterFrom(() => null)).toBe(null);
});
