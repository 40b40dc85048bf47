/**
 * Whether what was measured agrees with what the note says, or lies within the noise.
 *
 * With fewer than three seeds the noise of training is not known: shares are compared by the binomial standard error
 * of the test set. From three seeds on, means are compared by Welch's t test at 95 %.
 */

import { spread } from './net-course.js';

/** @import { Claim } from '../catalogue/experiments.js' */
/** @typedef {'agrees' | 'disagrees' | 'within the noise' | 'not yet'} Word */

/**
 * What was measured of one variant.
 * @typedef {object} Measured
 * @property {number[]} values  of the claim's metric, one for each seed; none while it still runs
 * @property {number} n_test  images behind each of them
 * @property {number} [passes]  over the data, that they were trained for
 */

/**
 * The first layer of a run that is over. @typedef {Pick<import('../engine/net-protocol.js').NetLayer,
 *   'strength' | 'active_units' | 'neurons' | 'frozen_at'>} Outcome
 */

/**
 * A difference of means, and how much of it can be noise.
 * @typedef {{delta: number, noise: number}} Difference  noise: what the difference would have to exceed
 */

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

/**
 * How much better `a` is than `b`.
 * @param {Measured} a
 * @param {Measured} b
 * @returns {Difference}
 */
export function difference(a, b) {
  const [p, q] = [spread(a.values), spread(b.values)];
  const delta = p.mean - q.mean;
  if (Math.min(a.values.length, b.values.length) < SEEDS_TO_KNOW) {
    const variance = (p.mean * (1 - p.mean)) / a.n_test + (q.mean * (1 - q.mean)) / b.n_test;
    return { delta, noise: Z * Math.sqrt(variance) };
  }
  const [u, v] = [p.sd ** 2 / a.values.length, q.sd ** 2 / b.values.length];
  if (u + v === 0) return { delta, noise: 0 };
  const df = (u + v) ** 2 / (u ** 2 / (a.values.length - 1) + v ** 2 / (b.values.length - 1));
  return { delta, noise: tQuantile(df) * Math.sqrt(u + v) };
}

/** @param {Difference} difference @returns {'more' | 'less' | 'same'} */
function sign({ delta, noise }) {
  if (Math.abs(delta) <= noise) return 'same';
  return delta > 0 ? 'more' : 'less';
}

/**
 * @param {Claim} claim
 * @param {(variant: string) => Measured} measured
 * @param {(variant: string, of: 'codebook' | 'filters') => number | null} [organization]  of the first layer
 * @param {(variant: string) => Outcome | null} [outcome]  null: the run is not over
 * @returns {Verdict}
 */
export function verdictOf(claim, measured, organization = () => null, outcome = () => null) {
  switch (claim.kind) {
    case 'order':
      return ordered(claim.ranking.map(measured));
    case 'no-better':
      return noBetter(claim.variants.map(measured), measured(claim.than));
    case 'figure':
      return figure(measured(claim.variant), claim);
    case 'organization':
      return organized(organization(claim.variant, claim.of), claim.organized);
    case 'activation':
      return activation(outcome(claim.variant), claim);
    case 'rest':
      return rest(outcome(claim.variant));
  }
}

/** @type {Verdict} */
const NOT_YET = { word: 'not yet', differences: [] };

/**
 * Neighbors in the ranking are compared: one pair the other way round is enough to disagree.
 * @param {Measured[]} ranking
 * @returns {Verdict}
 */
function ordered(ranking) {
  if (ranking.some(({ values }) => values.length === 0)) return NOT_YET;
  const differences = ranking.slice(1).map((next, i) => difference(ranking[i], next));
  const signs = differences.map(sign);
  if (signs.includes('less')) return { word: 'disagrees', differences };
  return { word: signs.includes('same') ? 'within the noise' : 'agrees', differences };
}

/**
 * @param {Measured[]} others
 * @param {Measured} than
 * @returns {Verdict}
 */
function noBetter(others, than) {
  if ([than, ...others].some(({ values }) => values.length === 0)) return NOT_YET;
  const differences = others.map((other) => difference(other, than));
  return { word: differences.map(sign).includes('more') ? 'disagrees' : 'agrees', differences };
}

/**
 * The note's figure is of one run, as exact as the test set lets it be. What has been trained for less may still get
 * there.
 * @param {Measured} ours
 * @param {{value: number, passes?: number}} claim
 * @returns {Verdict}
 */
function figure(ours, { value, passes = 0 }) {
  if (ours.values.length === 0) return NOT_YET;
  const compared = difference(ours, { values: [value], n_test: ours.n_test });
  const signed = sign(compared);
  if (signed === 'less' && (ours.passes ?? Infinity) < passes) {
    return { word: 'not yet', differences: [compared] };
  }
  return { word: signed === 'same' ? 'agrees' : 'disagrees', differences: [compared] };
}

/**
 * How much of a layer is active, as a share.
 * @param {Outcome} outcome
 * @param {'strength' | 'active'} of
 */
export const activeShare = ({ strength, active_units, neurons }, of) =>
  of === 'strength' ? strength : active_units / neurons;

/**
 * @param {Outcome | null} outcome
 * @param {{of: 'strength' | 'active', value: number, within: number}} claim
 * @returns {Verdict}
 */
function activation(outcome, { of, value, within }) {
  if (!outcome) return NOT_YET;
  const off = Math.abs(activeShare(outcome, of) - value);
  return { word: off <= within ? 'agrees' : 'disagrees', differences: [] };
}

/**
 * A map that is over and has never come to rest went on changing.
 * @param {Outcome | null} outcome
 * @returns {Verdict}
 */
function rest(outcome) {
  if (!outcome) return NOT_YET;
  return { word: outcome.frozen_at === null ? 'disagrees' : 'agrees', differences: [] };
}

/**
 * @param {number | null} correlation
 * @param {boolean} claimed
 * @returns {Verdict}
 */
function organized(correlation, claimed) {
  if (correlation === null) return NOT_YET;
  if (correlation >= NONE && correlation < CLEAR) return { word: 'within the noise', differences: [] };
  return { word: correlation >= CLEAR === claimed ? 'agrees' : 'disagrees', differences: [] };
}
