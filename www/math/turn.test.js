import { expect, test } from 'vitest';
import { flaw, leastError, viewOf } from './turn.js';

test('as many neurons as views can be without error, half as many miss by half a step on the mean', () => {
  expect(leastError(72, 72)).toBeCloseTo(0, 6);
  expect(leastError(36, 72)).toBeCloseTo(2.5, 6);
  expect(leastError(48, 72)).toBeGreaterThan(1);
});

const good = { angle_error_deg: 3, largest_jump: 1, turns: -1, reversals: 0 };

test('an order without a flaw is not flagged, whichever way it runs', () => {
  expect(flaw(good, 'ring', 72)).toBe('');
  expect(flaw({ ...good, turns: 1, reversals: 3 }, 'ring', 72)).toBe('');
});

test('a ring that winds twice, or not at all, is twisted', () => {
  expect(flaw({ ...good, turns: 2 }, 'ring', 72)).toContain('goes round twice');
  expect(flaw({ ...good, turns: 0 }, 'ring', 72)).toContain('not once');
  expect(flaw({ ...good, turns: -3 }, 'ring', 72)).toContain('3 times');
  expect(flaw({ ...good, reversals: 20 }, 'ring', 72)).toContain('20 views');
});

test('a line is torn at best', () => {
  expect(flaw({ ...good, turns: 0, reversals: 1, largest_jump: 47 }, 'line', 72)).toContain(
    'jumps 47 neurons',
  );
  expect(flaw({ ...good, turns: 0, reversals: 25, largest_jump: 20 }, 'line', 72)).toContain('Folded');
});

test('a neuron leads to the nearest view that it wins', () => {
  const winners = Uint32Array.of(0, 0, 1, 1, 5, 0);
  expect(viewOf(winners, 0, 4)).toBe(5);
  expect(viewOf(winners, 1, 4)).toBe(3);
  expect(viewOf(winners, 7, 0)).toBe(-1);
});
