import { describe, expect, test } from 'vitest';
import { atlasOf, scaleOf, tileOf, weightsOf } from './filters.js';

const filters = {
  rows: 1,
  cols: 2,
  tile_height: 1,
  tile_width: 2,
  tile_channels: 1,
  values: Float32Array.of(0, 1, -1, 0.5),
};
/** @type {{scale: number, zero: [number, number, number]}} */
const SIGNED = { scale: 1, zero: [255, 255, 255] };

describe('filters', () => {
  test('are white at 0, red above, blue below', () => {
    expect([...tileOf(filters, 0, SIGNED)]).toEqual([255, 255, 255, 255, 178, 24, 43, 255]);
    expect([...tileOf(filters, 1, SIGNED)].slice(0, 4)).toEqual([33, 102, 172, 255]);
  });

  test('are gray between −1 and 1 where there are three channels', () => {
    const colored = {
      ...filters,
      cols: 1,
      tile_width: 1,
      tile_channels: 3,
      values: Float32Array.of(-1, 0, 1),
    };
    expect([...tileOf(colored, 0, SIGNED)]).toEqual([0, 128, 255, 255]);
  });

  test('that are pictures are drawn as they are', () => {
    expect([...tileOf(filters, 1, { scale: null, zero: [0, 0, 0] })]).toEqual([
      0, 0, 0, 255, 128, 128, 128, 255,
    ]);
  });

  test('stand side by side in an atlas, and come out of it again', () => {
    const values = Float32Array.of(0, 1, 0.2, 0.6);
    const atlas = atlasOf({ ...filters, values }, { scale: null, zero: [0, 0, 0], margin: 0 });
    expect(atlas.tiles.length).toBe(16);
    expect([...weightsOf(atlas)]).toEqual([0, 255, 51, 153]);
  });

  test('may have clear pixels round them', () => {
    const atlas = atlasOf(filters, { ...SIGNED, margin: 1 });
    expect([atlas.tile_height, atlas.tile_width]).toEqual([3, 4]);
    const alpha = [...atlas.tiles].filter((_, i) => i % 4 === 3);
    expect(alpha.slice(8, 16)).toEqual([0, 255, 255, 0, 0, 255, 255, 0]);
    expect(alpha.slice(0, 8).every((value) => value === 0)).toBe(true);
  });

  test('have a scale that a few large ones do not set', () => {
    const values = new Float32Array(1000).fill(0.1);
    values[3] = -9;
    expect(scaleOf(values)).toBeCloseTo(0.1);
    expect(scaleOf(new Float32Array(4))).toBe(1);
  });
});
