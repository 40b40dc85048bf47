import { expect, test, vi } from 'vitest';

vi.stubGlobal('customElements', { define: () => {} });
const { sharesOf } = await import('./kernel-times.js');

/** @param {number[]} nanoseconds */
const timesOf = (...nanoseconds) =>
  nanoseconds.map((nanoseconds, i) => ({ kernel: `kernel_${i}`, dispatches: 1, nanoseconds }));

test('the longest kernels are named, and the others are one line', () => {
  expect(sharesOf(timesOf(3, 1))).toEqual([
    { name: 'kernel 0', share: 0.75 },
    { name: 'kernel 1', share: 0.25 },
  ]);
  const shares = sharesOf(timesOf(...Array.from({ length: 20 }, (_, i) => 20 - i)));
  expect(shares).toHaveLength(9);
  expect(shares[0].name).toBe('kernel 0');
  expect(shares[8].name).toBe('12 others');
  expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});

test('a clock too coarse for what ran tells of no shares', () => {
  expect(sharesOf(timesOf(0))).toEqual([{ name: 'kernel 0', share: 0 }]);
});
