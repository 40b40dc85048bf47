/**
 * What the organization of a sheet of neurons comes to when they are dealt out at random: the same pictures, the same
 * measure (Spearman's rank correlation of lattice distance and distance of weights), other places.
 */

import { squaredDistance } from './lattice.js';

/** @import { Shape } from './lattice.js' */

const SHUFFLES = 60;
/** Multiplications that a page may spend on it; beyond, a part of the pixels and pairs will do. */
const BUDGET = 6e6;
const MOST_PAIRS = 20_000;

/**
 * Where 95 % of all random arrangements lie.
 * @param {ArrayLike<number>} values  [units, features]
 * @param {Shape} shape
 * @returns {{low: number, high: number}}
 */
export function byShuffling(values, shape) {
  const random = randomly(0x5eed);
  const organization = arranged(values, shape, random);
  const results = Array.from({ length: SHUFFLES }, () =>
    organization(shuffled(shape.rows * shape.cols, random)),
  );
  const mean = results.reduce((sum, value) => sum + value, 0) / SHUFFLES;
  const sd = Math.sqrt(results.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (SHUFFLES - 1));
  return { low: mean - 1.96 * sd, high: mean + 1.96 * sd };
}

/**
 * The measure, for any arrangement of the same neurons.
 * @param {ArrayLike<number>} values  [units, features]
 * @param {Shape} shape
 * @param {() => number} [random]  draws pairs where there are too many
 * @returns {(places: number[]) => number} of the place of each neuron, from -1 to 1
 */
export function arranged(values, shape, random = randomly(1)) {
  const n = shape.rows * shape.cols;
  const pairs = pairsOf(n, random);
  const alike = ranks(distances(values, n, pairs));
  return (places) =>
    correlation(ranks(pairs.map(([a, b]) => squaredDistance(shape, places[a], places[b]))), alike);
}

/** @param {number} n @param {() => number} random @returns {[number, number][]} */
function pairsOf(n, random) {
  if ((n * (n - 1)) / 2 > MOST_PAIRS) {
    return Array.from({ length: MOST_PAIRS }, () => {
      const a = Math.floor(random() * n);
      return [a, (a + 1 + Math.floor(random() * (n - 1))) % n];
    });
  }
  /** @type {[number, number][]} */
  const pairs = [];
  for (let a = 0; a < n; a++) for (let b = a + 1; b < n; b++) pairs.push([a, b]);
  return pairs;
}

/**
 * @param {ArrayLike<number>} values
 * @param {number} n
 * @param {[number, number][]} pairs
 */
function distances(values, n, pairs) {
  const features = values.length / n;
  const stride = Math.max(1, Math.ceil((features * pairs.length) / BUDGET));
  return pairs.map(([a, b]) => {
    let sum = 0;
    for (let i = 0; i < features; i += stride)
      sum += (values[a * features + i] - values[b * features + i]) ** 2;
    return sum;
  });
}

/**
 * The place of every value in order; equal ones share their mean.
 * @param {number[]} values
 */
function ranks(values) {
  const order = Float64Array.from(values).sort();
  /** @type {Map<number, number>} */
  const places = new Map();
  for (let first = 0; first < order.length;) {
    let last = first;
    while (last + 1 < order.length && order[last + 1] === order[first]) last += 1;
    places.set(order[first], (first + last) / 2);
    first = last + 1;
  }
  return values.map((value) => places.get(value) ?? 0);
}

/** @param {number[]} a @param {number[]} b  both of ranks, which have the same mean */
function correlation(a, b) {
  const mean = (a.length - 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - mean) * (b[i] - mean);
    aa += (a[i] - mean) ** 2;
    bb += (b[i] - mean) ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** @param {number} n @param {() => number} random */
function shuffled(n, random) {
  const places = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [places[i], places[j]] = [places[j], places[i]];
  }
  return places;
}

/** xorshift: the same hand every time. @param {number} seed */
function randomly(seed) {
  let state = seed | 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
