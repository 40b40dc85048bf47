import { expect, test } from 'vitest';
import { compact, decimal, large, percent, plural } from './format.js';

test('numbers as people read them', () => {
  expect([0, 7, 950, 999.6, 1240, 9960, 79_000, 999_499, 1_300_000].map(compact)).toEqual([
    '0',
    '7',
    '950',
    '1.0k',
    '1.2k',
    '10k',
    '79k',
    '999k',
    '1.3M',
  ]);
  expect([0, 0.0612, 0.5, 5.384, 12.34, 1234].map(decimal)).toEqual([
    '0',
    '0.061',
    '0.50',
    '5.38',
    '12.3',
    '1,234',
  ]);
  expect([4000, 998e6, 12.34e9, 1.2e12].map(large)).toEqual(['4.0k', '998M', '12.3G', '1.20T']);
  expect(decimal(NaN)).toBe('–');
  expect(percent(0.0275)).toBe('2.8%');
  expect([plural(1, 'digit'), plural(0, 'digit')]).toEqual(['1 digit', '0 digits']);
});
