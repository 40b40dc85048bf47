import { describe, expect, test } from 'vitest';
import { fits, isConvolutional, isMasked, layersText, parseLayers, resized, soundLayers } from './layers.js';

describe('layers as people write them', () => {
  test('come back as they were', () => {
    expect(parseLayers('10x10, 20x5')).toEqual([
      { rows: 10, cols: 10, kernel: 0, pool: 1 },
      { rows: 20, cols: 5, kernel: 0, pool: 1 },
    ]);
    expect(parseLayers('10x10c5p2,1x8c3,4x4')).toEqual([
      { rows: 10, cols: 10, kernel: 5, pool: 2 },
      { rows: 1, cols: 8, kernel: 3, pool: 1 },
      { rows: 4, cols: 4, kernel: 0, pool: 1 },
    ]);
    for (const text of ['10x10,20x5', '10x10c5p2,1x8c3,4x4']) {
      expect(layersText(parseLayers(text) ?? [])).toBe(text);
    }
    expect(layersText(parseLayers('10x10c5p1') ?? [])).toBe('10x10c5');
  });

  test.each([
    ...['', '10', '0x5', '33x32', '10x10,', '5x5,5x5,5x5,5x5,5x5', 'axb'],
    // No filters, filters too large, pooled by nothing or too much, nothing to pool, filters on what has no positions.
    ...['10x10c', '10x10c0', '10x10c16', '10x10c5p0', '10x10c5p5', '10x10p2', '4x4,10x10c5'],
  ])('%s is none', (text) => {
    expect(parseLayers(text)).toBeUndefined();
  });

  test('a network is convolutional if it begins so', () => {
    const of = (/** @type {string} */ text) => isConvolutional({ hidden: parseLayers(text) ?? [] });
    expect(['10x10c5p2,4x4', '10x10'].map(of)).toEqual([true, false]);
  });
});

/** @param {object} fields */
const layer = (fields) => ({
  .../** @type {const} */ ({
    rows: 4,
    cols: 6,
    mask: 'none',
    kernel: 0,
    pool: 1,
    winners: 0,
    keep: 1,
    pruned: 0,
  }),
  ...fields,
});

describe('layers as the engine takes them', () => {
  test('of another number keep their masks, and new ones are like the last', () => {
    const before = [layer({ mask: 'whole' }), layer({ mask: 'none' })];
    const three = resized(parseLayers('1x2,3x4,5x6') ?? [], before);
    expect(three.map(({ rows, mask }) => [rows, mask])).toEqual([
      [1, 'whole'],
      [3, 'none'],
      [5, 'none'],
    ]);
  });

  test('of a line or a ring have one row', () => {
    expect(soundLayers([layer({})], true)).toEqual([layer({ rows: 1, cols: 24 })]);
  });

  test('are thinned out in one way, and by patches only where there are filters', () => {
    const kernel = 3;
    const given = [
      layer({ kernel, winners: 5 }),
      layer({ kernel, mask: 'patch', winners: 5, keep: 0.5 }),
      layer({ mask: 'patch' }),
      layer({ keep: 0.5 }),
    ];
    expect(soundLayers(given, false)).toEqual([
      layer({ kernel, winners: 5 }),
      layer({ kernel, mask: 'patch' }),
      layer({ mask: 'whole' }),
      layer({}),
    ]);
  });
});

describe('layers of an agent', () => {
  const hidden = [{ rows: 10, cols: 10, mask: true }];

  test('have rows, columns and a mask, and nothing else', () => {
    const sizes = parseLayers('5x5,4x4') ?? [];
    expect(resized(sizes, hidden)).toEqual([
      { rows: 5, cols: 5, mask: true },
      { rows: 4, cols: 4, mask: true },
    ]);
    expect(soundLayers(hidden, false)).toEqual(hidden);
    expect(soundLayers(hidden, true)).toEqual([{ rows: 1, cols: 100, mask: true }]);
    expect(layersText(hidden)).toBe('10x10');
  });

  test('cannot be filters', () => {
    const filters = parseLayers('10x10c5p2') ?? [];
    expect(fits(filters, hidden)).toBe(false);
    expect(fits(parseLayers('5x5') ?? [], hidden)).toBe(true);
  });

  test('are masked or not, as those of a network are', () => {
    expect(
      [true, 'whole', 'patch', false, 'none'].map((mask) => isMasked(/** @type {any} */ ({ mask }))),
    ).toEqual([true, true, true, false, false]);
  });
});
