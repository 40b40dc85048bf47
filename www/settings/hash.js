/**
 * The state as the part of the address after '#': a link is the state, seed included.
 * What an experiment starts with anyway is left out, except the seed.
 */

import { isVaried, startOf } from '../catalogue/experiments.js';
import { PROPERTIES, conflicts, withShape } from './properties.js';

/** @import { State } from './properties.js' */

const ELSEWHERE =
  'It was made with pictures of somebody’s own, which never leave their device; drop yours to see the like.';

const names = /** @type {(keyof State)[]} */ (Object.keys(PROPERTIES));

/**
 * @param {string} experiment
 * @param {State} state
 * @returns {string} without '#'
 */
export function toHash(experiment, state) {
  const parts = [encodeURIComponent(experiment)];
  const start = startOf(experiment, state.dataset);
  const first = startOf(experiment).dataset;
  for (const name of names) {
    const value = state[name];
    const usual = value === (name === 'dataset' ? first : start[name]);
    if ((usual && name !== 'seed') || isVaried(experiment, name)) continue;
    const text = value === null ? (PROPERTIES[name].nothing ?? '') : String(value);
    parts.push(`${name}=${readable(text)}`);
  }
  return parts.join('&');
}

/**
 * Reads settings such as `lattice=torus&seed=3`; what cannot be used is told and left out.
 * @param {string} text
 * @returns {{patch: Partial<State>, problems: string[]}}
 */
export function parseSettings(text) {
  /** @type {Record<string, unknown>} */
  const patch = {};
  /** @type {string[]} */
  const problems = [];
  for (const [key, raw] of new URLSearchParams(text)) {
    const property = Object.hasOwn(PROPERTIES, key)
      ? PROPERTIES[/** @type {keyof State} */ (key)]
      : undefined;
    if (!property) {
      problems.push(`There is no setting “${key.slice(0, 40)}”.`);
      continue;
    }
    const value = property.parse(raw);
    if (key === 'dataset' && value === undefined && raw.startsWith('own')) problems.push(ELSEWHERE);
    else if (value === undefined) problems.push(property.demand);
    else patch[key] = value;
  }
  return { patch: /** @type {Partial<State>} */ (patch), problems };
}

/**
 * @param {string} hash with or without '#'
 * @returns {{experiment: string, state: State, problems: string[]} | null} null: no state in it
 */
export function fromHash(hash) {
  const text = hash.replace(/^#/, '');
  if (text === '') return null;
  const [head, ...rest] = text.split('&');
  if (head.includes('=')) return null;
  const experiment = safeDecode(head);
  const { patch, problems } = parseSettings(rest.join('&'));
  const base = startOf(experiment, patch.dataset ?? startOf(experiment).dataset);
  const state = { ...base, ...withShape(base, patch) };
  const wrong = Object.values(conflicts(state));
  if (wrong.length > 0) {
    const { rows, cols, lattice, patch_size, patch_stride, net_winners, net_keep, net_pruned } = base;
    Object.assign(state, { rows, cols, lattice, patch_size, patch_stride });
    Object.assign(state, { net_winners, net_keep, net_pruned });
  }
  return { experiment, state, problems: [...problems, ...wrong] };
}

/** Escaped, but for what may stand after '#' as it is and is easier to read so. @param {string} text */
function readable(text) {
  return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%3B', ';');
}

/** @param {string} text */
function safeDecode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
