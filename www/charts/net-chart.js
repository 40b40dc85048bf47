/**
 * The geometry of the chart of networks: which part of an axis is seen, what a course has at a place, and the columns
 * that are drawn.
 */

import { columnsOf } from './curve.js';

/** @import { CoursePoint } from '../engine/net-protocol.js' */
/** @import { Band } from '../math/net-course.js' */
/** @typedef {[number, number]} Span */
/** @typedef {'test_accuracy' | 'test_loss' | 'train_accuracy' | 'train_loss'} Measure */

/** Where the interesting part is to be expected. @type {Record<string, {accuracy: Span, loss: Span}>} */
const EXPECTED = {
  mnist: { accuracy: [0.9, 1], loss: [0, 0.4] },
  'mnist/conv': { accuracy: [0.95, 1], loss: [0, 0.2] },
  cifar10: { accuracy: [0.2, 0.6], loss: [1, 2.2] },
  'cifar10/conv': { accuracy: [0.3, 0.7], loss: [0.8, 2] },
};
/** @type {{accuracy: Span, loss: Span}} */
const ANYTHING = { accuracy: [0, 1], loss: [0, 2.4] };
/** What came before this share of a run may leave the picture: a network that has hardly begun would dwarf the rest. */
const BEGUN = 1 / 20;

/** @param {Measure} measure */
export const isAccuracy = (measure) => measure.endsWith('accuracy');

/**
 * The part of the axis that is seen. It grows where curves leave it, and never shrinks, so that it seldom moves.
 * @param {Measure} measure
 * @param {string} dataset  with "/conv" where networks begin with a convolution
 * @param {{x: number[], y: number[]}[]} lines
 * @param {number} total  samples of the whole run
 * @param {Span | null} before
 * @returns {Span}
 */
export function windowOf(measure, dataset, lines, total, before) {
  const kind = isAccuracy(measure) ? 'accuracy' : 'loss';
  let [low, high] = before ?? (EXPECTED[dataset] ?? ANYTHING)[kind];
  const step = kind === 'accuracy' ? 0.1 : 0.2;
  for (const { x, y } of lines) {
    for (const [i, value] of y.entries()) {
      if (x[i] < BEGUN * total || !Number.isFinite(value)) continue;
      if (value < low) low = Math.max(0, Math.floor(value / step + 1e-9) * step);
      if (value > high) high = Math.ceil(value / step - 1e-9) * step;
    }
  }
  const top = kind === 'accuracy' ? Math.min(1, high) : high;
  return [Number(low.toPrecision(6)), Number(top.toPrecision(6))];
}

/**
 * The point of a course that is nearest to a number of samples.
 * @template {{samples: number}} P
 * @param {P[]} course
 * @param {number} samples
 * @returns {P | null}
 */
export function nearest(course, samples) {
  /** @type {P | null} */
  let best = null;
  for (const point of course) {
    if (!best || Math.abs(point.samples - samples) < Math.abs(best.samples - samples)) best = point;
  }
  return best;
}

/**
 * A course as a line.
 * @param {CoursePoint[]} course
 * @param {Measure} measure
 */
export function lineOf(course, measure) {
  return { x: course.map(({ samples }) => samples), y: course.map((point) => point[measure]) };
}

/**
 * What the chart draws of each variant, in this order: the upper and the lower edge of its band, and its line.
 * @param {{line: {x: number[], y: number[]}, band: Band | null}[]} variants
 * @returns {[number[], ...(number | null)[][]]}
 */
export function chartColumns(variants) {
  return columnsOf(
    variants.flatMap(({ line, band }) => {
      const { x, mean, sd } = band ?? { x: [], mean: [], sd: [] };
      return [
        { x, y: mean.map((value, i) => value + sd[i]) },
        { x, y: mean.map((value, i) => value - sd[i]) },
        line,
      ];
    }),
  );
}

/**
 * Mean and spread at a number of samples, if the band has a point there.
 * @param {Band} band
 * @param {number} samples
 * @returns {{mean: number, sd: number} | null}
 */
export function bandAt({ x, mean, sd }, samples) {
  const i = x.indexOf(samples);
  return i < 0 ? null : { mean: mean[i], sd: sd[i] };
}

/**
 * A value of a course as it is read: accuracies in percent, losses with three digits.
 * @param {Measure} measure
 * @param {number} value
 * @param {number} [sd]
 */
export function readout(measure, value, sd) {
  const scale = isAccuracy(measure) ? 100 : 1;
  const digits = isAccuracy(measure) ? 2 : 3;
  const text = (value * scale).toFixed(digits);
  const unit = isAccuracy(measure) ? '%' : '';
  return sd === undefined ? text + unit : `${text} ± ${(sd * scale).toFixed(digits)}${unit}`;
}
