/**
 * The geometry of a chart of courses: what a course has at a place, and the columns that are drawn.
 */

import { columnsOf } from './curve.js';

/** @import { Line } from './curve.js' */
/** @import { Band, Range } from '../math/course.js' */

/**
 * The point of a course that is nearest to a place.
 * @template {Record<string, any>} P
 * @param {P[]} course
 * @param {keyof P} x  what places are counted in
 * @param {number} at
 * @returns {P | null}
 */
export function nearest(course, x, at) {
  /** @type {P | null} */
  let best = null;
  for (const point of course) {
    if (!best || Math.abs(point[x] - at) < Math.abs(best[x] - at)) best = point;
  }
  return best;
}

/**
 * A course as a line, through the points that have a value.
 * @template {Record<string, any>} P
 * @param {P[]} course
 * @param {keyof P} x
 * @param {keyof P} y
 * @returns {Line}
 */
export function lineOf(course, x, y) {
  const known = course.filter((point) => point[y] !== null);
  return { x: known.map((point) => point[x]), y: known.map((point) => point[y]) };
}

/**
 * What the chart draws of each variant, in this order: the upper and the lower edge of its band, and its line.
 * @param {{line: Line, band: Band | null}[]} variants
 * @returns {[number[], ...(number | null)[][]]}
 */
export function chartColumns(variants) {
  return columnsOf(
    variants.flatMap(({ line, band }) => {
      const { x, low, high } = band ?? { x: [], low: [], high: [] };
      return [{ x, y: high }, { x, y: low }, line];
    }),
  );
}

/**
 * The range of a band at a place, if it has a point there.
 * @param {Band} band
 * @param {number} at
 * @returns {Range | null}
 */
export function bandAt({ x, middle, low, high }, at) {
  const i = x.indexOf(at);
  return i < 0 ? null : { middle: middle[i], low: low[i], high: high[i] };
}

/**
 * The range of a band at the place nearest to another; at its end where no place is given.
 * @param {Band} band
 * @param {number | null} at
 * @returns {Range | null}
 */
export function readBand(band, at) {
  const places = band.x.map((x) => ({ x }));
  const place = at === null ? places.at(-1) : nearest(places, 'x', at);
  return place ? bandAt(band, place.x) : null;
}

/** Whether two lines lie on each other. @param {Line} a @param {Line} b */
export function coincide(a, b) {
  return b.y.length > 1 && a.y.length === b.y.length && a.y.every((value, i) => value === b.y[i]);
}
