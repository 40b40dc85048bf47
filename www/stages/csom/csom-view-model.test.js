import { describe, expect, test } from 'vitest';
import { latticeColor } from '../../canvas/lattice-colors.js';
import { viridis } from '../../canvas/colormap.js';
import { maskOf } from '../../canvas/positions.js';
import { firstLayer, kept, mapped, marked, viewModelOf } from './csom-view-model.js';
import { PICTURE, cnn, csom, runOf, selectionOf } from './testing.js';

/** @import { Selection } from './csom-view-model.js' */

describe('what is seen of a convolution', () => {
  test('is known of its settings before it has begun', () => {
    const before = /** @type {any} */ ({ ...csom, frame: null });
    expect(firstLayer(before)).toMatchObject({ mask: 'patch', kernel: 5, pool: 2, shape: { rows: 10 } });
    expect([mapped([cnn, before]), mapped([cnn])]).toEqual([before, null]);
  });

  test('begins where there is most to see, with the winner and its mask', () => {
    const model = viewModelOf(csom, selectionOf(), PICTURE);
    expect([model.place, model.winner, model.filter?.unit]).toEqual([5, 55, 55]);
    expect(model.mask).toEqual(maskOf(model.shape, 55, 2, 0));
    expect(model.field?.colorOf(4)).toEqual(latticeColor(12, model.shape));
  });

  test('follows the position that is pointed at, then the one that is kept', () => {
    const look = (/** @type {Selection['place']} */ place) =>
      viewModelOf(csom, selectionOf({ place }), PICTURE).winner;
    expect(look({ hovered: 4, pinned: 0 })).toBe(12);
    expect(look({ hovered: null, pinned: 0 })).toBe(0);
    // Of a larger image that has been put away.
    expect(look({ hovered: null, pinned: 400 })).toBe(55);
  });

  test('is the light of one filter at every position, by the threshold of the run', () => {
    const sharp = runOf('csom', {}, { threshold: 0.9 });
    const filter = { hovered: { run: sharp, unit: 1 }, pinned: null };
    const { shown, field } = viewModelOf(sharp, selectionOf({ cover: 'mask', filter }), PICTURE);
    const near = Math.exp(-1 / 8);
    expect([...(shown?.values ?? [])]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(field?.colorOf(0)).toEqual(viridis(0));
    const soft = viewModelOf(
      csom,
      selectionOf({ cover: 'mask', filter: { hovered: null, pinned: { run: csom, unit: 1 } } }),
      PICTURE,
    );
    expect(soft.shown?.values[0]).toBeCloseTo(near, 6);
    expect(soft.shown?.most).toBe(1);
  });

  test('is what a filter answers, of either network, on one scale', () => {
    for (const run of [csom, cnn]) {
      const filter = { hovered: { run, unit: 33 }, pinned: null };
      const { shown, field } = viewModelOf(csom, selectionOf({ cover: 'answers', filter }), PICTURE);
      expect(shown?.values[0]).toBeCloseTo(3.3, 6);
      expect(shown?.most).toBeCloseTo(9.9, 6);
      expect([field?.rows, field?.cols, field?.size, field?.corner]).toEqual([1, 1, 2, 2]);
    }
  });

  test('has no mask to show of a network without a map', () => {
    const filter = { hovered: { run: cnn, unit: 3 }, pinned: null };
    expect(viewModelOf(csom, selectionOf({ cover: 'mask', filter }), PICTURE).filter).toEqual({
      run: csom,
      unit: 55,
    });
  });

  test('puts the positions of a unit into the light', () => {
    const filter = { hovered: { run: csom, unit: 12 }, pinned: null };
    const { light } = viewModelOf(csom, selectionOf({ filter }), PICTURE);
    expect([...(light ?? [])].flatMap((lit, i) => (lit ? [i] : []))).toEqual([3 * 7 + 3]);
    expect(viewModelOf(csom, selectionOf(), PICTURE).light).toBe(null);
  });

  test('is nothing before there is a picture, or while the winners are those of another', () => {
    expect(viewModelOf(csom, selectionOf(), null)).toMatchObject({
      places: null,
      place: null,
      winner: -1,
      field: null,
    });
    const larger = { height: 7, width: 7, rgba: new Uint8Array(4 * 49) };
    for (const cover of /** @type {const} */ (['winners', 'mask', 'answers'])) {
      expect(viewModelOf(csom, selectionOf({ cover }), larger)).toMatchObject({
        winner: -1,
        field: null,
        mask: null,
      });
    }
  });
});

test('on the sheets, the winner is marked until something is pointed at', () => {
  const model = viewModelOf(csom, selectionOf(), PICTURE);
  const nothing = { hovered: null, pinned: { run: csom, unit: 7 } };
  const pointed = { hovered: { run: cnn, unit: 3 }, pinned: null };
  expect([marked(model, nothing, csom), marked(model, nothing, cnn)]).toEqual([55, null]);
  expect([marked(model, pointed, csom), marked(model, pointed, cnn)]).toEqual([55, 3]);
  expect([kept(nothing, csom), kept(nothing, cnn), marked(null, nothing, csom)]).toEqual([7, null, null]);
});
