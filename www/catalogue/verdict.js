/**
 * Whether what was measured agrees with a claim, or lies within the noise: the rules of the lab (src/bin/lab/verdict.rs),
 * held against the same table (tests/reference/verdicts.json).
 *
 * With fewer than three seeds the noise of training is not known: shares are compared by the binomial standard error
 * of the test set, correlations by the least that means something. From three seeds on, means are compared by Welch's
 * t test at 95 %. What is not normal, or never comes, is compared by ranks (Mann and Whitney), which takes three seeds.
 */

import { spread } from '../math/course.js';
import { rankSum } from '../math/ranks.js';

/** @import { Claim, Metric } from './experiments.js' */
/** @typedef {'agrees' | 'disagrees' | 'within the noise' | 'not yet'} Word */

/**
 * What was measured of one variant.
 * @typedef {object} Found
 * @property {string} variant
 * @property {Metric} metric
 * @property {(number | null)[]} values  one for each seed, none while it still runs; null for what never came
 * @property {number} n  images behind each of them
 * @property {number} [passes]  over the training set that were made
 */

/** A difference of means, and what it would have to exceed. @typedef {{delta: number, noise: number}} Difference */

/**
 * @typedef {object} Verdict
 * @property {Word} word
 * @property {Difference[]} differences  of neighbors in a ranking, or of what is compared
 */

const SEEDS_TO_KNOW = 3;
/** Of the normal distribution, two-sided 95 %. */
const Z = 1.96;
/** Rank correlations below and above which neighbors are called unrelated, or alike (a small and a medium effect
 * in Cohen, *Statistical Power Analysis*, 1988). */
export const NONE = 0.1;
export const CLEAR = 0.3;
/** Weights of two networks that differ by less are the same but for rounding. */
const ROUNDING = 1e-6;

/**
 * The two-sided 95 % quantile of Student's t; Abramowitz and Stegun 26.7.5, within 1 % from 3 degrees of freedom on.
 * @param {number} df  degrees of freedom, at least 1
 */
export function tQuantile(df) {
  const z2 = Z * Z;
  const g1 = (z2 + 1) / 4;
  const g2 = ((5 * z2 + 16) * z2 + 3) / 96;
  const g3 = (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
  return Z * (1 + (g1 + (g2 + g3 / df) / df) / df);
}

/** @param {Found} found */
const numbers = ({ values }) => values.map((value) => value ?? Infinity);

/**
 * How much more `a` has than `b`.
 * @param {Found} a
 * @param {Found} b
 * @returns {Difference}
 */
export function difference(a, b) {
  const [p, q] = [spread(numbers(a)), spread(numbers(b))];
  const delta = p.mean - q.mean;
  const [n, m] = [a.values.length, b.values.length];
  if (Math.min(n, m) < SEEDS_TO_KNOW) {
    if (a.metric !== 'test_accuracy') return { delta, noise: NONE };
    const variance = (p.mean * (1 - p.mean)) / a.n + (q.mean * (1 - q.mean)) / b.n;
    return { delta, noise: Z * Math.sqrt(variance) };
  }
  const [u, v] = [p.sd ** 2 / n, q.sd ** 2 / m];
  if (u + v === 0) return { delta, noise: 0 };
  const df = (u + v) ** 2 / (u ** 2 / (n - 1) + v ** 2 / (m - 1));
  return { delta, noise: tQuantile(df) * Math.sqrt(u + v) };
}

/** @param {Difference} difference @returns {'more' | 'less' | 'same'} */
function sign({ delta, noise }) {
  if (Math.abs(delta) <= noise) return 'same';
  return delta > 0 ? 'more' : 'less';
}

/**
 * Whether what `a` has clearly outranks what `b` has, is clearly outranked, or neither.
 * @param {Found} a
 * @param {Found} b
 * @returns {Word}
 */
function outranks(a, b) {
  if (Math.min(a.values.length, b.values.length) < SEEDS_TO_KNOW) return 'not yet';
  const z = rankSum(numbers(a), numbers(b));
  if (Math.abs(z) <= Z) return 'within the noise';
  return z > 0 ? 'agrees' : 'disagrees';
}

/** The metric that a claim is about; none where weights are compared. @param {Claim} claim @returns {Metric | null} */
export function metricOf(claim) {
  if (claim.kind === 'same') return null;
  return claim.kind === 'rests' ? 'rest' : claim.metric;
}

/** The variants that a claim speaks of, what they are compared with last. @param {Claim} claim @returns {string[]} */
export function variantsOf(claim) {
  if (claim.kind === 'not_above') return [...claim.variants, claim.than];
  return 'variants' in claim ? claim.variants : [claim.variant];
}

/**
 * @param {Claim} claim
 * @param {Found[]} found
 * @param {number | null} [gap]  the largest difference of two networks that should be one
 * @returns {Verdict}
 */
export function verdictOf(claim, found, gap = null) {
  if (claim.kind === 'same') return plain(gap === null ? 'not yet' : said(gap <= ROUNDING));
  const metric = metricOf(claim);
  const named = variantsOf(claim).map((variant) =>
    found.find((one) => one.metric === metric && one.variant === variant && one.values.length > 0),
  );
  if (named.includes(undefined)) return plain('not yet');
  return judged(claim, /** @type {Found[]} */ (named));
}

/** @param {Word} word @returns {Verdict} */
const plain = (word) => ({ word, differences: [] });

/** @param {boolean} holds @returns {Word} */
const said = (holds) => (holds ? 'agrees' : 'disagrees');

/**
 * @param {Exclude<Claim, {kind: 'same'}>} claim
 * @param {Found[]} named
 * @returns {Verdict}
 */
function judged(claim, named) {
  const { mean } = spread(numbers(named[0]));
  switch (claim.kind) {
    case 'ranking': {
      // One pair the other way round is enough to disagree.
      const differences = named.slice(1).map((next, i) => difference(named[i], next));
      const signs = differences.map(sign);
      if (signs.includes('less')) return { word: 'disagrees', differences };
      return { word: signs.includes('same') ? 'within the noise' : 'agrees', differences };
    }
    case 'rank_sum': {
      const words = named.slice(1).map((next, i) => outranks(named[i], next));
      const against = /** @type {const} */ (['disagrees', 'not yet', 'within the noise']);
      return plain(against.find((word) => words.includes(word)) ?? 'agrees');
    }
    case 'not_above': {
      const than = named[named.length - 1];
      const differences = named.slice(0, -1).map((other) => difference(other, than));
      // What is not seen above the noise is not observed.
      return { word: said(!differences.map(sign).includes('more')), differences };
    }
    case 'figure':
      return figure(named[0], claim);
    case 'about':
      return plain(said(Math.abs(mean - claim.value) <= claim.within));
    case 'rests':
      return plain(said(named[0].values.every((after) => after !== null)));
    case 'organized':
      if (mean >= NONE && mean < CLEAR) return plain('within the noise');
      return plain(said(mean >= CLEAR === claim.organized));
  }
}

/**
 * The note's figure is of one run, as exact as the test set lets it be. What has been trained for fewer passes may still
 * come to it.
 * @param {Found} ours
 * @param {{value: number, passes?: number}} claim
 * @returns {Verdict}
 */
function figure(ours, { value, passes = 0 }) {
  const compared = difference(ours, { ...ours, values: [value] });
  const signed = sign(compared);
  const early = signed === 'less' && (ours.passes ?? Infinity) < passes;
  return { word: early ? 'not yet' : said(signed === 'same'), differences: [compared] };
}
