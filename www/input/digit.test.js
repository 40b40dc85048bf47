import { describe, expect, test } from 'vitest';
import { SIDE, digitOf, digitOfPicture, massOf } from './digit.js';

/** @param {Uint8Array} ink */
function extent(ink) {
  const lit = [...ink.keys()].filter((i) => ink[i] > 0);
  const [rows, cols] = [lit.map((i) => Math.floor(i / SIDE)), lit.map((i) => i % SIDE)];
  return {
    height: Math.max(...rows) - Math.min(...rows) + 1,
    width: Math.max(...cols) - Math.min(...cols) + 1,
  };
}

/** @type {import('./digit.js').Stroke} */
const SEVEN = [
  [0.1, 0.1],
  [0.5, 0.1],
  [0.2, 0.7],
];

describe('a drawing', () => {
  test('has its center of mass in the middle and is 20 pixels high', () => {
    const ink = digitOf([SEVEN]);
    const [x, y] = massOf(ink);
    expect(x).toBeCloseTo(14, 0);
    expect(y).toBeCloseTo(14, 0);
    expect(Math.abs(extent(ink).height - 20)).toBeLessThanOrEqual(2);
  });

  test('is the same digit wherever and however large it was drawn', () => {
    const far = SEVEN.map(([x, y]) => /** @type {[number, number]} */ ([40 + 3 * x, 7 + 3 * y]));
    const [a, b] = [digitOf([SEVEN]), digitOf([far])];
    for (let i = 0; i < a.length; i++) expect(Math.abs(a[i] - b[i])).toBeLessThanOrEqual(1);
  });

  test('keeps its proportions, with soft edges and a full core', () => {
    const one = digitOf([
      [
        [3, 0],
        [3, 10],
      ],
    ]);
    const { height, width } = extent(one);
    expect(height).toBeGreaterThan(4 * width);
    expect(one.some((value) => value > 0 && value < 255)).toBe(true);
    expect(Math.max(...one)).toBe(255);
  });

  test('may be a dot, and may be nothing', () => {
    const dot = digitOf([[[0.9, 0.2]]]);
    expect(massOf(dot)[0]).toBeCloseTo(14, 1);
    expect(extent(dot).width).toBeLessThan(6);
    expect(digitOf([]).every((value) => value === 0)).toBe(true);
  });
});

describe('a picture', () => {
  /** A bar of 40 × 10 pixels near a corner of a page of 100 × 80. @param {boolean} onPaper */
  const bar = (onPaper) => {
    const gray = new Uint8Array(100 * 80).fill(onPaper ? 230 : 5);
    for (let row = 5; row < 45; row++) gray.fill(onPaper ? 20 : 250, row * 80 + 4, row * 80 + 14);
    return gray;
  };

  test('is scaled to 20 pixels and centered, be it dark on light or light on dark', () => {
    for (const onPaper of [true, false]) {
      const ink = digitOfPicture(bar(onPaper), 100, 80);
      expect(extent(ink)).toEqual({ height: 20, width: 5 });
      expect(Math.max(...ink)).toBe(255);
      const [x, y] = massOf(ink);
      expect(Math.abs(x - 14)).toBeLessThanOrEqual(0.5);
      expect(Math.abs(y - 14)).toBeLessThanOrEqual(0.5);
    }
  });

  test('keeps the mean of what it covers', () => {
    // Four columns, black and white in turn, beside a full rim: each new pixel covers two of them.
    const gray = new Uint8Array(44 * 44);
    for (let row = 2; row < 42; row++) {
      for (let col = 2; col < 42; col++) gray[row * 44 + col] = col % 2 === 0 ? 255 : 60;
    }
    const ink = digitOfPicture(gray, 44, 44);
    expect(ink[14 * SIDE + 14]).toBe(Math.round((255 + 60) / 2));
  });

  test('that is blank has no digit', () => {
    expect(digitOfPicture(new Uint8Array(64).fill(128), 8, 8).every((value) => value === 0)).toBe(true);
  });
});
