/**
 * Link, embed, save, and the figure as tables.
 */

import { dataUrl } from '../engine/spawn.js';
import { toHash } from '../state/hash.js';
import { configOf } from '../state/properties.js';

/** @typedef {import('../element/figure.js').Figure} Figure */
/** @typedef {import('../element/run.js').Run} Run */

/**
 * The playground with this state; it lies beside the data, wherever the figure is embedded.
 * @param {Figure} figure
 */
function playground({ experiment, state }) {
  const url = new URL('../playground.html', dataUrl());
  url.hash = toHash(experiment, state);
  return url.href;
}

/**
 * @param {Figure} figure
 * @param {boolean} here  this page reads its address
 * @returns {string}
 */
export function linkTo(figure, here) {
  if (!here) return playground(figure);
  const url = new URL(location.href);
  url.hash = toHash(figure.experiment, figure.state);
  return url.href;
}

/**
 * @param {Figure} figure
 * @param {number} height  in pixels
 * @returns {string}
 */
export function embedOf(figure, height) {
  const address = playground(figure).replaceAll('&', '&amp;');
  return `<iframe src="${address}" title="SOM Lab: ${figure.words.menu}" width="100%" height="${Math.ceil(height)}" style="border:0" allow="clipboard-write" loading="lazy"></iframe>`;
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
 * @param {Figure} figure
 * @returns {Blob}
 */
export function record(figure) {
  const { experiment, state, info, runs } = figure;
  const [first, ...others] = runs.map(recordOf);
  const content = {
    experiment,
    link: playground(figure),
    dataset: state.dataset,
    backend: info,
    ...first,
    ...(others.length > 0 ? { beside_it: others } : {}),
  };
  return new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' });
}

/** @param {Run} run */
function recordOf({ title, state, frame, quality, course, psnrs }) {
  return {
    title,
    config: configOf(state),
    step: frame?.step ?? 0,
    samples: frame?.samples ?? 0,
    quality,
    curve: course.points.map(({ step, samples, quantization_error, topographic_error }) => ({
      step,
      samples,
      quantization_error,
      topographic_error,
    })),
    psnr: psnrs,
  };
}
