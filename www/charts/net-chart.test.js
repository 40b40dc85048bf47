import { describe, expect, test } from 'vitest';
import { readout, windowOf } from './net-chart.js';

const line = (/** @type {[number, number][]} */ points) => ({
  x: points.map(([x]) => x),
  y: points.map(([, y]) => y),
});

describe('the axis', () => {
  test('is narrow before there are curves', () => {
    expect(windowOf('test_accuracy', 'mnist', [])).toEqual([0.9, 1]);
    expect(windowOf('test_accuracy', 'mnist/conv', [])).toEqual([0.95, 1]);
    expect(windowOf('test_accuracy', 'own', [])).toEqual([0, 1]);
    expect(windowOf('test_accuracy', 'own/conv', [])).toEqual([0, 1]);
    expect(windowOf('test_loss', 'mnist', [])).toEqual([0, 0.4]);
  });

  test('shows every curve from its first point on', () => {
    expect(windowOf('test_accuracy', 'mnist/conv', [line([[320, 0.11]])])).toEqual([0, 1]);
    expect(windowOf('test_accuracy', 'mnist/conv', [line([[320, 0.62]]), line([[320, 0.93]])])).toEqual([
      0.5, 1,
    ]);
    expect(windowOf('test_accuracy', 'cifar10', [line([[320, 0.12]])])).toEqual([0, 0.6]);
    expect(windowOf('test_loss', 'mnist/conv', [line([[320, 2.3]])])).toEqual([0, 2.4]);
    expect(windowOf('test_loss', 'cifar10', [line([[320, 7.3]])])).toEqual([1, 8]);
  });

  test('narrows as the curves rise, by few steps, and never past its narrowest', () => {
    const rise = [0.1, 0.4, 0.62, 0.75, 0.84, 0.88, 0.91, 0.93, 0.955, 0.96, 0.97, 0.975, 0.98, 0.985];
    const points = rise.map((y, i) => /** @type {[number, number]} */ ([100 * 1.4 ** i, y]));
    const starts = points.map(
      (_, i) => windowOf('test_accuracy', 'mnist/conv', [line(points.slice(0, i + 1))])[0],
    );
    expect(starts).toEqual([0, 0, 0, 0, 0, 0, 0.5, 0.5, 0.8, 0.8, 0.9, 0.9, 0.95, 0.95]);
  });

  test('does not hop back and forth with curves that waver', () => {
    const points = [0.93, 0.949, 0.951, 0.948, 0.952, 0.949, 0.953].map((y, i) => [1000 + 100 * i, y]);
    const starts = points.map(
      (_, i) =>
        windowOf('test_accuracy', 'mnist/conv', [line(/** @type {any} */ (points.slice(0, i + 1)))])[0],
    );
    expect(new Set(starts)).toEqual(new Set([0.9]));
  });

  test('keeps what was recorded in sight beside a curve that is better', () => {
    const recorded = line([
      [100, 0.6],
      [1000, 0.87],
      [4000, 0.91],
    ]);
    expect(windowOf('test_accuracy', 'mnist/conv', [line([[500, 0.97]]), recorded])).toEqual([0.8, 1]);
  });

  test('ends above the best curve, and no accuracy is above 1', () => {
    expect(windowOf('test_accuracy', 'cifar10', [line([[50, 0.64]])])).toEqual([0.2, 0.7]);
    expect(windowOf('test_accuracy', 'cifar10', [line([[50, 0.999]])])).toEqual([0.2, 1]);
    expect(windowOf('test_loss', 'cifar10', [line([[50, 0.7]])])).toEqual([0.6, 2.2]);
    expect(windowOf('test_loss', 'mnist', [line([[50, NaN]])])).toEqual([0, 0.4]);
  });
});

test('a reading is in percent for an accuracy', () => {
  expect(readout('test_accuracy', 0.98124)).toBe('98.12%');
  expect(readout('test_accuracy', 0.98124, 0.0007)).toBe('98.12 ± 0.07%');
  expect(readout('test_loss', 0.07)).toBe('0.070');
});
