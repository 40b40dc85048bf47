import { expect, test } from 'vitest';
import { metricText, rangeText } from './metrics.js';

test('ranges are medians and quartiles, as people read them', () => {
  expect(rangeText([142.04])).toBe('142');
  expect(rangeText([-525])).toBe('−525');
  expect(rangeText([null])).toBe('never');
  expect(rangeText([null, null])).toBe('never');
  expect(rangeText([120, 150, null, 140, null])).toBe('150 [140, never]');
});

test('one value is read as it is, several as their mean and spread', () => {
  expect(metricText('test_accuracy', [0.9871])).toBe('98.71%');
  expect(metricText('test_accuracy', [0.98, 0.99, 1])).toBe('99.00 ± 1.00%');
  expect(metricText('psnr', [24.111])).toBe('24.11 dB');
  expect(metricText('codebook_organization', [-0.2])).toBe('−0.20');
  expect(metricText('codebook_organization', [-0.001])).toBe('0.00');
  expect(metricText('solved_at', [120, 150, null, 140, null])).toBe('150 [140, never]');
});

test('maps come to rest, or some of them do', () => {
  expect(metricText('rest', [0.5, 0.5])).toBe('at rest after 0.50 ± 0.00 passes');
  expect(metricText('rest', [0.5, null])).toBe('1 of 2 after 0.50 passes');
  expect(metricText('rest', [null, null])).toBe('none came to rest');
});
