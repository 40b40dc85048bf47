import { describe, expect, test } from 'vitest';
import { rangeOf } from './map.js';

describe('the range of a view', () => {
  const values = (/** @type {number[]} */ ...list) => new Float32Array(list);

  test('of weights is fixed', () => expect(rangeOf('component', values(0.2, 0.7), [0, 0])).toEqual([0, 1]));

  test('of hits starts at none', () => expect(rangeOf('hits', values(3, 40), [0, 0])).toEqual([0, 40]));

  test('stays while the data stay near it', () => {
    expect(rangeOf('hits', values(0, 38), [0, 40])).toEqual([0, 40]);
    expect(rangeOf('hits', values(0, 20), [0, 40])).toEqual([0, 20]);
    expect(rangeOf('hits', values(0, 41), [0, 40])).toEqual([0, 41]);
  });

  test('of nothing is what it was', () => expect(rangeOf('hits', values(), [0, 9])).toEqual([0, 9]));
});
