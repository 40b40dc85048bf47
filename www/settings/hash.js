/**
 * The state as the part of the address after '#': a link is the state, seed included. Its keys are those of `lab --set`;
 * what an experiment starts with anyway is left out, except the seed. What a person would type after `lab` is read too.
 */

import { experimentOf } from '../catalogue/experiments.js';
import { kindOf } from '../catalogue/index.js';
import { translated } from './aliases.js';
import { assignmentsOf } from './command.js';
import { PAGE_KEYS, settingOf } from './setting.js';
import { conflicting, conflicts } from './conflicts.js';
import { isVaried, patched, startOf, valueOf, withShape } from './state.js';
import { differences } from './tree.js';

/** @import { Patch, State } from './state.js' */

const ELSEWHERE =
  'It was made with pictures of somebody’s own, which never leave their device; drop yours to see the like.';

/**
 * @param {string} id of the experiment
 * @param {State} state
 * @returns {string} without '#'
 */
export function toHash(id, state) {
  const kind = kindOf(id);
  const start = startOf(id, state.dataset);
  const usual = { ...start, dataset: experimentOf(id).dataset };
  const config = differences(state.config, start.config).map(([key]) => key);
  const [dataset, ...page] = PAGE_KEYS;
  const keys = [dataset, ...config, ...page].filter((key) => key !== 'seed' && !isVaried(id, key));
  const changed = keys.filter((key) => valueOf(state, key) !== valueOf(usual, key));
  const parts = [...changed, 'seed'].map((key) => {
    const value = valueOf(state, key);
    const text = value === null ? 'null' : settingOf(kind, key)?.text(value);
    return `${key}=${readable(text ?? String(value))}`;
  });
  return [encodeURIComponent(id), ...parts].join('&');
}

/**
 * Reads settings such as `lattice=torus&seed=3`; what cannot be used is told and left out.
 * @param {string} id of the experiment
 * @param {string} text
 * @param {State} [base]  the settings that they change
 * @returns {{patch: Patch, problems: string[]}}
 */
export function parseSettings(id, text, base = startOf(id)) {
  const kind = kindOf(id);
  /** @type {Patch} */
  const patch = {};
  /** @type {string[]} */
  const problems = [];
  for (const [key, raw] of translated(kind, [...new URLSearchParams(text)], base)) {
    const setting = settingOf(kind, key);
    const value = setting?.parse(raw);
    if (!setting) problems.push(`There is no setting “${key.slice(0, 40)}”.`);
    else if (key === 'dataset' && value === undefined && raw.startsWith('own')) problems.push(ELSEWHERE);
    else if (value === undefined) problems.push(setting.demand);
    else patch[key] = value;
  }
  return { patch, problems };
}

/** @param {string} hash @returns {{experiment: string, settings: string} | null} */
function partsOf(hash) {
  const text = assignmentsOf(safeDecode(hash.replace(/^#/, ''))) ?? hash.replace(/^#/, '');
  const [head, ...rest] = text.split('&');
  if (text === '' || head.includes('=')) return null;
  return { experiment: safeDecode(head), settings: rest.join('&') };
}

/** The experiment that a link is of, before its record is fetched. @param {string} hash with or without '#' */
export const experimentIn = (hash) => partsOf(hash)?.experiment ?? null;

/**
 * @param {string} hash with or without '#', of an experiment whose record is here
 * @returns {{experiment: string, state: State, problems: string[]} | null} null: no state in it
 */
export function fromHash(hash) {
  const parts = partsOf(hash);
  if (!parts) return null;
  const { experiment, settings } = parts;
  const named = new URLSearchParams(settings).get('dataset');
  const dataset =
    named !== null && settingOf(kindOf(experiment), 'dataset')?.parse(named) ? named : undefined;
  const base = startOf(experiment, dataset);
  const { patch, problems } = parseSettings(experiment, settings, base);
  const kind = kindOf(experiment);
  let state = patched(base, withShape(base, patch));
  const wrong = Object.values(conflicts(kind, state));
  if (wrong.length > 0) {
    state = patched(state, Object.fromEntries(conflicting(kind).map((key) => [key, valueOf(base, key)])));
  }
  return { experiment, state, problems: [...problems, ...wrong] };
}

/** Escaped, but for what may stand after '#' as it is and is easier to read so. @param {string} text */
const readable = (text) => encodeURIComponent(text).replace(/%(3A|3B|2C|5B|5D|7B|7D)/g, decodeURIComponent);

/** @param {string} text */
function safeDecode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
