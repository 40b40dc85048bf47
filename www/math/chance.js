/**
 * What purity and NMI come to when samples are dealt out to neurons blindly. Neither is 0 then: few samples on
 * many neurons agree by chance.
 */

/** @typedef {{purity: number, nmi: number}} Agreement */

/** @type {Map<string, Agreement>} */
const known = new Map();

/**
 * @param {number} n samples
 * @param {number} units
 * @param {number} classes  equally frequent
 * @returns {Agreement}
 */
export function byChance(n, units, classes) {
  const key = [n, units, classes].join();
  const agreement = known.get(key) ?? agreementOf(dealt(n, units, classes), n, classes);
  known.set(key, agreement);
  return agreement;
}

/**
 * Samples of each class on each neuron.
 * @param {number} n
 * @param {number} units
 * @param {number} classes
 */
function dealt(n, units, classes) {
  const counts = Array.from({ length: units }, () => new Uint32Array(classes));
  let state = 0x2545f491;
  for (let i = 0; i < n; i++) {
    // xorshift: the same hand every time
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    counts[Math.floor(((state >>> 0) / 2 ** 32) * units)][i % classes] += 1;
  }
  return counts;
}

/**
 * @param {Uint32Array[]} counts
 * @param {number} n
 * @param {number} classes
 * @returns {Agreement}
 */
function agreementOf(counts, n, classes) {
  const entropy = (/** @type {number} */ count) => (count > 0 ? (-count / n) * Math.log(count / n) : 0);
  let [majority, units, pairs] = [0, 0, 0];
  for (const row of counts) {
    majority += Math.max(...row);
    units += entropy(row.reduce((sum, count) => sum + count, 0));
    for (const count of row) pairs += entropy(count);
  }
  const labels = Math.log(classes);
  return { purity: majority / n, nmi: (2 * (units + labels - pairs)) / (units + labels) };
}
