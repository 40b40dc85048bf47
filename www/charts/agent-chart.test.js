import { expect, test } from 'vitest';
import { aroundAll, innerAxes, returnAxes } from './agent-chart.js';

test('the returns have room for the longest episode, and a line where the world is solved', () => {
  const short = { limit: 200, solved_return: 195 };
  const long = { limit: 500, solved_return: 475 };
  expect(returnAxes([]).span([])).toEqual([0, 208]);
  expect(returnAxes([short, short]).rules).toEqual([{ at: 195, text: 'solved: a mean of 195' }]);
  const both = returnAxes([short, long]);
  expect([both.span([]), both.rules?.length]).toEqual([[0, 520], 2]);
});

test('a pendulum is never paid, and never solved', () => {
  const axes = returnAxes([{ limit: 200, solved_return: null }]);
  expect([axes.span([]), axes.rules]).toEqual([[-1750, 50], []]);
  expect(axes.text(-1234)).toBe('−1,234');
});

test('other axes are round, and hold 0', () => {
  const line = (/** @type {number[]} */ ...y) => ({ x: y.map((_, i) => i), y });
  expect(aroundAll([])).toEqual([0, 1]);
  expect(aroundAll([line(3, 18.5), line(2)])).toEqual([0, 20]);
  expect(aroundAll([line(-140, Infinity)])).toEqual([-160, 0]);
  expect(innerAxes('epsilon').span([line(0.3)])).toEqual([0, 1]);
});
