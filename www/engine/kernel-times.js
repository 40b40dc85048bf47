/**
 * What an adapter's clock tells of its kernels; twin of src/backend/gpu/profile.rs.
 */

/** @import { KernelTime } from './protocol.js' */

/**
 * Sums by kernel, the longest first.
 * @param {string} kernels  of every dispatch, parted by spaces; empty where there was none
 * @param {Uint32Array} ticks  when each began and ended, in ns: two words each, the lower first
 * @returns {KernelTime[]}
 */
export function timesOf(kernels, ticks) {
  const at = (/** @type {number} */ i) => (BigInt(ticks[i + 1]) << 32n) | BigInt(ticks[i]);
  /** @type {Map<string, KernelTime>} */
  const times = new Map();
  for (const [i, kernel] of kernels.split(' ').entries()) {
    if (kernel === '') continue;
    const time = times.get(kernel) ?? { kernel, dispatches: 0, nanoseconds: 0 };
    time.dispatches += 1;
    // A clock that was set back tells nothing.
    time.nanoseconds += Math.max(0, Number(at(4 * i + 2) - at(4 * i)));
    times.set(kernel, time);
  }
  return [...times.values()].sort((a, b) => b.nanoseconds - a.nanoseconds);
}
