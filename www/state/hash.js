/**
 * The state as the part of the address after '#': a link is the state, seed included.
 * Defaults are left out, except the seed.
 */

import { PROPERTIES, conflicts, initialState, withShape } from './properties.js';

/** @typedef {import('./properties.js').State} State */

const names = /** @type {(keyof State)[]} */ (Object.keys(PROPERTIES));

/** The word that stands for null. @param {keyof State} name */
function nullWord(name) {
  return name === 'speed' ? 'max' : 'free';
}

/**
 * @param {string} experiment
 * @param {State} state
 * @returns {string} without '#'
 */
export function toHash(experiment, state) {
  const parts = [encodeURIComponent(experiment)];
  for (const name of names) {
    const value = state[name];
    if (value === PROPERTIES[name].initial && name !== 'seed') continue;
    parts.push(`${name}=${encodeURIComponent(value === null ? nullWord(name) : String(value))}`);
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
    if (value === undefined) problems.push(property.demand);
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
  const { patch, problems } = parseSettings(rest.join('&'));
  const base = initialState();
  const state = { ...base, ...withShape(base, patch) };
  const wrong = Object.values(conflicts(state));
  if (wrong.length > 0) {
    Object.assign(state, { rows: base.rows, cols: base.cols, lattice: base.lattice });
  }
  return { experiment: safeDecode(head), state, problems: [...problems, ...wrong] };
}

/** @param {string} text */
function safeDecode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
