import { describe, expect, test } from 'vitest';
import { bandAt, chartColumns, lineOf, nearest, readout, windowOf } from './net-chart.js';

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

test('the columns are the edges of a band and the line of each variant', () => {
  const columns = chartColumns([
    { line: line([[10, 0.5]]), band: null },
    { line: line([[20, 0.7]]), band: { x: [10, 20], mean: [0.6, 0.7], sd: [0.1, 0], n: 2 } },
  ]);
  expect(columns[0]).toEqual([10, 20]);
  expect(columns.slice(1, 4)).toEqual([
    [null, null],
    [null, null],
    [0.5, null],
  ]);
  expect(columns[4]).toEqual([0.7, 0.7]);
  expect(columns[5]).toEqual([0.5, 0.7]);
  expect(columns[6]).toEqual([null, 0.7]);
});

describe('a reading', () => {
  /** @type {any[]} */
  const course = [
    { samples: 10, test_accuracy: 0.5, test_loss: 1 },
    { samples: 30, test_accuracy: 0.8, test_loss: 0.5 },
  ];

  test('is of the nearest point', () => {
    expect(nearest(course, 19)?.samples).toBe(10);
    expect(nearest(course, 21)?.samples).toBe(30);
    expect(nearest([], 21)).toBeNull();
    expect(lineOf(course, 'test_loss')).toEqual({ x: [10, 30], y: [1, 0.5] });
  });

  test('of a band has a mean and a spread, where there is a point', () => {
    const band = { x: [10, 30], mean: [0.5, 0.8], sd: [0.01, 0.02], n: 3 };
    expect(bandAt(band, 30)).toEqual({ mean: 0.8, sd: 0.02 });
    expect(bandAt(band, 31)).toBeNull();
  });

  test('is in percent for an accuracy', () => {
    expect(readout('test_accuracy', 0.98124)).toBe('98.12%');
    expect(readout('test_accuracy', 0.98124, 0.0007)).toBe('98.12 ± 0.07%');
    expect(readout('test_loss', 0.07)).toBe('0.070');
  });
});
