import { describe, expect, test } from 'vitest';
import { readout, windowOf } from './net-chart.js';

const line = (/** @type {[number, number][]} */ points) => ({
  x: points.map(([x]) => x),
  y: points.map(([, y]) => y),
});

describe('the axis', () => {
  test('stands where the curves are expected before there are any', () => {
    expect(windowOf('test_accuracy', 'mnist', [], 100, null)).toEqual([0.9, 1]);
    expect(windowOf('test_accuracy', 'mnist/conv', [], 100, null)).toEqual([0.95, 1]);
    expect(windowOf('test_accuracy', 'own', [], 100, null)).toEqual([0, 1]);
    expect(windowOf('test_accuracy', 'own/conv', [], 100, null)).toEqual([0, 1]);
  });

  test('lets the first points leave it, and grows for later ones', () => {
    const begun = line([
      [1, 0.3],
      [50, 0.95],
    ]);
    expect(windowOf('test_accuracy', 'mnist', [begun], 100, null)).toEqual([0.9, 1]);
    const low = line([[50, 0.83]]);
    expect(windowOf('test_accuracy', 'mnist', [begun, low], 100, null)).toEqual([0.8, 1]);
    expect(windowOf('test_loss', 'mnist', [line([[90, 0.61]])], 100, null)).toEqual([0, 0.8]);
  });

  test('never shrinks, and no accuracy is above 1', () => {
    const good = line([[50, 0.97]]);
    expect(windowOf('test_accuracy', 'mnist', [good], 100, [0.6, 1])).toEqual([0.6, 1]);
    expect(windowOf('test_accuracy', 'cifar10', [line([[50, 0.999]])], 100, null)).toEqual([0.2, 1]);
  });
});

test('a reading is in percent for an accuracy', () => {
  expect(readout('test_accuracy', 0.98124)).toBe('98.12%');
  expect(readout('test_accuracy', 0.98124, 0.0007)).toBe('98.12 ± 0.07%');
  expect(readout('test_loss', 0.07)).toBe('0.070');
});
