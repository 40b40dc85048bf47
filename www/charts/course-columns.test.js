import { expect, test } from 'vitest';
import { bandAt, chartColumns, lineOf, nearest } from './course-columns.js';

const line = (/** @type {[number, number][]} */ points) => ({
  x: points.map(([x]) => x),
  y: points.map(([, y]) => y),
});

test('the columns are the edges of a band and the line of each variant', () => {
  const columns = chartColumns([
    { line: line([[10, 0.5]]), band: null },
    {
      line: line([[20, 0.7]]),
      band: { x: [10, 20], middle: [0.6, 0.7], low: [0.5, 0.7], high: [0.65, 0.7], n: 2 },
    },
  ]);
  expect(columns[0]).toEqual([10, 20]);
  expect(columns.slice(1, 4)).toEqual([
    [null, null],
    [null, null],
    [0.5, null],
  ]);
  expect(columns.slice(4)).toEqual([
    [0.65, 0.7],
    [0.5, 0.7],
    [null, 0.7],
  ]);
});

const COURSE = [
  { episode: 10, loss: null, mean_return: 20 },
  { episode: 30, loss: 0.5, mean_return: 80 },
];

test('a reading is of the nearest point', () => {
  expect(nearest(COURSE, 'episode', 19)?.episode).toBe(10);
  expect(nearest(COURSE, 'episode', 21)?.episode).toBe(30);
  expect(nearest(/** @type {typeof COURSE} */ ([]), 'episode', 21)).toBeNull();
});

test('a line goes through the points that have a value', () => {
  expect(lineOf(COURSE, 'episode', 'mean_return')).toEqual({ x: [10, 30], y: [20, 80] });
  expect(lineOf(COURSE, 'episode', 'loss')).toEqual({ x: [30], y: [0.5] });
});

test('a band is read where it has a point', () => {
  const band = { x: [10, 30], middle: [0.5, 0.8], low: [0.4, 0.7], high: [0.6, 0.9], n: 3 };
  expect(bandAt(band, 30)).toEqual({ middle: 0.8, low: 0.7, high: 0.9 });
  expect(bandAt(band, 31)).toBeNull();
});
