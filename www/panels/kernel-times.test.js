import { expect, test, vi } from 'vitest';

vi.stubGlobal('HTMLElement', class {});
vi.stubGlobal('customElements', { define: () => {} });
const { namedShares } = await import('./kernel-times.js');

/** @param {number} n */
const shares = (n) =>
  Array.from({ length: n }, (_, i) => ({ kernel: `kernel_${i}`, share: 1 / n, dispatches: 1, milliseconds: 1 }));

test('the longest kernels are named, and the others are one line', () => {
  expect(namedShares(shares(2))).toEqual([
    { name: 'kernel 0', share: 0.5 },
    { name: 'kernel 1', share: 0.5 },
  ]);
  const named = namedShares(shares(20));
  expect(named).toHaveLength(9);
  expect(named[8].name).toBe('12 others');
  expect(named.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});
