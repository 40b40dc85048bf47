/**
 * What the engine says of its settings: type, range, choices and default of every key. Written from the configurations in
 * Rust (src/generated.rs).
 */

import schema from '../generated/schema.json' with { type: 'json' };

/** @import { Kind, Settings } from '../catalogue/experiments.js' */

/**
 * @typedef {object} Entry
 * @property {'integer' | 'number' | 'boolean' | 'choice' | 'list'} type
 * @property {number} [min]
 * @property {number} [max]
 * @property {number} [above]  a minimum that is not allowed itself
 * @property {string[]} [choices]
 * @property {boolean} [nullable]
 * @property {unknown} default
 * @property {string} doc  one line
 * @property {number} [min_items]
 * @property {number} [max_items]
 */

const SCHEMA = /** @type {Record<Kind, Record<string, Entry>>} */ (/** @type {unknown} */ (schema));

/** @param {string} key */
const generic = (key) => key.replace(/\.\d+(?=\.|$)/g, '.*');

/**
 * @param {Kind} kind
 * @param {string} key
 * @returns {Entry | undefined}
 */
export function entryOf(kind, key) {
  const known = generic(key);
  return Object.hasOwn(SCHEMA[kind], known) ? SCHEMA[kind][known] : undefined;
}

/** Keys of a kind in the order of its configuration; items of lists have stars. @param {Kind} kind */
export const keysOf = (kind) => Object.keys(SCHEMA[kind]);

/** The configuration that a kind starts from. @param {Kind} kind @returns {any} */
export function defaultsOf(kind) {
  /** @type {any} */
  const config = {};
  for (const [key, entry] of Object.entries(SCHEMA[kind])) {
    if (key.includes('*')) continue;
    const branches = key.split('.');
    const leaf = /** @type {string} */ (branches.pop());
    const branch = branches.reduce((at, name) => (at[name] ??= {}), config);
    branch[leaf] = structuredClone(entry.default);
  }
  return config;
}

/**
 * Settings whose lists say only what differs from the default, in full.
 * @param {Kind} kind
 * @param {Settings} settings
 * @returns {Settings}
 */
export function completed(kind, settings) {
  const fields = keysOf(kind).flatMap((key) => {
    const [list, star, name] = key.split('.');
    return star === '*' ? [{ list, name, usual: SCHEMA[kind][key].default }] : [];
  });
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => {
      if (!Array.isArray(value)) return [key, value];
      const own = fields.filter(({ list }) => list === key);
      const usual = Object.fromEntries(own.map(({ name, usual }) => [name, usual]));
      return [key, value.map((item) => ({ ...usual, ...item }))];
    }),
  );
}
