import { describe, expect, test } from 'vitest';
import { latticeColor } from './lattice-colors.js';
import { viridis } from './colormap.js';
import {
  answersOf,
  busiest,
  maskAt,
  maskOf,
  overlaid,
  positionsOf,
  valuesField,
  winnersField,
  winnersOf,
  wonBy,
} from './positions.js';

/** @type {import('../math/lattice.js').Shape} */
const SHEET = { lattice: 'rectangle', rows: 10, cols: 10 };
/** A picture of 4 × 5 pixels, every one as bright as its number. */
const PICTURE = {
  height: 4,
  width: 5,
  rgba: Uint8Array.from({ length: 80 }, (_, i) => (i % 4 === 3 ? 255 : Math.floor(i / 4))),
};
/** Filters of 3 × 3 pixels on it: two rows of three positions. */
const PLACES = positionsOf(PICTURE, 3);
const UNITS = Uint32Array.of(7, 7, 42, 7, 0, 42);

describe('the mask of a winner', () => {
  test('falls as a Gaussian with the distance on the lattice', () => {
    const mask = maskOf(SHEET, 0, 2.8, 0);
    expect(mask[0]).toBe(1);
    expect(mask[1]).toBeCloseTo(Math.exp(-1 / (2 * 2.8 ** 2)), 6);
    expect(mask[99]).toBeCloseTo(Math.exp(-162 / (2 * 2.8 ** 2)), 6);
  });

  test('leaves five filters of a hundred at a threshold of 0.9, and three at a corner', () => {
    const lit = (/** @type {number} */ winner) => maskOf(SHEET, winner, 2.8, 0.9).filter((m) => m > 0).length;
    expect([lit(55), lit(0)]).toEqual([5, 3]);
  });

  test('goes round a torus', () => {
    const mask = maskOf({ ...SHEET, lattice: 'torus' }, 0, 2.8, 0.9);
    expect([...mask.keys()].filter((unit) => mask[unit] > 0)).toEqual([0, 1, 9, 10, 90]);
  });

  test('is for a filter, at each position, what its winner leaves of it', () => {
    const filter = maskAt(UNITS, maskOf(SHEET, 41, 2.8, 0.5));
    for (const [place, unit] of UNITS.entries())
      expect(filter[place]).toBe(maskOf(SHEET, unit, 2.8, 0.5)[41]);
    expect([...filter].map((m) => m > 0)).toEqual([false, false, true, false, false, true]);
  });
});

test('the answers of one filter are cut out of those of all', () => {
  const maps = Float32Array.of(1, 10, 2, 20, 3, 30);
  expect([...answersOf({ maps, out_rows: 1, out_cols: 3 }, 1)]).toEqual([10, 20, 30]);
  expect(answersOf({ maps: new Float32Array(), out_rows: 0, out_cols: 0 }, 1).length).toBe(0);
});

describe('colors over a picture', () => {
  const dim = (/** @type {number} */ below, /** @type {number[]} */ color) =>
    color.map((value) => Math.round(below + (value - below) * 0.82));
  /** @param {Uint8Array} rgba @param {number} row @param {number} col */
  const pixel = (rgba, row, col) => [...rgba.slice(4 * (row * 5 + col), 4 * (row * 5 + col) + 3)];

  test('lie in the middle of the patch of their position', () => {
    expect(PLACES).toMatchObject({ place_rows: 2, place_cols: 3, size: 3, stride: 1 });
    const out = overlaid(PICTURE, winnersField(PLACES, UNITS, SHEET), false);
    expect(pixel(out, 1, 1)).toEqual(dim(6, latticeColor(7, SHEET)));
    expect(pixel(out, 2, 3)).toEqual(dim(13, latticeColor(42, SHEET)));
    // No filter has its middle at the rim.
    expect([pixel(out, 0, 2), pixel(out, 3, 4), pixel(out, 1, 4)]).toEqual([
      [2, 2, 2],
      [19, 19, 19],
      [9, 9, 9],
    ]);
    expect([...out].filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  });

  test('of pooled values cover the positions that were pooled', () => {
    const out = overlaid(PICTURE, valuesField(PLACES, [0.5], 1, 2), true);
    // Two rows and three columns of positions hold one square of 2 × 2.
    for (const [row, col] of [
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ]) {
      expect(pixel(out, row, col)).toEqual(dim(255 - (5 * row + col), viridis(0.5)));
    }
    expect(pixel(out, 1, 3)).toEqual([247, 247, 247]);
  });

  test('are dark where there is nothing to compare with', () => {
    expect(valuesField(PLACES, [0, 0], 0).colorOf(1)).toEqual(viridis(0));
  });
});

test('the position to begin with is where there is most to see', () => {
  expect(busiest(PLACES, new Uint8Array(80))).toBe(0);
  const dot = new Uint8Array(80);
  // In the lower right corner: only one patch has it.
  dot.fill(255, 76, 79);
  expect(busiest(PLACES, dot)).toBe(5);
  // A column of white: half of a patch has more contrast than a third.
  const bars = new Uint8Array(80);
  for (let row = 0; row < 4; row++) bars.fill(255, 4 * 5 * row, 4 * 5 * row + 4);
  expect(busiest(PLACES, bars)).toBe(0);
  bars.fill(0, 0, 4);
  expect(busiest(PLACES, bars)).toBe(3);
});

describe('the positions that a unit wins', () => {
  test('stand in the light, each with its middle pixel', () => {
    const light = wonBy(PLACES, UNITS, 42);
    expect([...(light ?? [])].flatMap((lit, i) => (lit ? [i] : []))).toEqual([8, 13]);
    expect(wonBy(PLACES, UNITS, 43)).toBe(null);
  });

  test('are counted', () => {
    expect(winnersOf(UNITS)).toEqual({ different: 3, most: 7, wins: 3 });
    expect(winnersOf(Uint32Array.of(5, 3))).toEqual({ different: 2, most: 3, wins: 1 });
    expect(winnersOf([])).toEqual({ different: 0, most: -1, wins: 0 });
  });
});
