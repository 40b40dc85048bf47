/**
 * Medians, quartiles and rank sums, for values that are not normal or never come (src/bin/lab/statistics.rs).
 */

/**
 * Interpolated between neighbors (Hyndman and Fan's type 7).
 * @param {number[]} values  at least one; some may be infinite
 * @returns {{low: number, median: number, high: number}}
 */
export function quartiles(values) {
  const sorted = values.toSorted((a, b) => (a === b ? 0 : a - b));
  const at = (/** @type {number} */ share) => {
    const place = share * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    // Between a number and infinity there is nothing but infinity.
    return below === above ? below : below + (above - below) * (place % 1);
  };
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}

/**
 * Whether `a` tends to be larger than `b`, by the test of Mann and Whitney: the standard normal variable of its U, with
 * the corrections for ties and for continuity; 0 where all values are the same.
 * @param {number[]} a
 * @param {number[]} b
 */
export function rankSum(a, b) {
  const [n, m] = [a.length, b.length];
  let u = 0;
  for (const x of a) for (const y of b) u += x > y ? 1 : x === y ? 0.5 : 0;
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const value of [...a, ...b]) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ties = [...counts.values()].reduce((sum, t) => sum + t ** 3 - t, 0);
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  const away = u - (n * m) / 2;
  if (!(variance > 0)) return 0;
  return (Math.sign(away) * Math.max(0, Math.abs(away) - 0.5)) / Math.sqrt(variance);
}
