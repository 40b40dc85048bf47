import { expect, test } from 'vitest';
import { labelsOf } from './labels.js';
import { idx, npy } from './testing.js';

test('labels are read from IDX and NPY', () => {
  expect(labelsOf('l', idx([3], Uint8Array.of(1, 0, 9)))).toEqual(Uint8Array.of(1, 0, 9));
  expect(labelsOf('l', npy('|u1', '(2,)', Uint8Array.of(4, 5)))).toEqual(Uint8Array.of(4, 5));
  const whole = new Uint8Array(BigInt64Array.of(7n, 200n).buffer);
  expect(labelsOf('l', npy('<i8', '(2,)', whole))).toEqual(Uint8Array.of(7, 200));
  expect(labelsOf('l', npy('>i2', '(2,)', Uint8Array.of(0, 3, 0, 4)))).toEqual(Uint8Array.of(3, 4));
});

test('images are no labels', () => {
  expect(labelsOf('l', idx([1, 2, 2]))).toBe(null);
  expect(labelsOf('l', npy('|u1', '(1, 2)', Uint8Array.of(1, 2)))).toBe(null);
  expect(labelsOf('l', npy('<f4', '(1,)', new Uint8Array(4)))).toBe(null);
  expect(labelsOf('l', Uint8Array.of(0x93, 0x4e))).toBe(null);
});

test.each([
  ['an IDX that lies', idx([300], Uint8Array.of(1)), /300 labels, but holds 1/],
  ['an IDX without an end to its header', idx([3]).slice(0, 6), /holds 0/],
  ['an NPY that lies', npy('|u1', '(1000000000000,)', Uint8Array.of(1)), /holds 1/],
  ['a label too many', npy('<i2', '(1,)', Uint8Array.of(0, 1)), /label 256/],
  ['a negative one', npy('|i1', '(1,)', Uint8Array.of(255)), /label -1/],
])('%s', (_, bytes, words) => {
  expect(() => labelsOf('labels', bytes)).toThrow(
    expect.objectContaining({ kind: 'input', message: expect.stringMatching(words) }),
  );
});
