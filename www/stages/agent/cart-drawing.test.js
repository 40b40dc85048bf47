import { expect, test } from 'vitest';
import { leanOf } from './cart-drawing.js';

/** @param {number} angle of most poles */
const sheet = (angle) =>
  Float32Array.from({ length: 400 }, (_, i) =>
    i % 4 === 2 ? (i < 20 ? 9 : angle * (i % 8 < 4 ? 1 : -1)) : 5,
  );

test('poles lean as much further as it takes to see it, and no further', () => {
  expect(leanOf(sheet(0.02))).toBe(8);
  expect(leanOf(sheet(0.14))).toBe(4);
  expect(leanOf(sheet(0.25))).toBe(2);
  expect(leanOf(sheet(1))).toBe(1);
  expect(leanOf(new Float32Array())).toBe(8);
});
