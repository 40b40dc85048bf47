import { describe, expect, test } from 'vitest';
import { bandOf, largestGap, spread } from './net-course.js';

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
