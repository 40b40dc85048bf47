import { describe, expect, test } from 'vitest';
import { difference, tQuantile, verdictOf } from './verdict.js';

/** @param {number[]} values */
const of = (...values) => ({ values, n_test: 10_000 });

/** @param {Record<string, number[]>} finals */
const measured = (finals) => (/** @type {string} */ name) => of(...(finals[name] ?? []));

/** @type {import('../catalogue/experiments.js').Claim} */
const ORDER = {
  text: '',
  kind: 'order',
  metric: 'test_accuracy',
  ranking: ['a', 'b', 'c'],
};

// Two-sided 95 %, from the tables.
test.each([
  [3, 3.182],
  [4, 2.776],
  [8, 2.306],
  [30, 2.042],
  [1e9, 1.96],
])('Student’s t with %d degrees of freedom', (df, expected) => {
  expect(Math.abs(tQuantile(df) / expected - 1)).toBeLessThan(0.01);
});

describe('the noise of a difference', () => {
  test('of one seed is that of the test set', () => {
    const { delta, noise } = difference(of(0.98), of(0.97));
    expect(delta).toBeCloseTo(0.01);
    // √(0.98 · 0.02 / 10,000 + 0.97 · 0.03 / 10,000) · 1.96
    expect(noise).toBeCloseTo(0.004325, 5);
  });

  test('of several seeds is that of the seeds, whatever the test set', () => {
    const { delta, noise } = difference(of(0.98, 0.981, 0.982), of(0.97, 0.971, 0.972));
    expect(delta).toBeCloseTo(0.01);
    // sd 0.001 each: t(4) · √(2 · 10⁻⁶ / 3)
    expect(noise).toBeCloseTo(2.776 * 8.165e-4, 4);
    expect(difference(of(0.5, 0.5, 0.5), of(0.5, 0.5, 0.5))).toEqual({ delta: 0, noise: 0 });
  });
});

describe('an order', () => {
  test.each([
    ['agrees', { a: [0.98], b: [0.97], c: [0.96] }],
    ['disagrees', { a: [0.98], b: [0.97], c: [0.98] }],
    ['within the noise', { a: [0.98], b: [0.97], c: [0.9699] }],
    ['within the noise', { a: [0.98], b: [0.98], c: [0.98] }],
    ['not yet', { a: [0.98], b: [0.97] }],
    // What one seed could not tell, five can.
    ['agrees', { a: [0.981, 0.9811, 0.9809], b: [0.98, 0.9801, 0.9799], c: [0.97, 0.9701, 0.9699] }],
    ['within the noise', { a: [0.98], b: [0.979], c: [0.978] }],
  ])('%s', (word, finals) => {
    expect(verdictOf(ORDER, measured(/** @type {any} */ (finals))).word).toBe(word);
  });

  test('says by how much its neighbors differ', () => {
    const { differences } = verdictOf(ORDER, measured({ a: [0.98], b: [0.97], c: [0.96] }));
    expect(differences.map(({ delta }) => delta.toFixed(3))).toEqual(['0.010', '0.010']);
  });
});

test.each([
  ['agrees', { plain: [0.98], x: [0.97], y: [0.9805] }],
  ['disagrees', { plain: [0.98], x: [0.97], y: [0.99] }],
  ['not yet', { plain: [0.98], x: [0.97] }],
])('that none is better than another: %s', (word, finals) => {
  const claim = /** @type {const} */ ({
    text: '',
    kind: 'no-better',
    metric: 'test_accuracy',
    variants: ['x', 'y'],
    than: 'plain',
  });
  expect(
    verdictOf({ ...claim, variants: [...claim.variants] }, measured(/** @type {any} */ (finals))).word,
  ).toBe(word);
});

test.each([
  ['agrees', [0.989]],
  ['disagrees', [0.97]],
  ['not yet', []],
])('a figure: %s', (word, values) => {
  const claim = /** @type {const} */ ({
    text: '',
    kind: 'figure',
    metric: 'test_accuracy',
    variant: 'a',
    value: 0.9902,
  });
  expect(verdictOf(claim, () => of(...values)).word).toBe(word);
});

test.each([
  ['agrees', 0.05, false],
  ['disagrees', 0.6, false],
  ['agrees', 0.6, true],
  ['disagrees', -0.2, true],
  ['within the noise', 0.2, true],
  ['within the noise', 0.2, false],
  ['not yet', null, true],
])('organization: %s at %s, claimed: %s', (word, correlation, organized) => {
  const claim = /** @type {const} */ ({
    text: '',
    kind: 'organization',
    variant: 'a',
    of: 'filters',
    organized,
  });
  expect(
    verdictOf(
      claim,
      () => of(),
      () => correlation,
    ).word,
  ).toBe(word);
});

describe('a figure that takes its time', () => {
  /** @type {import('../catalogue/experiments.js').Claim} */
  const claim = {
    text: '',
    kind: 'figure',
    metric: 'test_accuracy',
    variant: 'a',
    value: 0.99,
    passes: 10,
  };
  test.each([
    ['not yet', 0.98, 1],
    ['disagrees', 0.98, 10],
    ['agrees', 0.9895, 1],
    // More than the note's is more, however early.
    ['disagrees', 0.997, 1],
  ])('%s with %d after %d passes', (word, value, passes) => {
    expect(verdictOf(claim, () => ({ ...of(value), passes })).word).toBe(word);
  });
});

describe('a first layer', () => {
  const layer = { strength: 0.29, active_units: 4.6, neurons: 100, frozen_at: 6400 };
  /** @param {any} claim @param {any} outcome */
  const word = (claim, outcome) =>
    verdictOf(
      claim,
      () => of(),
      () => null,
      () => outcome,
    ).word;

  test('is as active as it was said to be, or not', () => {
    const strength = { kind: 'activation', variant: 'a', of: 'strength', value: 0.3, within: 0.05 };
    const active = { kind: 'activation', variant: 'a', of: 'active', value: 0.05, within: 0.01 };
    expect([word(strength, layer), word(active, layer)]).toEqual(['agrees', 'agrees']);
    expect(word(strength, { ...layer, strength: 0.37 })).toBe('disagrees');
    // Of fifty neurons, 4.6 are more.
    expect(word(active, { ...layer, neurons: 50 })).toBe('disagrees');
    expect(word(active, null)).toBe('not yet');
  });

  test('has a map that came to rest, or not', () => {
    const claim = { kind: 'rest', variant: 'a' };
    expect(word(claim, layer)).toBe('agrees');
    expect(word(claim, { ...layer, frozen_at: null })).toBe('disagrees');
    expect(word(claim, null)).toBe('not yet');
  });
});
