/**
 * What cannot be read, in one sentence that names it. Like all failures of the page: a kind and a message.
 */

/** @import { Failure } from '../engine/errors.js' */

/**
 * @param {string} message
 * @returns {Failure}
 */
export const bad = (message) => ({ kind: 'input', message });
