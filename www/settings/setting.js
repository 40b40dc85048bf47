/**
 * One setting: what it is called, what its values may be, how they are read from text and written as text, and what to
 * say of a value that will not do.
 */

import { DATASETS, isOwn } from '../catalogue/datasets.js';
import { LABELS } from './labels.js';
import { MOST_NEURONS, canFilter, fits, layersText, parseLayers, resized } from './layers.js';
import { entryOf, keysOf } from './schema.js';

/** @import { Kind } from '../catalogue/experiments.js' */
/** @import { Label } from './labels.js' */
/** @import { Entry } from './schema.js' */

/**
 * @typedef {object} Setting
 * @property {string} name  at the head of a sentence
 * @property {string} label  beside its control
 * @property {string} [doc]  the engine's own word for it
 * @property {unknown} initial
 * @property {(text: string) => any} parse  undefined: not possible
 * @property {(value: any) => string} text  as it stands in a link and after `lab --set`
 * @property {string} demand  the sentence for a value that is not possible
 * @property {[string, string][]} [choices]  value and its name
 * @property {number} [min]
 * @property {number} [max]
 * @property {number | 'any'} [step]
 */

/** Of a map. @type {import('../engine/protocol.js').View[]} */
const VIEWS = ['codebook', 'u_matrix', 'hits', 'classes', 'component'];

/**
 * What only the page has: what is seen, how fast, and on which engine.
 * @type {Record<string, {entry: Omit<Entry, 'doc'>, pictures?: boolean} & Label>}
 */
const PAGE = {
  dataset: {
    name: 'Pictures',
    label: 'pictures',
    pictures: true,
    entry: { type: 'choice', default: 'mnist' },
  },
  view: {
    name: 'View',
    pictures: true,
    entry: { type: 'choice', choices: VIEWS, default: 'codebook' },
  },
  component: {
    name: 'Component',
    pictures: true,
    words: { null: 'middle' },
    entry: { type: 'integer', min: 0, max: 196607, nullable: true, default: null },
  },
  image: {
    name: 'Picture',
    pictures: true,
    entry: { type: 'integer', min: 0, max: 999999, default: 0 },
  },
  overlap: {
    name: 'Patches',
    pictures: true,
    entry: { type: 'boolean', default: true },
    words: { false: 'side by side', true: 'overlapping, averaged' },
  },
  speed: {
    name: 'Speed',
    words: { null: 'max' },
    entry: { type: 'number', min: 1, max: 1000, nullable: true, default: 200 },
  },
  backend: {
    name: 'Engine',
    entry: { type: 'choice', choices: ['auto', 'gpu', 'cpu'], default: 'auto' },
    words: { auto: 'automatic', gpu: 'GPU', cpu: 'CPU' },
  },
};

/** Units of a layer; several networks of more would not fit into a tab. @type {Record<Kind, number>} */
export const MOST_UNITS = { map: 4096, net: MOST_NEURONS, agent: MOST_NEURONS };

/** Kinds that learn from pictures. @type {Record<Kind, boolean>} */
const SEES = { map: true, net: true, agent: false };

/** Keys of what only the page has. */
export const PAGE_KEYS = Object.keys(PAGE);

/** @param {string} key */
export const isOfPage = (key) => Object.hasOwn(PAGE, key);

/** Whether a run that is over answers by a setting at once, without learning. @param {Kind} kind @param {string} key */
export const actsAtRest = (kind, key) => labelOf(kind, key)?.atRest ?? false;

/**
 * @param {Kind} kind
 * @param {string} key
 * @returns {Label | undefined}
 */
function labelOf(kind, key) {
  const labels = /** @type {Record<string, Label>} */ (LABELS[kind]);
  const known = key.replace(/\.\d+(?=\.|$)/g, '.*');
  return Object.hasOwn(labels, known) ? labels[known] : undefined;
}

/** @type {Map<string, Setting | undefined>} */
const made = new Map();

/**
 * @param {Kind} kind
 * @param {string} key
 * @returns {Setting | undefined} undefined: there is no such setting
 */
export function settingOf(kind, key) {
  const id = `${kind} ${key}`;
  if (!made.has(id)) made.set(id, make(kind, key));
  return made.get(id);
}

/** @param {Kind} kind @param {string} key */
function make(kind, key) {
  if (isOfPage(key)) {
    if (PAGE[key].pictures && !SEES[kind]) return undefined;
    return key === 'dataset' ? dataset() : setting(PAGE[key].entry, PAGE[key]);
  }
  const entry = entryOf(kind, key);
  if (!entry) return undefined;
  const found = setting(entry, labelOf(kind, key) ?? { name: key });
  if (entry.type === 'list') found.parse = (text) => layersOf(kind, key, text);
  return found;
}

/**
 * @param {Omit<Entry, 'doc'> & {doc?: string}} entry
 * @param {Label} how
 * @returns {Setting}
 */
function setting(entry, how) {
  const made = { ...READERS[entry.type](entry, how), initial: entry.default };
  const { name, label = name, words = {} } = how;
  const nothing = words.null ?? 'null';
  /** @type {(text: string) => any} */
  const parse = entry.nullable
    ? (text) => (text === nothing || text === 'null' ? null : made.parse(text))
    : made.parse;
  const text = made.text ?? String;
  return { name, label, doc: entry.doc, ...made, parse, text };
}

/** @typedef {Pick<Setting, 'parse' | 'demand'> & Partial<Setting>} Reader */

/** @type {Record<Entry['type'], (entry: Omit<Entry, 'doc'>, how: Label) => Reader>} */
const READERS = {
  integer: (entry, how) => number(entry, how, (text) => /^\s*\d+\s*$/.test(text), 1),
  number: (entry, how) => number(entry, how, (text) => text.trim() !== '', 'any'),
  boolean: (_, { name, words = {} }) => ({
    choices: [
      ['false', words.false ?? 'no'],
      ['true', words.true ?? 'yes'],
    ],
    parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
    demand: `${name} can be true or false.`,
  }),
  choice: ({ choices = [] }, { name, words = {} }) => ({
    choices: choices.map((value) => [value, words[value] ?? value]),
    parse: (text) => (choices.includes(text) ? text : undefined),
    demand: `${name} can be ${listed(choices.map((value) => words[value] ?? value))}.`,
  }),
  // What is in it is read by the settings of its items.
  list: ({ min_items = 0, max_items = Infinity }, { name }) => ({
    text: JSON.stringify,
    parse: () => undefined,
    demand: `${name} are a list in JSON of ${min_items} to ${max_items} layers, as the lab prints them.`,
  }),
};

/**
 * @param {Omit<Entry, 'doc'>} entry
 * @param {Label} how
 * @param {(text: string) => boolean} written  as such a number is
 * @param {number | 'any'} step
 * @returns {Reader}
 */
function number({ min: least = -Infinity, max: most = Infinity, above, type }, how, written, step) {
  const [min, max] = [Math.max(least, how.min ?? least, above ?? -Infinity), Math.min(most, how.max ?? most)];
  const from = above === undefined ? `from ${min} to` : `above ${above}, up to`;
  return {
    min,
    max,
    step,
    parse: (text) => {
      const value = written(text) ? Number(text) : NaN;
      return value >= min && value <= max && value !== above ? value : undefined;
    },
    demand: `${how.name} must be a ${type === 'integer' ? 'whole ' : ''}number ${from} ${max}.`,
  };
}

const MOST = MOST_NEURONS.toLocaleString('en-US');

/** @param {string[]} names */
const listed = (names) => `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;

/**
 * A list of layers as JSON. Fields that are left out are what they are by default.
 * @param {Kind} kind
 * @param {string} key  of the list
 * @param {string} text
 * @returns {object[] | undefined}
 */
function layersOf(kind, key, text) {
  const { min_items = 0, max_items = Infinity } = entryOf(kind, key) ?? {};
  const layers = parsed(text);
  if (!Array.isArray(layers) || layers.length < min_items || layers.length > max_items) return undefined;
  const sound = layers.map((layer) => layerOf(kind, key, layer));
  return sound.includes(undefined) ? undefined : /** @type {object[]} */ (sound);
}

/**
 * @param {Kind} kind
 * @param {string} key
 * @param {unknown} layer
 * @returns {object | undefined}
 */
function layerOf(kind, key, layer) {
  if (typeof layer !== 'object' || layer === null) return undefined;
  const names = keysOf(kind).flatMap((known) => (known.startsWith(`${key}.*.`) ? [known.split('.')[2]] : []));
  if (!Object.keys(layer).every((name) => names.includes(name))) return undefined;
  const given = /** @type {Record<string, unknown>} */ (layer);
  const fields = names.map((name) => {
    const field = /** @type {Setting} */ (settingOf(kind, `${key}.0.${name}`));
    return [name, name in given ? field.parse(field.text(given[name])) : field.initial];
  });
  const { rows, cols } = Object.fromEntries(fields);
  const complete = fields.every(([, value]) => value !== undefined && value !== null);
  return complete && rows * cols <= MOST_UNITS[kind] ? Object.fromEntries(fields) : undefined;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The built-in data sets, and those that a visitor has brought to this page. @returns {Setting} */
function dataset() {
  const { entry, ...how } = PAGE.dataset;
  const words = Object.fromEntries(Object.entries(DATASETS).map(([name, { menu }]) => [name, menu]));
  const made = setting({ ...entry, choices: Object.keys(words) }, { ...how, words });
  return { ...made, parse: (text) => (isOwn(text) ? text : made.parse(text)) };
}

/**
 * The hidden layers as people write them into a field: their sizes; masks stay as they are.
 * @param {any} hidden  of now
 * @returns {Pick<Setting, 'parse' | 'text' | 'demand'>}
 */
export const layersField = (hidden) => ({
  text: layersText,
  parse: (text) => {
    const sizes = parseLayers(text);
    return sizes && fits(sizes, hidden) ? resized(sizes, hidden) : undefined;
  },
  demand: canFilter(hidden)
    ? `Hidden layers are written like 10x10,10x10, or 10x10c5p2 for filters of 5 × 5 pooled by 2: one to four, filters first, of ${MOST} neurons each at most.`
    : `Hidden layers are written like 10x10,10x10: one to four, of ${MOST} neurons each at most.`,
});
