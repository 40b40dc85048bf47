/**
 * The charts of agents: returns over episodes, and what goes on behind them.
 */

import { count, decimal } from '../math/format.js';
import { niceCeil } from './curve.js';

/** @import { AgentFrame } from '../generated/types.js' */
/** @import { Axes, Span } from './course-chart.js' */
/** @import { Line } from './curve.js' */
/** @import { Band } from '../math/course.js' */
/** @typedef {'epsilon' | 'loss' | 'mean_q'} Inner */

/** What goes on behind the returns. @type {Record<Inner, string>} */
export const INNER = {
  epsilon: 'random actions, ε',
  loss: 'loss',
  mean_q: 'mean value of the best action, Q',
};

/** Below this an agent of the pendulum has not begun to learn. */
const WORST_SWING = -1750;

/** With a true minus. @param {number} value */
const minus = (value) => decimal(value).replace('-', '−');
/** @param {number} value */
const tick = (value) => String(Number(value.toPrecision(3))).replace('-', '−');
/** @param {number} episode */
const place = (episode) => `Episode ${count(episode)}`;

/**
 * Returns of episodes, and their means of a hundred.
 * @param {Pick<AgentFrame, 'limit' | 'solved_return'>[]} frames  of all variants
 * @param {Band[]} [recorded]  what there is before a frame
 * @returns {Axes}
 */
export function returnAxes(frames, recorded = []) {
  const solved = [...new Set(frames.flatMap(({ solved_return }) => solved_return ?? []))];
  const begun = frames.length > 0;
  const swings = begun
    ? solved.length === 0
    : recorded.some(({ middle }) => middle.some((value) => value < 0));
  const longest = Math.max(200, ...(begun ? frames.map(({ limit }) => limit) : recorded.map(limitOf)));
  /** With some air above the best. @type {Span} */
  const span = swings ? [WORST_SWING, 50] : [0, 1.04 * longest];
  return {
    title: 'mean return of a hundred episodes',
    x: 'episode',
    y: 'mean_return',
    faint: 'episode_return',
    rules: solved.map((at) => ({ at, text: `solved: a mean of ${at}` })),
    span: () => span,
    place,
    text: minus,
    tick,
  };
}

/** Steps of the world, told by the returns: an episode has 200 of them, or 500. @param {Band} band */
const limitOf = ({ high }) => (Math.max(0, ...high) > 200 ? 500 : 200);

/**
 * @param {Inner} y
 * @returns {Axes}
 */
export const innerAxes = (y) => ({
  title: INNER[y],
  x: 'episode',
  y,
  span: (lines) => (y === 'epsilon' ? [0, 1] : aroundAll(lines)),
  place,
  text: minus,
  tick,
});

/**
 * Round numbers around all values, and around 0.
 * @param {Line[]} lines
 * @returns {Span}
 */
export function aroundAll(lines) {
  const values = lines.flatMap(({ y }) => y.filter(Number.isFinite));
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  if (low === high) return [0, 1];
  const step = niceCeil((high - low) / 4);
  // Not −0.
  return [Math.floor(low / step + 1e-9) * step + 0, Math.ceil(high / step - 1e-9) * step + 0];
}
