import { expect, test } from 'vitest';
import { quartiles, rankSum } from './ranks.js';

test('quartiles of known samples', () => {
  expect(quartiles([4, 1, 3, 2])).toEqual({ low: 1.75, median: 2.5, high: 3.25 });
  expect(quartiles([5])).toEqual({ low: 5, median: 5, high: 5 });
  expect(quartiles([120, 150, Infinity, 140, Infinity])).toEqual({ low: 140, median: 150, high: Infinity });
});

test('rank sums of known samples are those of scipy.stats.mannwhitneyu', () => {
  const a = [12, 15, 18, 24, 26, 30, 31, 40, 41, 55];
  const b = [2, 3, 5, 8, 9, 12, 14, 17, 20, 22];
  expect(rankSum(a, b)).toBeCloseTo(3.0249, 3);
  expect(rankSum(b, a)).toBe(-rankSum(a, b));
  expect(rankSum([1, 1, 1], [1, 1, 1])).toBe(0);
  expect(rankSum(Array(5).fill(Infinity), [1, 2, 3, 4, 5])).toBeGreaterThan(1.96);
});
