import { describe, expect, test } from 'vitest';
import { aroundMean, aroundMedian, bandOf, largestGap, spread } from './course.js';

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

  /** @param {import('../engine/net-protocol.js').CoursePoint[][]} courses */
  const means = (courses) => bandOf(courses, 'test_accuracy', 'samples', aroundMean);

  test('have a mean and a spread where all have a point', () => {
    const band = means([course(0.1, 0.5, 0.9), course(0.3, 0.5)]);
    expect(band.x).toEqual([100, 200]);
    expect(band.n).toBe(2);
    expect(band.middle).toEqual([0.2, 0.5]);
    expect(band.high[0] - band.middle[0]).toBeCloseTo(0.2 / Math.SQRT2);
    expect(band.middle[0] - band.low[0]).toBeCloseTo(0.2 / Math.SQRT2);
    expect([band.low[1], band.high[1]]).toEqual([0.5, 0.5]);
    expect(means([course(0.4)])).toEqual({ x: [100], middle: [0.4], low: [0.4], high: [0.4], n: 1 });
    expect(means([])).toEqual({ x: [], middle: [], low: [], high: [], n: 0 });
  });

  test('have a median and quartiles where values are not normal', () => {
    const courses = [0.1, 0.2, 0.3, 0.4, 20].map((accuracy) => course(accuracy));
    const band = bandOf(courses, 'test_accuracy', 'samples', aroundMedian);
    expect([band.low[0], band.middle[0], band.high[0]]).toEqual([0.2, 0.3, 0.4]);
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
