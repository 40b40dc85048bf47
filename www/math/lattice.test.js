import { describe, expect, test } from 'vitest';
import { maskRound, neighborOf, neighborhoodAt, squaredDistance } from './lattice.js';

describe('the lattice', () => {
  test('distances wrap where edges meet', () => {
    expect(squaredDistance({ lattice: 'line', rows: 1, cols: 10 }, 0, 9)).toBe(81);
    expect(squaredDistance({ lattice: 'ring', rows: 1, cols: 10 }, 0, 9)).toBe(1);
    expect(squaredDistance({ lattice: 'rectangle', rows: 4, cols: 5 }, 0, 19)).toBe(25);
    expect(squaredDistance({ lattice: 'torus', rows: 4, cols: 5 }, 0, 19)).toBe(2);
  });

  test('six neighbors at distance one on a hexagonal lattice', () => {
    const shape = /** @type {const} */ ({ lattice: 'hexagonal', rows: 5, cols: 5 });
    const near = Array.from({ length: 25 }, (_, unit) => squaredDistance(shape, 12, unit)).filter(
      (d) => Math.abs(d - 1) < 1e-9,
    );
    expect(near).toHaveLength(6);
  });

  test('neighborhood functions', () => {
    expect(neighborhoodAt('gaussian', 4, 2)).toBeCloseTo(Math.exp(-0.5));
    expect(neighborhoodAt('bubble', 4, 2)).toBe(1);
    expect(neighborhoodAt('bubble', 4.1, 2)).toBe(0);
    expect(neighborhoodAt('mexican_hat', 4, 2)).toBeCloseTo(0);
    expect(neighborhoodAt('mexican_hat', 9, 2)).toBeLessThan(0);
  });

  test('walking stops at edges and goes on where there are none', () => {
    const rectangle = /** @type {const} */ ({ lattice: 'rectangle', rows: 3, cols: 3 });
    const torus = /** @type {const} */ ({ lattice: 'torus', rows: 3, cols: 3 });
    expect(neighborOf(rectangle, 0, 'left')).toBe(0);
    expect(neighborOf(torus, 0, 'left')).toBe(2);
    expect(neighborOf(torus, 0, 'up')).toBe(6);
    expect(neighborOf({ lattice: 'ring', rows: 1, cols: 7 }, 6, 'down')).toBe(0);
  });
});

test('a mask is brightest at its winner, and 0 below its threshold', () => {
  const line = { lattice: /** @type {const} */ ('line'), rows: 1, cols: 4 };
  const mask = maskRound(line, 1, 1, 0.2);
  expect([...mask].map((value) => value.toFixed(2))).toEqual(['0.61', '1.00', '0.61', '0.00']);
});
