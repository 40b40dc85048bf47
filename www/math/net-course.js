/**
 * Courses of networks: points that all variants and seeds have at the same numbers of samples.
 */

/** @import { CoursePoint } from '../engine/net-protocol.js' */
/** @typedef {CoursePoint[]} NetCourse */
/** @typedef {{x: number[], mean: number[], sd: number[], n: number}} Band  sd with n − 1; 0 where n is 1 */

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

/**
 * Mean and spread of a value over several courses, where all of them have a point.
 * @param {NetCourse[]} courses
 * @param {keyof CoursePoint} key
 * @returns {Band}
 */
export function bandOf(courses, key) {
  const n = courses.length;
  const length = n === 0 ? 0 : Math.min(...courses.map((course) => course.length));
  const spreads = Array.from({ length }, (_, i) => spread(courses.map((course) => course[i][key])));
  return {
    x: Array.from({ length }, (_, i) => courses[0][i].samples),
    mean: spreads.map(({ mean }) => mean),
    sd: spreads.map(({ sd }) => sd),
    n,
  };
}

/**
 * The largest difference of a value between two courses, over the points that both have; null where there are none.
 * @param {NetCourse} a
 * @param {NetCourse} b
 * @param {keyof CoursePoint} key
 */
export function largestGap(a, b, key) {
  const n = Math.min(a.length, b.length);
  if (n === 0) return null;
  return Math.max(...a.slice(0, n).map((point, i) => Math.abs(point[key] - b[i][key])));
}
