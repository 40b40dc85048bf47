/**
 * What cannot be read, in one sentence that names it. Like all failures of the page: a kind and a message.
 */

/** @import { Failure } from '../engine/errors.js' */

/**
 * @param {string} message
 * @returns {Failure}
 */
export const bad = (message) => ({ kind: 'input', message });

const NAMED = 3;

/**
 * One sentence for what was left out of a larger lot.
 * @param {string[]} sentences  one for each
 * @returns {string}
 */
export function leftOut(sentences) {
  const others = sentences.length - NAMED;
  const more = others > 0 ? ` And ${others} more.` : '';
  return `Left out: ${sentences.slice(0, NAMED).join(' ')}${more}`;
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/**
 * @param {number} bytes
 * @returns {string} such as '12 MB'
 */
export function amount(bytes) {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${UNITS[power]}`;
}
