import { describe, expect, test } from 'vitest';
import { covers, differences, get, leaves, put, putAll } from './tree.js';

const TREE = {
  sigma: { start: 3, hold: null },
  hidden: [
    { rows: 2, mask: 'none' },
    { rows: 4, mask: 'whole' },
  ],
};

describe('a tree of settings', () => {
  test('is read by dotted keys', () => {
    expect(get(TREE, 'sigma.start')).toBe(3);
    expect(get(TREE, 'hidden.1.mask')).toBe('whole');
    expect([get(TREE, 'hidden.2.mask'), get(TREE, 'sigma.x'), get(TREE, 'constructor')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('is written without a change of the old one, and only where something is', () => {
    expect(put(TREE, 'hidden.0.rows', 9).hidden[0]).toEqual({ rows: 9, mask: 'none' });
    expect(put(TREE, 'hidden.*.mask', 'patch').hidden.map(({ mask }) => mask)).toEqual(['patch', 'patch']);
    expect([put(TREE, 'hidden.5.rows', 1), put(TREE, 'none', 1), put(TREE, '__proto__', 1)]).toEqual([
      TREE,
      TREE,
      TREE,
    ]);
    expect(TREE.hidden[0].rows).toBe(2);
    const both = putAll(TREE, { hidden: [{ rows: 1, mask: 'none' }], 'hidden.*.mask': 'whole' });
    expect(both.hidden).toEqual([{ rows: 1, mask: 'whole' }]);
  });

  test('is listed and compared leaf by leaf, lists of another length as a whole', () => {
    expect(leaves(TREE).map(([key]) => key)).toEqual([
      'sigma.start',
      'sigma.hold',
      'hidden.0.rows',
      'hidden.0.mask',
      'hidden.1.rows',
      'hidden.1.mask',
    ]);
    const other = put(put(TREE, 'sigma.hold', 2), 'hidden.1.rows', 5);
    expect(differences(other, TREE)).toEqual([
      ['sigma.hold', 2],
      ['hidden.1.rows', 5],
    ]);
    expect(differences({ ...TREE, hidden: [] }, TREE)).toEqual([['hidden', []]]);
  });
});

test('a key speaks of itself, and of what lies below it', () => {
  expect(covers('stack', 'stack.0.rows')).toBe(true);
  expect(covers('hidden.0.mask', 'hidden')).toBe(false);
  expect([covers('hidden.*.mask', 'hidden.3.mask'), covers('hidden.0.rows', 'hidden.*.rows')]).toEqual([
    true,
    true,
  ]);
  expect(covers('sigma.start', 'sigma.end')).toBe(false);
});
