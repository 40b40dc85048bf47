import { expect, test } from 'vitest';
import { isGray, resample, toGray } from './resample.js';

/** @param {number[]} grays */
const rgba = (grays) => Uint8ClampedArray.from(grays.flatMap((gray) => [gray, gray, gray, 255]));
/** @param {Uint8Array} rgb */
const red = (rgb) => [...rgb].filter((_, i) => i % 3 === 0);

test('every pixel counts by the area it covers', () => {
  expect(red(resample(rgba([10, 20, 30, 40]), { height: 2, width: 2 }, { height: 1, width: 1 }))).toEqual([
    25,
  ]);
  // Three to two: a whole one and half of the middle.
  expect(red(resample(rgba([0, 90, 240]), { height: 1, width: 3 }, { height: 1, width: 2 }))).toEqual([
    30, 190,
  ]);
  expect(red(resample(rgba([1, 2, 3]), { height: 3, width: 1 }, { height: 3, width: 1 }))).toEqual([1, 2, 3]);
  expect(red(resample(rgba([5, 9]), { height: 1, width: 2 }, { height: 2, width: 4 }))).toEqual([
    5, 5, 9, 9, 5, 5, 9, 9,
  ]);
});

test('nothing is lost on the way to odd sizes', () => {
  const from = { height: 37, width: 53 };
  const image = rgba(Array.from({ length: 37 * 53 }, (_, i) => (i * 7919) % 256));
  const small = red(resample(image, from, { height: 11, width: 17 }));
  const mean = (/** @type {number[]} */ values) => values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean(small)).toBeCloseTo(mean([...image].filter((_, i) => i % 4 === 0)), 0);
});

test('gray is luma', () => {
  expect([...toGray(Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9))]).toEqual([76, 150, 29, 9]);
  expect(isGray(Uint8Array.of(9, 9, 9, 4, 4, 4))).toBe(true);
  expect(isGray(Uint8Array.of(9, 9, 9, 4, 4, 5))).toBe(false);
});
