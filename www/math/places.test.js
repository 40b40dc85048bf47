import { describe, expect, test } from 'vitest';
import { colorError, hasColor, sharpness } from './fidelity.js';
import { cornerOf, coverOf, patchAt, placeAt, placeBeside, placesOf } from './places.js';

/**
 * The places of patches as the engine lays them.
 * @param {number} height
 * @param {number} width
 * @param {number} size
 * @param {number} stride
 */
function layOut(height, width, size, stride) {
  const n = (/** @type {number} */ length) => Math.ceil((length - size) / stride) + 1;
  return { height, width, size, stride, place_rows: n(height), place_cols: n(width) };
}

describe.each([
  [32, 32, 4, 1],
  [28, 28, 9, 9],
  [10, 17, 4, 3],
  [5, 5, 5, 1],
  [7, 300, 6, 5],
])('the places in %i × %i of patches of %i, %i apart', (height, width, size, stride) => {
  const places = layOut(height, width, size, stride);
  const all = Array.from({ length: places.place_rows * places.place_cols }, (_, place) => place);

  test('lie inside, and cover every pixel', () => {
    const corners = all.map((place) => cornerOf(places, place));
    expect(corners.every(({ x, y }) => x >= 0 && y >= 0 && x + size <= width && y + size <= height)).toBe(
      true,
    );
    expect(coverOf(places, all).every((lit) => lit === 1)).toBe(true);
  });

  test('are found at their middles, and the nearest one everywhere else', () => {
    for (const place of all) {
      const { x, y } = cornerOf(places, place);
      expect(placeAt(places, x + size / 2, y + size / 2)).toBe(place);
    }
    expect(placeAt(places, 0, 0)).toBe(0);
    expect(placeAt(places, width, height)).toBe(all.length - 1);
    for (let x = 0.5; x < width; x++) {
      const off = (/** @type {number} */ place) => Math.abs(cornerOf(places, place).x + size / 2 - x);
      const best = Math.min(...all.map(off));
      expect(off(placeAt(places, x, 0))).toBeCloseTo(best);
    }
  });
});

test('walking over places stops at edges', () => {
  const places = layOut(6, 8, 4, 2);
  expect(places).toMatchObject({ place_rows: 2, place_cols: 3 });
  expect(placeBeside(places, 0, 'left')).toBe(0);
  expect(placeBeside(places, 0, 'right')).toBe(1);
  expect(placeBeside(places, 1, 'down')).toBe(4);
  expect(placeBeside(places, 5, 'down')).toBe(5);
  expect(placeBeside(places, 5, 'up')).toBe(2);
});

test('a unit lights up all that it codes, and no more', () => {
  const places = layOut(4, 6, 2, 2);
  const bmus = Uint32Array.of(7, 3, 7, 3, 3, 0);
  expect(placesOf({ bmus }, 7)).toEqual([0, 2]);
  expect(placesOf({ bmus }, 9)).toEqual([]);
  const cover = coverOf(places, placesOf({ bmus }, 7));
  expect([...cover.subarray(0, 6)]).toEqual([1, 1, 0, 0, 1, 1]);
  expect(cover.reduce((sum, lit) => sum + lit, 0)).toBe(8);
});

test('patches are cut out where they are', () => {
  const rgba = Uint8Array.from({ length: 4 * 4 * 6 }, (_, i) => Math.floor(i / 4));
  const patch = patchAt(layOut(4, 6, 2, 2), rgba, 4);
  expect([...patch].filter((_, i) => i % 4 === 0)).toEqual([14, 15, 20, 21]);
});

describe('how a rebuilt picture differs', () => {
  /** @param {number[][]} pixels */
  const picture = (pixels) => Uint8Array.from(pixels.flatMap(([r, g, b]) => [r, g, b, 255]));
  const red = [200, 0, 0];
  const gray = [100, 100, 100];
  const white = [255, 255, 255];
  const black = [0, 0, 0];

  test('in color, whatever its brightness', () => {
    const original = picture([gray, gray]);
    expect(colorError({ original, rebuilt: picture([black, white]) })).toBeCloseTo(0, 3);
    expect(colorError({ original, rebuilt: picture([gray, red]) })).toBeGreaterThan(40);
    expect([hasColor(original), hasColor(picture([gray, red]))]).toEqual([false, true]);
  });

  test('in sharpness', () => {
    const original = picture([white, black, black, white]);
    const size = { height: 2, width: 2, original };
    expect(sharpness({ ...size, rebuilt: original })).toBe(1);
    expect(sharpness({ ...size, rebuilt: picture([gray, gray, gray, gray]) })).toBe(0);
    const half = picture([gray, black, black, gray]);
    expect(sharpness({ ...size, rebuilt: half })).toBeCloseTo(100 / 255);
    expect(sharpness({ ...size, original: half, rebuilt: half })).toBe(1);
  });
});
