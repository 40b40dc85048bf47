/**
 * The chart of networks: which part of an axis is seen, and how its values are read.
 */

import { count } from '../math/format.js';
import { niceCeil } from './curve.js';

/** @import { Axes } from './course-chart.js' */
/** @import { Line } from './curve.js' */
/** @typedef {[number, number]} Span */
/** @typedef {'test_accuracy' | 'test_loss' | 'train_accuracy' | 'train_loss'} Measure */

/** The narrowest part of an axis that is seen. @type {Record<string, {accuracy: Span, loss: Span}>} */
const NARROWEST = {
  mnist: { accuracy: [0.9, 1], loss: [0, 0.4] },
  'mnist/conv': { accuracy: [0.95, 1], loss: [0, 0.2] },
  cifar10: { accuracy: [0.2, 0.6], loss: [1, 2.2] },
  'cifar10/conv': { accuracy: [0.3, 0.7], loss: [0.8, 2] },
};
/** @type {{accuracy: Span, loss: Span}} */
const ANYTHING = { accuracy: [0, 1], loss: [0, 2.4] };
/** Where an axis of accuracies may begin and one of losses may end: few places, so that it seldom moves. */
const STARTS = [0.95, 0.9, 0.8, 0.5, 0];
const ENDS = [0.2, 0.4, 0.8, 1.6, 2.4];
/** What a curve had before this share of its length may leave the picture: its start would dwarf the rest. */
const BEGUN = 1 / 4;

/** @type {Record<Measure, string>} */
const TITLES = {
  test_accuracy: 'accuracy on the test set',
  test_loss: 'loss on the test set',
  train_accuracy: 'accuracy in training',
  train_loss: 'loss in training',
};

/** @param {Measure} measure */
export const isAccuracy = (measure) => measure.endsWith('accuracy');

/**
 * The part of the axis that is seen: wide enough for the newest point of every curve, and narrower as they come to
 * lie closer to one another.
 * @param {Measure} measure
 * @param {string} dataset  with "/conv" where networks begin with a convolution
 * @param {Line[]} lines
 * @returns {Span}
 */
export function windowOf(measure, dataset, lines) {
  const kind = isAccuracy(measure) ? 'accuracy' : 'loss';
  const [low, high] = (NARROWEST[dataset] ?? ANYTHING)[kind];
  const values = lines.flatMap(({ x, y }) => y.filter((_, i) => x[i] >= BEGUN * (x.at(-1) ?? 0)));
  const seen = values.filter(Number.isFinite);
  const [least, most] = [Math.min(low, ...seen), Math.max(high, ...seen)];
  if (kind === 'loss') {
    const end = most > high ? (ENDS.find((end) => end >= most) ?? niceCeil(most)) : high;
    return [roundTo(Math.floor, least, low, 0.2), end];
  }
  const start = least < low ? /** @type {number} */ (STARTS.find((start) => start <= least)) : low;
  return [start, Math.min(1, roundTo(Math.ceil, most, high, 0.1))];
}

/**
 * A value that leaves the narrowest part of an axis, rounded away from it.
 * @param {(value: number) => number} round
 * @param {number} value
 * @param {number} narrowest
 * @param {number} step
 */
function roundTo(round, value, narrowest, step) {
  return value === narrowest ? value : Number((round(value / step) * step).toPrecision(6));
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

/** @param {Measure} measure @param {number} value */
function tick(measure, value) {
  if (!isAccuracy(measure)) return String(Number(value.toPrecision(3)));
  return `${Number((value * 100).toPrecision(4))}%`;
}

/**
 * @param {Measure} measure
 * @param {string} dataset  with "/conv" where networks begin with a convolution
 * @returns {Axes}
 */
export const netAxes = (measure, dataset) => ({
  title: TITLES[measure],
  x: 'samples',
  y: measure,
  span: (lines) => windowOf(measure, dataset, lines),
  place: (samples) => `${count(samples)} images`,
  text: (value) => readout(measure, value),
  tick: (value) => tick(measure, value),
});
