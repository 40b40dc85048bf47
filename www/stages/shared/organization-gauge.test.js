import { describe, expect, test, vi } from 'vitest';
import { Shuffled, words } from './organization-gauge.js';

const CHANCE = { low: -0.04, high: 0.05 };

test('organization is judged against chance, then against what counts as alike', () => {
  expect(words(0.04, CHANCE)).toBe('no more than chance; shuffled, −0.04 to 0.05');
  expect([0.08, 0.2, 0.6].map((value) => words(value, CHANCE).split(';')[0])).toEqual([
    'a trace',
    'a little',
    'neighbors are alike',
  ]);
  expect([words(null, CHANCE), words(0.2, null)]).toEqual(['not measured yet', 'not measured yet']);
});

describe('a sheet', () => {
  const sheet = () => ({ lattice: /** @type {const} */ ('rectangle'), rows: 3, cols: 3 });
  const weights = vi.fn(() => Float32Array.of(3, 1, 4, 1, 5, 9, 2, 6, 5));

  test('is shuffled again when it has changed, while it learns only now and then', () => {
    const shuffled = new Shuffled();
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    const first = sheet();
    const chance = shuffled.chance('map', first, weights, true);
    expect(chance.low).toBeLessThan(0);
    expect(chance.high).toBeGreaterThan(0);
    shuffled.chance('map', first, weights, false);
    shuffled.chance('map', sheet(), weights, true);
    expect(weights).toHaveBeenCalledTimes(1);
    shuffled.chance('map', sheet(), weights, false);
    now.mockReturnValue(5000);
    shuffled.chance('map', sheet(), weights, true);
    shuffled.chance('filters', sheet(), weights, true);
    expect(weights).toHaveBeenCalledTimes(4);
    now.mockRestore();
  });
});
