/**
 * The state of a figure: what only the page has, and under `config` the engine's own configuration, verbatim. Its runs
 * share it, but for what each variant names.
 */

import { experimentOf } from '../catalogue/experiments.js';
import { kindOf } from '../catalogue/index.js';
import { soundLayers } from './layers.js';
import { completed, defaultsOf } from './schema.js';
import { PAGE_KEYS, isOfPage, settingOf } from './setting.js';
import { covers, differences, get, putAll } from './tree.js';

/** @import { Experiment, Kind, Settings, Variant } from '../catalogue/experiments.js' */
/** @import { Preference, View } from '../engine/protocol.js' */

/**
 * @template [C=any]
 * @template [D=any]
 * @typedef {object} State
 * @property {D} dataset  a name; null of a kind that makes all that it learns from
 * @property {View} view
 * @property {number | null} component  null is the one in the middle
 * @property {number} image  the held-out picture that is looked at
 * @property {boolean} overlap  it is rebuilt from patches that overlap
 * @property {number | null} speed  steps per second; null is as fast as it goes
 * @property {Preference} backend
 * @property {C} config
 */

/** Values by key: the page's own names, or dotted ones of the configuration. @typedef {Record<string, unknown>} Patch */

/**
 * The configuration that an experiment starts from with some pictures: as the lab has it, or as the page does.
 * @param {Experiment} experiment
 * @param {string | null} dataset
 * @param {'lab' | 'page'} where
 */
export function startConfig({ kind, settings, datasets, page }, dataset, where) {
  const brought = datasets[dataset ?? '']?.settings ?? {};
  const all = { ...settings, ...(where === 'page' ? page.settings : {}), ...brought };
  return putAll(defaultsOf(kind), completed(kind, all));
}

/**
 * How an experiment starts with some pictures.
 * @param {string} id
 * @param {string | null} [dataset]
 * @returns {State}
 */
export function startOf(id, dataset) {
  const experiment = experimentOf(id);
  const { kind, datasets, page } = experiment;
  const set = dataset ?? experiment.dataset;
  const own = Object.fromEntries(PAGE_KEYS.map((key) => [key, settingOf(kind, key)?.initial]));
  // Pictures of a visitor's own are looked at from the first on.
  const brought = set === null ? {} : set in datasets ? datasets[set].page : { image: 0 };
  const config = startConfig(experiment, set, 'page');
  return /** @type {State} */ ({ ...own, ...page.state, ...brought, dataset: set, config });
}

/**
 * What pictures bring along: what they ask for, and what others would have changed.
 * @param {string} id
 * @param {string} dataset
 * @returns {Patch}
 */
export function broughtBy(id, dataset) {
  const { datasets } = experimentOf(id);
  const start = startOf(id, dataset);
  const touched = Object.values(datasets).flatMap(({ settings = {}, page = {} }) => [
    ...Object.keys(settings),
    ...Object.keys(page),
  ]);
  return Object.fromEntries(touched.map((key) => [key, valueOf(start, key)]));
}

/** @param {State} state @param {string} key */
export const valueOf = (state, key) => get(isOfPage(key) ? state : state.config, key);

/**
 * The state with other values.
 * @param {State} state
 * @param {Patch} patch
 * @returns {State}
 */
export function patched(state, patch) {
  const keys = Object.keys(patch);
  const pick = (/** @type {string[]} */ some) => Object.fromEntries(some.map((key) => [key, patch[key]]));
  const config = putAll(state.config, pick(keys.filter((key) => !isOfPage(key))));
  return { ...state, ...pick(keys.filter(isOfPage)), config };
}

/** Whether a setting concerns what is learned, not only what is seen of it and how fast. @param {string} key */
export const isTraining = (key) => key === 'dataset' || !isOfPage(key);

/** @param {string} lattice */
export const isChain = (lattice) => lattice === 'line' || lattice === 'ring';

/**
 * The state of one run: the shared one, and the settings of its own, as the engine takes them.
 * @param {State} shared
 * @param {Pick<Variant, 'settings'>} variant
 * @returns {State}
 */
export function stateOf(shared, { settings = {} }) {
  const config = putAll(shared.config, settings);
  const chain = isChain(config.lattice);
  if (config.hidden) return { ...shared, config: { ...config, hidden: soundLayers(config.hidden, chain) } };
  if (!chain) return { ...shared, config };
  return { ...shared, config: { ...config, rows: 1, cols: config.rows * config.cols } };
}

/**
 * Whether the runs of an experiment differ in a setting, or in a part of it, so that it is not the visitor's to change.
 * @param {string} id of the experiment
 * @param {string} key
 */
export const isVaried = (id, key) =>
  experimentOf(id).variants.some(({ settings = {} }) =>
    Object.keys(settings).some((own) => covers(own, key)),
  );

/**
 * A map on a chain has one row; coming back from it, it is a grid as square as can be. Layers of networks keep their
 * rows and columns, see `stateOf`.
 * @param {State} state
 * @param {Patch} patch
 * @returns {Patch}
 */
export function withShape({ config }, patch) {
  const { lattice } = patch;
  if (config.hidden || typeof lattice !== 'string' || lattice === config.lattice) return patch;
  const rows = Number(patch.rows ?? config.rows);
  const units = rows * Number(patch.cols ?? config.cols);
  if (isChain(lattice) && rows > 1) return { ...patch, rows: 1, cols: units };
  if (!isChain(lattice) && isChain(config.lattice) && patch.rows === undefined) {
    const side = Math.min(64, Math.max(1, Math.round(Math.sqrt(units))));
    return { ...patch, rows: side, cols: Math.max(1, Math.round(units / side)) };
  }
  return patch;
}

/**
 * What the page changes of an experiment's runs, for it must say so: the key, and its value in the lab and on the page.
 * @param {string} id
 * @returns {{key: string, name: string, lab: unknown, page: unknown}[]}
 */
export function changedByPage(id) {
  const experiment = experimentOf(id);
  const lab = startConfig(experiment, experiment.dataset, 'lab');
  return Object.entries(experiment.page.settings).map(([key, page]) => ({
    key,
    name: settingOf(kindOf(id), key)?.name ?? key,
    lab: get(lab, key),
    page,
  }));
}

/** A whole state as a patch, key by key; lists as they are. @param {State} state @returns {Patch} */
export function flat({ config, ...page }) {
  return { ...page, ...Object.fromEntries(differences(config, {})) };
}
