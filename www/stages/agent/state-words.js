/** States and units of an agent's map in words and numbers. */

import { count, decimal, percent } from '../../math/format.js';
import { bestOf } from './action-colors.js';
import { TRACK, wrapped } from './cart-geometry.js';

/** @import { Ending, Environment, StateSheet } from '../../generated/types.js' */

const DEGREES = 180 / Math.PI;

/** With a true minus, and none before a zero. @param {number} value @param {number} digits */
export function signed(value, digits) {
  if (!Number.isFinite(value)) return '–';
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) > 0 ? `−${text}` : text;
}

/** @param {number} angle in rad */
export const degrees = (angle, digits = 1) => `${signed(angle * DEGREES, digits)}°`;

/** @param {Environment} environment */
export const isPendulum = (environment) => environment === 'pendulum';

/**
 * @param {ArrayLike<number>} state
 * @param {Environment} environment
 */
export function stateText(state, environment) {
  if (isPendulum(environment)) {
    return `θ ${degrees(wrapped(state[0]), 0)}, θ̇ ${degrees(state[1], 0)}/s`;
  }
  const [x, speed, angle, turning] = Array.from(state);
  return `x ${signed(x, 2)} m, ẋ ${signed(speed, 1)} m/s, θ ${degrees(angle)}, θ̇ ${degrees(turning, 0)}/s`;
}

/**
 * What an action is called.
 * @param {number} effort in N or N m
 * @param {Environment} environment
 */
export function actionName(effort, environment) {
  if (isPendulum(environment)) return `${signed(effort, 1)} N·m`;
  return effort < 0 ? 'left' : 'right';
}

/**
 * Where a unit stands on its lattice, from (1, 1).
 * @param {number} unit
 * @param {{cols: number}} shape
 */
export const placeText = (unit, { cols }) => `(${Math.floor(unit / cols) + 1}, ${(unit % cols) + 1})`;

/**
 * All that is known of a unit, in one line.
 * @param {StateSheet} sheet
 * @param {number} unit
 * @param {ArrayLike<number>} efforts
 * @param {Environment} environment
 */
export function unitText(sheet, unit, efforts, environment) {
  const parts = [
    `unit ${placeText(unit, sheet)}: ${stateText(sheet.states.subarray(4 * unit, 4 * unit + 4), environment)}`,
    valuesText(sheet, unit, efforts, environment),
    winsText(sheet, unit),
  ];
  return parts.filter(Boolean).join(' · ');
}

/**
 * @param {StateSheet} sheet
 * @param {number} unit
 * @param {ArrayLike<number>} efforts
 * @param {Environment} environment
 */
function valuesText({ values }, unit, efforts, environment) {
  const n = efforts.length;
  if (n === 0 || values.length < (unit + 1) * n) return '';
  const own = Array.from(values.slice(unit * n, unit * n + n));
  const best = bestOf(own, n);
  const name = (/** @type {number} */ action) => actionName(efforts[action], environment);
  const value = (/** @type {number} */ q) => (q < 0 ? `−${decimal(-q)}` : decimal(q));
  // Too many to be read one by one.
  if (n > 3) return `Q ${value(Math.min(...own))} to ${value(own[best])} → ${name(best)}`;
  return `Q ${own.map((q, action) => `${name(action)} ${value(q)}`).join(', ')} → ${name(best)}`;
}

/**
 * @param {StateSheet} sheet
 * @param {number} unit
 */
function winsText({ wins, n_states: n }, unit) {
  if (n === 0) return '';
  if (!wins[unit]) return `wins none of the last ${count(n)} states`;
  return `wins ${percent(wins[unit] / n)} of the last ${count(n)} states`;
}

/**
 * How an episode ended; empty while it goes on.
 * @param {Ending | null} ending
 * @param {ArrayLike<number>} state
 * @param {Environment} environment
 */
export function endingText(ending, state, environment) {
  if (ending === 'time') return 'time is up';
  if (ending !== 'failed') return '';
  return !isPendulum(environment) && Math.abs(state[0]) > TRACK ? 'off the track' : 'fallen';
}

/**
 * The scene for those who do not see it.
 * @param {ArrayLike<number>} state
 * @param {Environment} environment
 */
export function sceneText(state, environment) {
  const pendulum = isPendulum(environment);
  const angle = Math.round(wrapped(state[pendulum ? 0 : 2]) * DEGREES);
  const leans = angle === 0 ? 'upright' : `${Math.abs(angle)} degrees to the ${angle < 0 ? 'left' : 'right'}`;
  if (pendulum) return `A pendulum, ${angle === 0 ? leans : `${leans} of upright`}.`;
  const x = Number(state[0].toFixed(1));
  const place = x === 0 ? 'in the middle' : `${Math.abs(x)} meters to the ${x < 0 ? 'left' : 'right'}`;
  return `A cart ${place}, its pole ${angle === 0 ? leans : `leaning ${leans}`}.`;
}
