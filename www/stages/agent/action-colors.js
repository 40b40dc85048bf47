/**
 * Colors of what an agent would do: blue to the left, orange to the right, which nobody confuses.
 *
 * Of two actions the hue says which, and how full it is says by how much it is better. Of many the color says the
 * effort alone, for there how far the best is from the mean depends on how many there are.
 */

import { mix } from '../../canvas/colormap.js';
import { rgb } from '../../style/theme.js';

/** @import { Rgb } from '../../canvas/colormap.js' */
/** @import { Theme } from '../../style/theme.js' */
/** @typedef {Pick<Theme, 'push' | 'paper'>} Hues */

/** Of a color that is hardly one, so that its hue is still seen. */
const LEAST = 0.1;

/**
 * The action with the highest value; the first of those that are as high.
 * @param {ArrayLike<number>} values  `[units, n]`
 * @param {number} n  actions
 * @param {number} [unit]
 */
export function bestOf(values, n, unit = 0) {
  let best = 0;
  for (let action = 1; action < n; action++) {
    if (values[unit * n + action] > values[unit * n + best]) best = action;
  }
  return best;
}

/**
 * By how much the best action of every unit exceeds the mean of all.
 * @param {ArrayLike<number>} values  `[units, n]`
 * @param {number} n  actions
 * @returns {Float32Array}
 */
export function advantagesOf(values, n) {
  return Float32Array.from({ length: n > 0 ? Math.floor(values.length / n) : 0 }, (_, unit) => {
    let sum = 0;
    for (let action = 0; action < n; action++) sum += values[unit * n + action];
    return values[unit * n + bestOf(values, n, unit)] - sum / n;
  });
}

/**
 * What a full color stands for: nine in ten are less. A few very sure ones leave the others their colors.
 * @param {ArrayLike<number>} advantages
 */
export function fullOf(advantages) {
  if (advantages.length === 0) return 0;
  const sorted = Float64Array.from(advantages).sort();
  return sorted[Math.round(0.9 * (sorted.length - 1))];
}

/** The strongest effort, each way. @param {ArrayLike<number>} efforts */
export const strongest = (efforts) =>
  Array.from(efforts).reduce((most, effort) => Math.max(most, Math.abs(effort)), 0);

/**
 * How much a color is to the right: -1 fully left, 0 neither, 1 fully right.
 * @param {ArrayLike<number>} efforts
 * @param {number} action
 * @param {number} advantage
 * @param {number} full  the advantage of a full color
 */
export function leaning(efforts, action, advantage, full) {
  const effort = efforts[action] ?? 0;
  if (efforts.length > 2) return effort / (strongest(efforts) || 1);
  const share = full > 0 ? Math.min(1, Math.max(0, advantage / full)) : 0;
  return Math.sign(effort) * (LEAST + (1 - LEAST) * share);
}

/**
 * @param {number} leans  -1…1
 * @param {Hues} colors
 * @returns {Rgb}
 */
export function pushColor(leans, { push, paper }) {
  return mix(rgb(paper), rgb(leans < 0 ? push.left : push.right), Math.min(1, Math.abs(leans)));
}
