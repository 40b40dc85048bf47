/**
 * What claims are about, as it is read: one value, or the spread of several seeds.
 */

import { aroundMedian, spread } from '../math/course.js';
import { decimal, fixed } from '../math/format.js';

/** @import { Metric } from './experiments.js' */

/** @typedef {{scale: number, digits: number, unit: string}} Style */

/** @type {Partial<Record<Metric, Style>>} */
const STYLES = {
  test_accuracy: { scale: 100, digits: 2, unit: '%' },
  activation_strength: { scale: 100, digits: 1, unit: '%' },
  active_units: { scale: 1, digits: 1, unit: '' },
  codebook_organization: { scale: 1, digits: 2, unit: '' },
  filter_organization: { scale: 1, digits: 2, unit: '' },
  quantization_error: { scale: 1, digits: 2, unit: '' },
  topographic_error: { scale: 100, digits: 1, unit: '%' },
  purity: { scale: 100, digits: 1, unit: '%' },
  nmi: { scale: 1, digits: 2, unit: '' },
  psnr: { scale: 1, digits: 2, unit: ' dB' },
  psnr_tiles: { scale: 1, digits: 2, unit: ' dB' },
  angle_error: { scale: 1, digits: 1, unit: '°' },
  turns: { scale: 1, digits: 1, unit: '' },
  reversals: { scale: 1, digits: 1, unit: '' },
};

/** What a number is, where the claim does not say it. @type {Partial<Record<Metric, string>>} */
export const METRIC_WORDS = {
  activation_strength: 'strength',
  active_units: 'active',
  codebook_organization: 'organization of the map',
  filter_organization: 'organization of the filters',
  mean_return: 'mean return of a run',
  solved_at: 'solved at episode',
  quantization_error: 'quantization error',
  topographic_error: 'topographic error',
  purity: 'purity',
  nmi: 'NMI',
  psnr: 'PSNR',
  psnr_tiles: 'PSNR of patches side by side',
  angle_error: 'mean error of the angle',
  turns: 'turns',
  reversals: 'reversals',
};

/** With a true minus. @param {number} value */
const minus = (value) => (Number.isFinite(value) ? decimal(value).replace('-', '−') : 'never');

/**
 * The median, and the half of the values around it: what is not normal, or may never come.
 * @param {(number | null)[]} values  at least one
 */
export function rangeText(values) {
  const { middle, low, high } = aroundMedian(values.map((value) => value ?? Infinity));
  if (values.length === 1 || low === Infinity) return minus(middle);
  return `${minus(middle)} [${minus(low)}, ${minus(high)}]`;
}

/** How many runs of maps came to rest, and after how much of the training set. @param {(number | null)[]} values */
function restText(values) {
  const known = /** @type {number[]} */ (values.filter((value) => value !== null));
  if (known.length === 0) return values.length === 1 ? 'no rest' : 'none came to rest';
  const after = `after ${meanText(known, { scale: 1, digits: 2, unit: '' })} passes`;
  return known.length === values.length ? `at rest ${after}` : `${known.length} of ${values.length} ${after}`;
}

/**
 * @param {number[]} values
 * @param {Style} style
 */
function meanText(values, { scale, digits, unit }) {
  const { mean, sd } = spread(values);
  const text = (/** @type {number} */ value) => fixed(scale * value, digits);
  return values.length > 1 ? `${text(mean)} ± ${text(sd)}${unit}` : text(mean) + unit;
}

/**
 * @param {Metric} metric
 * @param {(number | null)[]} values  one for each seed, at least one; null for what never came
 */
export function metricText(metric, values) {
  if (metric === 'rest') return restText(values);
  const style = STYLES[metric];
  if (!style || values.includes(null)) return rangeText(values);
  return meanText(/** @type {number[]} */ (values), style);
}
