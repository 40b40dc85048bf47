/**
 * How many engine workers a page has, and which of them a session belongs on.
 */

const MOST = 8;

/**
 * One core is left to the page, except where there are only two: the page needs little of one.
 * @param {{hardwareConcurrency?: number, deviceMemory?: number}} [device]  the browser's `navigator`; memory in GiB, as far
 *   as it tells
 * @returns {number} from 1 to 8
 */
export function workersFor({ hardwareConcurrency: cores = 2, deviceMemory: memory = Infinity } = {}) {
  const byMemory = memory <= 2 ? 2 : memory <= 4 ? 4 : MOST;
  return Math.max(1, Math.min(cores <= 2 ? cores : cores - 1, byMemory));
}

/**
 * The worker with the least to do, the first of several; a session stays where it is unless another has less to do.
 * @param {number[]} loads  running sessions of each worker, without the one in question; Infinity where it may not go
 * @param {number} [own]  the index of its worker
 * @returns {number} an index
 */
export function leastLoaded(loads, own) {
  const least = Math.min(...loads);
  return own !== undefined && loads[own] === least ? own : loads.indexOf(least);
}
