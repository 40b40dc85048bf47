/**
 * What cannot be read, in one sentence that names it. Like all failures of the page: a kind and a message.
 */

/** @import { Failure } from '../engine/errors.js' */

/**
 * @param {string} message
 * @returns {Failure}
 */
export const bad = (message) => ({ kind: 'input', message });

/**
 * What is fetched only when it is needed.
 * @template T
 * @param {Promise<T>} coming
 * @param {string} name  at the head of a sentence
 * @returns {Promise<T>} rejects with a failure of the network
 */
export function arrived(coming, name) {
  return coming.catch(() => {
    const failure = { kind: 'network', message: `${name} did not arrive.` };
    throw failure;
  });
}
