import { describe, expect, test } from 'vitest';
import { maskOf } from '../../canvas/positions.js';
import { restText } from '../../settings/net-words.js';
import { viewModelOf } from './csom-view-model.js';
import { coverText, filterText, lightText, litText, mapText, positionText, wonText } from './csom-words.js';
import { PICTURE, cnn, csom, runOf, selectionOf } from './testing.js';

/** @import { Selection } from './csom-view-model.js' */

describe('in words', () => {
  const model = viewModelOf(csom, selectionOf(), PICTURE);

  test('a position is told by its winner and what that lights', () => {
    expect(wonText(model)).toBe('Row 2, column 3 is won by the unit in row 6, column 6.');
    expect(positionText(model)).toMatch(/6\. 100 of 100 filters are lit; strength \d\d\.\d%\.$/);
    expect(wonText({ ...model, winner: -1 }) + positionText({ ...model, mask: null })).toBe('');
  });

  test('the map is said to learn, or to have come to rest', () => {
    const layer = /** @type {any} */ ({
      mask: 'patch',
      frozen: true,
      frozen_at: 12_800,
      codebook_change: 0.01,
    });
    const said = (/** @type {object} */ change) => mapText(restText({ ...layer, ...change }, 0.03, 'digits'));
    expect(said({})).toMatch(/^The map came to rest after 13k digits/);
    expect(said({ frozen_at: null })).toBe('The map is frozen by hand.');
    expect(said({ frozen: false, frozen_at: null, codebook_change: null })).toBe('The map is learning.');
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
    expect(of('mask', runOf('csom', {}, { threshold: 0.8 }))).toBe(
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
