/**
 * Link, embed, save, and the figure as tables.
 */

import { dataUrl } from '../engine/spawn.js';
import { toHash } from '../state/hash.js';
import { configOf } from '../state/properties.js';

/** @typedef {import('../element/run.js').Run} Run */

/**
 * The playground with this state; it lies beside the data, wherever the figure is embedded.
 * @param {Run} run
 * @param {string} experiment
 */
function playground(run, experiment) {
  const url = new URL('../playground.html', dataUrl());
  url.hash = toHash(experiment, run.state);
  return url.href;
}

/**
 * @param {Run} run
 * @param {string} experiment
 * @param {boolean} here  this page reads its address
 * @returns {string}
 */
export function linkTo(run, experiment, here) {
  if (!here) return playground(run, experiment);
  const url = new URL(location.href);
  url.hash = toHash(experiment, run.state);
  return url.href;
}

/**
 * @param {Run} run
 * @param {string} experiment
 * @returns {string}
 */
export function embedOf(run, experiment) {
  const address = playground(run, experiment).replaceAll('&', '&amp;');
  return `<iframe src="${address}" title="SOM Lab: a self-organizing map" width="100%" height="960" style="border:0" allow="clipboard-write" loading="lazy"></iframe>`;
}

/**
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Where the clipboard is closed to pages, as over plain http. @param {string} text */
function copyBySelection(text) {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.cssText = 'position: fixed; opacity: 0';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
export function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * @param {Run} run
 * @param {string} experiment
 * @returns {Blob}
 */
export function record(run, experiment) {
  const { state, frame, quality, info, course } = run;
  const content = {
    experiment,
    link: playground(run, experiment),
    dataset: state.dataset,
    config: configOf(state),
    backend: info,
    step: frame?.step ?? 0,
    samples: frame?.samples ?? 0,
    quality,
    curve: course.points.map(({ step, samples, quantization_error, topographic_error }) => ({
      step,
      samples,
      quantization_error,
      topographic_error,
    })),
  };
  return new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' });
}
