import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { HINTS, hintsOf } from './hints.js';

/** @import { Kind } from './experiments.js' */
/** @import { Facts, Hint } from './hints.js' */

/** What the lab is held against too. @type {{name: string, kind: Kind, facts: Facts, hints: Partial<Hint>[]}[]} */
const TABLE = JSON.parse(readFileSync(new URL('../../tests/reference/hints.json', import.meta.url), 'utf8'));

describe('hints are those of the lab', () => {
  test.each(TABLE)('$name', ({ kind, facts, hints }) => {
    const found = hintsOf(kind, facts);
    expect(found.map(({ id }) => id)).toEqual(hints.map(({ id }) => id));
    expect(found).toMatchObject(hints);
    for (const [i, { set }] of hints.entries()) if (set) expect(found[i].set).toEqual(set);
  });

  test.each(HINTS)('$id has a case', ({ id }) => {
    expect(TABLE.some(({ hints }) => hints.some((hint) => hint.id === id))).toBe(true);
  });
});

test('a hint is one sentence of its own', () => {
  expect(new Set(HINTS.map(({ id }) => id)).size).toBe(HINTS.length);
  for (const { says } of HINTS) expect(says).toMatch(/^[^.]+\.$/);
});
