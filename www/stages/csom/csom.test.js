import { describe, expect, test } from 'vitest';
import { experimentOf, startOf, stateOf } from '../../catalogue/experiments.js';
import { maskOf } from '../../canvas/positions.js';
import { viridis } from '../../canvas/colormap.js';
import { restText } from '../../settings/net-words.js';
import { latticeColor } from '../../canvas/lattice-colors.js';
import { firstLayer, kept, mapped, marked, viewModelOf } from './csom-view-model.js';
import { coverText, filterText, lightText, litText, mapText, positionText, wonText } from './csom-words.js';

/** @import { Selection } from './csom-view-model.js' */

/** Filters of 5 × 5 on 6 × 7 pixels: two rows of three positions, of which one square is pooled. */
const UNITS = Uint32Array.of(0, 0, 55, 0, 12, 55);
const PICTURE = { height: 6, width: 7, rgba: new Uint8Array(4 * 6 * 7).fill(255) };
// In the lower right corner: only the patch of position 5 has it.
PICTURE.rgba.fill(0, 4 * 41, 4 * 41 + 3);

/**
 * @param {string} name
 * @param {object} [layer]
 * @param {object} [state]
 */
function runOf(name, layer = {}, state = {}) {
  const variant = experimentOf('csom').variants.find((one) => one.name === name);
  const shape = { rows: 10, cols: 10, lattice: 'rectangle', kernel: 5, pool: 2, grouped: false };
  const maps = Float32Array.from({ length: 100 }, (_, filter) => filter / 10);
  const seen = {
    units: name === 'csom' ? UNITS : new Uint32Array(),
    activations: maps,
    maps,
    out_rows: 1,
    out_cols: 1,
  };
  return /** @type {import('../../element/net-run.js').NetRun} */ (
    /** @type {unknown} */ ({
      name,
      title: variant?.title,
      state: stateOf({ ...startOf('csom'), ...state }, /** @type {any} */ (variant)),
      frame: { sigma_forward: 2, layers: [{ ...shape, mask: name === 'csom' ? 'patch' : 'none', ...layer }] },
      probed: { layers: [seen] },
    })
  );
}

/** @param {Partial<Selection>} [selection] @returns {Selection} */
const selectionOf = (selection) => ({
  cover: 'winners',
  place: { hovered: null, pinned: null },
  filter: { hovered: null, pinned: null },
  ...selection,
});
const csom = runOf('csom');
const cnn = runOf('cnn');

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
    const sharp = runOf('csom', {}, { net_threshold: 0.9 });
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

describe('in words', () => {
  const model = viewModelOf(csom, selectionOf(), PICTURE);

  test('a position is told by its winner and what that lights', () => {
    expect(wonText(model)).toBe('Row 2, column 3 is won by the unit in row 6, column 6.');
    expect(positionText(model)).toMatch(/6\. 100 of 100 filters are lit; strength \d\d\.\d%\.$/);
    expect(wonText({ ...model, winner: -1 }) + positionText({ ...model, mask: null })).toBe('');
  });

  test('the map is said to learn, or to have come to rest', () => {
    const layer = /** @type {any} */ ({ mask: 'patch', frozen: true, frozen_at: 12_800, drift: 0.01 });
    const said = (/** @type {object} */ change) => mapText(restText({ ...layer, ...change }, 0.03, 'digits'));
    expect(said({})).toMatch(/^The map came to rest after 13k digits/);
    expect(said({ frozen_at: null })).toBe('The map is frozen by hand.');
    expect(said({ frozen: false, frozen_at: null, drift: null })).toBe('The map is learning.');
    expect(said({ mask: 'none' })).toBe('');
  });

  test('few filters are said to be computed only where the engine does so', () => {
    const few = maskOf(model.shape, 55, 2.8, 0.9);
    expect(litText(few, true)).toBe('5 of 100 filters are computed, the others are skipped; strength 4.8%.');
    expect(litText(few, false)).toBe('5 of 100 filters are lit; strength 4.8%.');
    expect(litText(Float32Array.of(1, 0), true)).toMatch(/^1 of 2 filters is computed/);
    expect(lightText(few, 54, 10)).toBe('The filter in row 6, column 5 has 94% of its light here.');
    expect(lightText(few, 0, 10)).toBe('The filter in row 1, column 1 is dark here.');
  });

  test('the colors are told by who wins most, and the scales by their numbers', () => {
    expect(coverText(model, 'winners')).toBe(
      'Each pixel has the color of the unit most like the 5 × 5 patch around it. 3 of 100 units win here; the one in row 1, column 1 at 3 of 6 positions.',
    );
    const of = (/** @type {Selection['cover']} */ cover, /** @type {any} */ run) =>
      coverText(
        viewModelOf(
          run,
          selectionOf({ cover, filter: { hovered: { run, unit: 1 }, pinned: null } }),
          PICTURE,
        ),
        cover,
      );
    expect(of('answers', csom)).toBe(
      'How strongly CSOM’s filter in row 1, column 2 answers: 0.10 at most, where the strongest of all comes to 9.90.',
    );
    expect(of('mask', runOf('csom', {}, { net_threshold: 0.8 }))).toBe(
      'How much of CSOM’s filter in row 1, column 2 is let through: 44.1% on average, 0 at 3 of 6 positions.',
    );
    const pinned = { run: cnn, unit: 1 };
    const answers = viewModelOf(
      csom,
      selectionOf({ cover: 'answers', filter: { hovered: null, pinned } }),
      PICTURE,
    );
    expect(filterText(answers, pinned, 'answers')).toMatch(
      /^CNN’s filter in row 1, column 2\. How strongly CNN’s filter in row 1, column 2 answers: 0\.10/,
    );
    expect(filterText(model, { run: csom, unit: 55 }, 'winners')).toBe(
      'The filter in row 6, column 6 has 100% of its light here.',
    );
    expect(filterText(model, null, 'winners')).toBe('');
    expect(coverText({ ...model, shown: null }, 'mask')).toBe('How much of a filter is let through.');
  });
});
