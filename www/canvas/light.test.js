import { describe, expect, test } from 'vitest';
import { between, glow, reachOf } from './light.js';

describe('the lamps over a sheet', () => {
  /** @param {number} x @param {number} y  in cells, in the middle of a large sheet */
  const all = (x, y) => {
    let sum = 0;
    for (let row = -4; row <= 4; row++) {
      for (let col = -4; col <= 4; col++) sum += glow(Math.hypot(x - col, y - row));
    }
    return sum;
  };

  test('light it evenly when all of them burn', () => {
    for (const [x, y] of [
      [0, 0],
      [0.5, 0.5],
      [0.5, 0],
      [0.2, 0.7],
    ]) {
      expect(Math.abs(all(x, y) - 1)).toBeLessThan(0.1);
    }
  });

  test('leave a neuron in the dark when only those two cells away burn', () => {
    expect(glow(2)).toBe(0);
    expect(glow(0)).toBeGreaterThan(5 * glow(1));
  });
});

describe('a mask', () => {
  test('fades into another one', () => {
    expect([...between([0, 1], [1, 0], 0.25)]).toEqual([0.25, 0.75]);
    expect([...between([], [0.5], 0)]).toEqual([0.5]);
  });

  test('is told by what it lets through', () => {
    expect(reachOf([1, 0.5, 0, 0])).toEqual({ active: 2, mean: 0.375, least: 0.5 });
    expect(reachOf([])).toEqual({ active: 0, mean: 0, least: 0 });
  });
});
