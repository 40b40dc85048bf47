import { expect, test } from 'vitest';
import { addOwn, evenly, isOwn, ownSets, wordsOf } from './datasets.js';

test('pictures of a visitor have words and a strip of their own', () => {
  const split = (/** @type {number} */ n) => ({ n, shards: [] });
  expect([isOwn('own-7'), wordsOf('own-7').title]).toEqual([false, 'own-7']);
  addOwn('own-7', { title: 'holiday', classes: [], train: split(300), test: split(30) });
  expect(isOwn('own-7')).toBe(true);
  expect(ownSets()).toEqual([['own-7', 'holiday']]);
  expect(wordsOf('own-7')).toMatchObject({
    subject: 'Your own pictures',
    many: 'pictures',
    labelled: false,
  });
  expect(wordsOf('own-7').strip).toHaveLength(12);
});

test('at most so many, evenly spread', () => {
  expect(evenly(5, 12)).toEqual([0, 1, 2, 3, 4]);
  expect(evenly(72, 4)).toEqual([0, 18, 36, 54]);
  expect(evenly(0, 4)).toEqual([]);
});
