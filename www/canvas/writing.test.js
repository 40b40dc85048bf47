import { expect, test } from 'vitest';
import { luminance } from './colormap.js';
import { beginnings, placeColor, usesOf, writingOf } from './writing.js';

const SIZE = { rows: 10, cols: 10 };

test('neighbors look alike, corners do not', () => {
  const [a, b, far] = [0, 1, 99].map((unit) => placeColor(unit, SIZE, false));
  const apart = (/** @type {number[]} */ from, /** @type {number[]} */ to) =>
    Math.hypot(...from.map((value, i) => value - to[i]));
  expect(apart(a, b)).toBeLessThan(25);
  expect(apart(a, far)).toBeGreaterThan(80);
});

test('ink stays legible on every color, in both themes', () => {
  for (let unit = 0; unit < 100; unit++) {
    expect(luminance(placeColor(unit, SIZE, false))).toBeGreaterThan(0.5);
    expect(luminance(placeColor(unit, SIZE, true))).toBeLessThan(0.15);
  }
  expect(placeColor(0, { rows: 1, cols: 1 }, false)).toHaveLength(3);
});

test('patches begin at every stride, and the last is flush with the end', () => {
  expect(beginnings(28, 7, 3)).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
  expect(beginnings(10, 4, 4)).toEqual([0, 4, 6]);
  expect(beginnings(5, 8, 2)).toEqual([0]);
});

test('a writing takes the winners at the places of the stack', () => {
  const bmus = Uint32Array.from({ length: 16 }, (_, i) => i);
  const rebuilt = { height: 6, width: 6, size: 3, stride: 1, place_cols: 4, bmus };
  const writing = writingOf(rebuilt, 2);
  expect(writing).toEqual({ units: [0, 2, 3, 8, 10, 11, 12, 14, 15], rows: 3, cols: 3 });
  expect(writingOf({ ...rebuilt, stride: 3 }, 2)).toBe(null);
  expect(usesOf({ units: [4, 4, 7], rows: 1, cols: 3 })).toEqual(
    new Map([
      [4, 2],
      [7, 1],
    ]),
  );
});
