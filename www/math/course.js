/**
 * Courses of runs: points that all variants and seeds have in the same places.
 */

import { quartiles } from './ranks.js';

/** @typedef {{middle: number, low: number, high: number}} Range */
/** @typedef {{x: number[], middle: number[], low: number[], high: number[], n: number}} Band  of n courses */

/**
 * @param {number[]} values  at least one
 * @returns {{mean: number, sd: number}} the standard deviation of the population they were drawn from, 0 for one value
 */
export function spread(values) {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : 0 };
}

/** Mean ± standard deviation. @param {number[]} values @returns {Range} */
export function aroundMean(values) {
  const { mean, sd } = spread(values);
  return { middle: mean, low: mean - sd, high: mean + sd };
}

/** The median, and the half of the values around it. @param {number[]} values @returns {Range} */
export function aroundMedian(values) {
  const { median, low, high } = quartiles(values);
  return { middle: median, low, high };
}

/**
 * The range of a value over several courses, where all of them have a point.
 * @template {Record<string, any>} P
 * @param {P[][]} courses
 * @param {keyof P} key
 * @param {keyof P} x  what its places are counted in
 * @param {(values: number[]) => Range} around
 * @returns {Band}
 */
export function bandOf(courses, key, x, around) {
  const n = courses.length;
  const length = n === 0 ? 0 : Math.min(...courses.map((course) => course.length));
  const ranges = Array.from({ length }, (_, i) => around(courses.map((course) => course[i][key])));
  return {
    x: Array.from({ length }, (_, i) => courses[0][i][x]),
    middle: ranges.map(({ middle }) => middle),
    low: ranges.map(({ low }) => low),
    high: ranges.map(({ high }) => high),
    n,
  };
}

/**
 * The largest difference of a value between two courses, over the points that both have; null where there are none.
 * @template {Record<string, any>} P
 * @param {P[]} a
 * @param {P[]} b
 * @param {keyof P} key
 */
export function largestGap(a, b, key) {
  const n = Math.min(a.length, b.length);
  if (n === 0) return null;
  return Math.max(...a.slice(0, n).map((point, i) => Math.abs(point[key] - b[i][key])));
}
