/**
 * The schedules of the engine, once more in JavaScript, only to draw them.
 */

/** @import { Curve } from '../engine/protocol.js' */

/**
 * @param {{start: number, end: number, curve: Curve}} schedule
 * @param {number} t  0 at the start of the run, 1 at its end
 * @returns {number}
 */
export function scheduleAt({ start, end, curve }, t) {
  switch (curve) {
    case 'exponential':
      return start * (end / start) ** t;
    case 'inverse':
      return start / (1 + (start / end - 1) * t);
    default:
      return start + (end - start) * t;
  }
}

/**
 * The schedule as the points of a polyline in a box; the larger end touches the top.
 * @param {{start: number, end: number, curve: Curve}} schedule
 * @param {number} width
 * @param {number} height
 * @param {number} [n]
 * @returns {[number, number][]}
 */
export function schedulePoints(schedule, width, height, n = 40) {
  const top = Math.max(schedule.start, schedule.end);
  return Array.from({ length: n + 1 }, (_, i) => {
    const t = i / n;
    return [t * width, height * (1 - scheduleAt(schedule, t) / top)];
  });
}
