import { expect, test } from 'vitest';
import { Course, columnsOf, extentOf, niceAxis, niceCeil } from './curve.js';

test('a course keeps its points in order, and a new run clears it', () => {
  const course = new Course();
  const point = { step: 1, samples: 100, quantization_error: 6, topographic_error: 0.1 };
  course.add(point);
  course.add({ ...point, quantization_error: 5 });
  expect(course.line('quantization_error')).toEqual({ x: [100], y: [5] });
  course.add({ ...point, samples: 50 });
  expect(course.points).toHaveLength(1);
  for (let i = 0; i < 2000; i++) course.add({ ...point, samples: 100 + i });
  expect(course.points.length).toBeLessThan(700);
});

test('what came before the map had formed does not set the axis', () => {
  const line = { x: [0], y: [15] };
  expect(extentOf([line], 10_000)).toEqual([15, 15]);
  line.x.push(5000, 9000);
  line.y.push(6.5, 5.4);
  expect(extentOf([line], 10_000)).toEqual([5.4, 6.5]);
  expect(extentOf([line, { x: [6000], y: [4] }], 10_000)).toEqual([4, 6.5]);
  expect(extentOf([], 1)).toEqual([0, 0]);
  expect(niceAxis([5.4, 6.5])).toEqual([5, 7]);
  expect(niceAxis([0, 0])).toEqual([0, 1]);
  expect([0, 0.013, 1, 7.1, 230].map(niceCeil)).toEqual([1, 0.015, 1, 8, 250]);
});

test('lines of several runs share one x', () => {
  const [a, b] = [
    { x: [1, 2, 4], y: [9, 8, 7] },
    { x: [2, 3], y: [6, 5] },
  ];
  expect(columnsOf([a, b])).toEqual([
    [1, 2, 3, 4],
    [9, 8, null, 7],
    [null, 6, 5, null],
  ]);
  expect(columnsOf([])).toEqual([[]]);
});
