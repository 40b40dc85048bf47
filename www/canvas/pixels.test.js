import { expect, test } from 'vitest';
import { stripPicture, unitTile } from './pixels.js';

/** 4 × 6 pixels, every one as bright as its number. */
const RGBA = Uint8Array.from({ length: 4 * 4 * 6 }, (_, i) => Math.floor(i / 4));
const red = (/** @type {Uint8Array} */ rgba) => [...rgba].filter((_, i) => i % 4 === 0);

test('tiles are cut out of an atlas where they are', () => {
  const atlas = { tiles: RGBA, tile_height: 2, tile_width: 3, atlas_cols: 2 };
  expect(red(unitTile(atlas, 3))).toEqual([15, 16, 17, 21, 22, 23]);
});

test('pictures are cut out of a strip', () => {
  const strip = { rgba: RGBA, height: 4, width: 2, count: 3 };
  expect(red(stripPicture(strip, 2))).toEqual([4, 5, 10, 11, 16, 17, 22, 23]);
});
