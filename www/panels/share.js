/**
 * Link, embed, save, and the figure as tables.
 */

import { dataUrl } from '../engine/spawn.js';
import { commandOf } from '../settings/command.js';
import { toHash } from '../settings/hash.js';

/** @typedef {import('../element/figure.js').Figure<any>} Figure */

/** Gives frames on a page their height. */
const FRAMES = 'som-lab-frames.js';

/** What lies beside the data. @param {string} file */
const beside = (file) => new URL(`../${file}`, dataUrl()).href;

/**
 * The playground with this state; it lies beside the data, wherever the figure is embedded.
 * @param {Figure} figure
 * @param {string} [page]  another page that shows it
 */
export function playground({ experiment, state }, page = 'playground.html') {
  const url = new URL(beside(page));
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
 * A frame with this state, and a line that keeps its height right when its width changes.
 * @param {Figure} figure
 * @param {number} height  in pixels
 * @returns {string}
 */
export function embedOf(figure, height) {
  const address = playground(figure, 'embed.html').replaceAll('&', '&amp;');
  return `<iframe src="${address}" title="SOM Lab: ${figure.record.page.menu}" width="100%" height="${Math.ceil(height)}" style="border:0" allow="clipboard-write" loading="lazy"></iframe>
<script src="${beside(FRAMES)}" async></script>`;
}

/** The same runs in the lab. @param {Figure} figure */
export const commandLine = ({ experiment, state }) => commandOf(experiment, state);

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
 * Settings, the device, and what was measured.
 * @param {Figure} figure
 * @returns {Blob}
 */
export function record(figure) {
  const { experiment, state, info, runs, study, model } = figure;
  const [first, ...others] = runs.map((/** @type {any} */ run) => ({
    title: run.title,
    config: run.wanted.config,
    step: run.frame?.step ?? 0,
    samples: run.frame?.samples ?? 0,
    ...model.panels.record(run),
  }));
  const content = {
    experiment,
    link: playground(figure),
    lab: commandLine(figure),
    dataset: state.dataset,
    backend: info,
    ...first,
    ...(others.length > 0 ? { beside_it: others } : {}),
    ...(study && study.results.size > 0 ? { seeds: seedsOf(study) } : {}),
  };
  return new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' });
}

/** @param {import('../kinds/study.js').Study} study */
const seedsOf = ({ results }) => [...results].map(([seed, courses]) => ({ seed, courses }));
