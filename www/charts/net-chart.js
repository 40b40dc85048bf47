/**
 * The chart of networks: which part of an axis is seen, and how its values are read.
 */

import { count } from '../math/format.js';

/** @import { Axes } from './course-chart.js' */
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
  key: `${measure}/${dataset}`,
  title: TITLES[measure],
  x: 'samples',
  y: measure,
  span: (lines, total, before) => windowOf(measure, dataset, lines, total, before),
  place: (samples) => `${count(samples)} images`,
  text: (value) => readout(measure, value),
  tick: (value) => tick(measure, value),
});
