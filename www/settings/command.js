/**
 * A figure as a command of the lab, which trains the same runs without a browser; and such a command as settings.
 */

import { experimentOf } from '../catalogue/experiments.js';
import { kindOf } from '../catalogue/index.js';
import { settingOf } from './setting.js';
import { startConfig, stateOf } from './state.js';
import { differences, putAll } from './tree.js';

/** @import { State } from './state.js' */

/** A word of a shell. @param {string} word */
const quoted = (word) => (/^[\w.,:=/+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/**
 * The command that reproduces a figure's runs natively: one line, or one for each variant where they differ in more than
 * the lab knows of them.
 * @param {string} id of the experiment
 * @param {State} state
 * @returns {string}
 */
export function commandOf(id, state) {
  const experiment = experimentOf(id);
  const lines = experiment.variants.map(({ name, settings = {} }) => {
    const { config } = stateOf(state, { settings });
    const lab = putAll(startConfig(experiment, state.dataset, 'lab'), settings);
    return { name, set: setOf(id, differences({ ...config, seed: 0 }, { ...lab, seed: 0 })) };
  });
  const alike = lines.every(({ set }) => set === lines[0].set);
  const built =
    Object.hasOwn(experiment.datasets, state.dataset ?? '') ||
    settingOf(experiment.kind, 'dataset')?.choices?.some(([name]) => name === state.dataset);
  const other = built ? ` --dataset ${state.dataset}` : ' --data your-pictures/';
  const data = state.dataset === experiment.dataset ? '' : other;
  const backend = state.backend === 'auto' ? '' : ` --backend ${state.backend}`;
  const tail = (/** @type {string} */ set) => `${data} --seed ${state.config.seed}${backend}${set}`;
  if (alike) return `lab ${id}${tail(lines[0].set)}`;
  return lines.map(({ name, set }) => `lab ${id} --variant ${name}${tail(set)}`).join('\n');
}

/** @param {string} id @param {[string, unknown][]} settings */
function setOf(id, settings) {
  const kind = kindOf(id);
  const words = settings.map(([key, value]) => {
    const text = value === null ? 'null' : settingOf(kind, key)?.text(value);
    return quoted(`${key}=${text ?? value}`);
  });
  return words.length > 0 ? ` --set ${words.join(' ')}` : '';
}

/** Options of the lab that are settings, and those with a value that the page has no use for. */
const OPTIONS = new Map([
  ['--dataset', 'dataset'],
  ['--seed', 'seed'],
  ['--epochs', 'epochs'],
  ['--backend', 'backend'],
]);
const FOREIGN = new Set([
  '--variant',
  '--seeds',
  '--out',
  '--data',
  '--data-dir',
  '--size',
  '--labels',
  '--test',
  '--test-labels',
  '--init-codebook',
]);

/**
 * The words after `lab`, such as "csom --set threshold=0.5 --seed 3", as a link has them.
 * @param {string} text
 * @returns {string | null} null: this is no such command
 */
export function assignmentsOf(text) {
  const words = (text.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
  if (words[0] === 'lab') words.shift();
  const [experiment, ...rest] = words;
  if (!rest.some((word) => word.startsWith('--')) && !text.startsWith('lab ')) return null;
  const parts = [experiment];
  for (let i = 0; i < rest.length; i++) {
    const [option, inline] = rest[i].startsWith('--') ? rest[i].split('=') : ['', undefined];
    if (FOREIGN.has(option)) i += inline === undefined ? 1 : 0;
    else if (OPTIONS.has(option)) parts.push(`${OPTIONS.get(option)}=${inline ?? rest[++i]}`);
    else if (!option && rest[i].includes('=')) {
      const at = rest[i].indexOf('=');
      parts.push(`${rest[i].slice(0, at)}=${encodeURIComponent(rest[i].slice(at + 1))}`);
    }
  }
  return parts.join('&');
}
