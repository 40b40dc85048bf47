/**
 * What was recorded, as a chart has it: the middle of a band as a line, and as points that can be read.
 */

/** @import { Band } from '../math/course.js' */
/** @import { Line } from './curve.js' */

/** The middle of a band as a line. @param {Band} band @returns {Line} */
export const middleOf = ({ x, middle }) => ({ x, y: middle });

/**
 * A recorded mean as points of a course, to be read where there is no course yet.
 * @param {Band | null} band
 * @param {string} x  what places are counted in
 * @param {string} y
 * @returns {Record<string, number>[]}
 */
export const pointsOf = (band, x, y) => band?.x.map((at, i) => ({ [x]: at, [y]: band.middle[i] })) ?? [];
