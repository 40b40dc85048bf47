import { expect, test } from 'vitest';
import { timesOf } from './kernel-times.js';

test('times are summed by kernel', () => {
  const ticks = Uint32Array.of(5, 0, 8, 0, 0xffffffff, 0, 9, 1, 0, 0, 99, 0, 7, 1, 6, 1);
  expect(timesOf('a b  b', ticks)).toEqual([
    { kernel: 'b', dispatches: 2, nanoseconds: 10 },
    { kernel: 'a', dispatches: 1, nanoseconds: 3 },
  ]);
  expect(timesOf('', new Uint32Array(0))).toEqual([]);
});
