import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { difference, tQuantile, verdictOf } from './verdict.js';

/** @import { Claim } from './experiments.js' */
/** @import { Found } from './verdict.js' */

/** What the lab is held against too. @type {{name: string, claim: Claim, found: Found[], difference?: number | null, word: string, noise?: number}[]} */
const TABLE = JSON.parse(
  readFileSync(new URL('../../tests/reference/verdicts.json', import.meta.url), 'utf8'),
);

describe('verdicts are those of the lab', () => {
  test.each(TABLE)('$name', ({ claim, found, difference: gap, word, noise }) => {
    expect(verdictOf(claim, found, gap).word).toBe(word);
    if (noise !== undefined) expect(difference(found[0], found[1]).noise).toBeCloseTo(noise, 6);
  });

  test('there are thirty and more', () => expect(TABLE.length).toBeGreaterThanOrEqual(30));
});

test('quantiles of t', () => {
  for (const [df, quantile] of [
    [3, 3.182],
    [4, 2.776],
    [8, 2.306],
    [30, 2.042],
  ]) {
    expect(Math.abs(tQuantile(df) / quantile - 1)).toBeLessThan(0.01);
  }
});
