import { describe, expect, test } from 'vitest';
import { arranged, byShuffling } from './organization.js';

/** @import { Shape } from './lattice.js' */

/** In the order that they have. @param {ArrayLike<number>} values @param {Shape} shape */
const organizationOf = (values, shape) => arranged(values, shape)([...Array(shape.rows * shape.cols).keys()]);

/** @type {import('./lattice.js').Shape} */
const SHEET = { lattice: 'rectangle', rows: 6, cols: 6 };
/** Every neuron weighs its own place. */
const places = Float32Array.from({ length: 72 }, (_, i) =>
  i % 2 === 0 ? Math.floor(i / 12) : ((i - 1) / 2) % 6,
);

describe('organization', () => {
  test('is 1 where weights lie as the neurons do', () => {
    expect(organizationOf(places, SHEET)).toBeCloseTo(1, 9);
  });

  test('is 0 where all weights are the same', () => {
    expect(organizationOf(new Float32Array(72), SHEET)).toBe(0);
  });

  test('of a line against its own order, by hand', () => {
    // Distances 1 1 2 on the line, 1 2 1 of the weights: ranks ½ ½ 2 and ½ 2 ½, correlation −½.
    const line = /** @type {const} */ ({ lattice: 'line', rows: 1, cols: 3 });
    expect(organizationOf([0, 1, -1], line)).toBeCloseTo(-0.5, 9);
  });

  test('is about nothing for neurons dealt out at random, and always the same', () => {
    const { low, high } = byShuffling(places, SHEET);
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
    expect(high).toBeLessThan(0.2);
    expect(byShuffling(places, SHEET)).toEqual({ low, high });
  });
});
