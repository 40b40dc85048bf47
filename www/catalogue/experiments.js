/**
 * The experiments of the research note, as records that the lab reads too: what each is called, what the note says of
 * it, its data, its settings, the runs that it compares, and in `page` what only the page adds or changes.
 */

import { FILES, fileOf } from './index.js';

/** @typedef {import('./index.js').Kind} Kind */
/** Values by the engine's keys; see settings/tree.js. @typedef {Record<string, unknown>} Settings */
/** @typedef {'orange' | 'red' | 'blue' | 'green' | 'gray'} Series  a color of the note's, as the themes have it */
/** @typedef {'test_accuracy' | 'activation_strength' | 'active_units' | 'rest' | 'codebook_organization'
 *   | 'filter_organization' | 'mean_return' | 'solved_at' | 'quantization_error' | 'topographic_error' | 'purity'
 *   | 'nmi' | 'psnr' | 'psnr_tiles' | 'angle_error' | 'turns' | 'reversals'} Metric  `rest`: passes until the last map
 *   had come to rest; `mean_return`: of all episodes of a run; `solved_at`: the episode since which the world counts
 *   as solved; `psnr`: of held-out images rebuilt from overlapping patches, `psnr_tiles` from patches side by side */

/**
 * One of the runs that stand side by side: the same data, seed and order, but for what it names.
 * @typedef {object} Variant
 * @property {string} name
 * @property {string} title  in a word or two
 * @property {Series} [color]
 * @property {Settings} [settings]  of its own
 * @property {Partial<Record<Metric, number>>} [figures]  what the note reports
 */

/**
 * What the note says, in a form that results can be held against (see catalogue/verdict.js).
 * @typedef {{says: string, by?: 'ours'} & (
 *   {kind: 'ranking', metric: Metric, variants: string[]}
 *   | {kind: 'rank_sum', metric: Metric, variants: string[]}
 *   | {kind: 'not_above', metric: Metric, variants: string[], than: string}
 *   | {kind: 'figure', metric: Metric, variant: string, value: number, passes?: number}
 *   | {kind: 'about', metric: Metric, variant: string, value: number, within: number}
 *   | {kind: 'rests', variant: string}
 *   | {kind: 'organized', metric: Metric, variant: string, organized: boolean}
 *   | {kind: 'same', variants: string[]})} Claim
 */

/**
 * What becomes of people's own pictures.
 * @typedef {object} Own
 * @property {number | null} side  the longer one, in pixels; null: as large as there is room
 * @property {boolean} gray
 * @property {boolean} turntable  they are views of one turn, in order
 * @property {number} least  pictures that it needs
 * @property {number} samples  that a run should see
 * @property {'fit'} [patch]  the patches fit the pictures
 */

/** What a data set brings along. @typedef {{settings?: Settings, page?: Record<string, unknown>}} Brought */

/**
 * @typedef {object} Page  what only the page has
 * @property {string} menu  in a list of experiments
 * @property {string} headline  what the pictures do here
 * @property {string} stage  the element that draws it
 * @property {import('../engine/protocol.js').View[]} views  on offer; none: the stage has its own way
 * @property {string} [evidence]  which of a map's measurements stands beside the note's word (kinds/map/evidence.js)
 * @property {boolean} [probing]  another picture can be rebuilt with what the maps have learned
 * @property {string} measures  what is drawn over the run
 * @property {Settings} settings  that the page changes for every run
 * @property {Record<string, unknown>} state  of the page at first
 * @property {{sight: string[], more: string[]}} controls
 */

/**
 * @typedef {object} Experiment
 * @property {string} id
 * @property {Kind} kind
 * @property {string} title
 * @property {string} note  what the note shows
 * @property {string | null} dataset  that it starts with; null where it makes all that it learns from
 * @property {Record<string, Brought>} datasets  on offer
 * @property {Settings} settings
 * @property {Variant[]} variants
 * @property {Claim[]} [claims]
 * @property {boolean} [maximize]
 * @property {Own | null} own  null: it takes none
 * @property {Page} page
 */

/** Those that have been fetched. @type {Map<string, Experiment>} */
const fetched = new Map();

/** @param {import('./index.js').File} file */
async function fetchFile({ load }) {
  const records = /** @type {Experiment[]} */ ((await load()).default);
  for (const record of records) {
    if (!fetched.has(record.id)) fetched.set(record.id, { ...record, datasets: record.datasets ?? {} });
  }
}

/**
 * Fetches the record of an experiment, and those that lie in its file.
 * @param {string} id
 * @returns {Promise<Experiment>}
 */
export async function loadExperiment(id) {
  await fetchFile(fileOf(id));
  return experimentOf(id);
}

/** All of them, in the order of the page. @returns {Promise<Record<string, Experiment>>} */
export async function loadExperiments() {
  await Promise.all(FILES.map(fetchFile));
  const ids = FILES.flatMap(({ posters }) => Object.keys(posters));
  return Object.fromEntries(ids.map((id) => [id, experimentOf(id)]));
}

/**
 * The record of an experiment that has been fetched; the first one stands for one that is not known.
 * @param {string} id
 * @returns {Experiment}
 */
export function experimentOf(id) {
  const [first] = Object.keys(fileOf(id).posters);
  const record = fetched.get(id) ?? fetched.get(first);
  if (!record) throw new Error(`The record of ${id} has not been fetched.`);
  return record;
}
