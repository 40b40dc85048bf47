/**
 * The kinds of models that runs train: for each, one object with all that a figure and its panels ask of it, fetched with
 * the first figure of its kind.
 */

/** @import { State } from '../settings/state.js' */
/** @import { DatasetWords } from '../catalogue/datasets.js' */
/** @import { Variant } from '../catalogue/experiments.js' */
/** @import { Host, LiveRun, Received } from './live-run.js' */
/** @typedef {import('../catalogue/experiments.js').Kind} Kind */
/** @typedef {import('../element/figure.js').Figure<any>} Figure */

/**
 * What stands around the stage of a figure.
 * @typedef {object} Panels
 * @property {(figure: Figure, actions: import('./claims.js').Actions) => unknown} evidence  what the
 *   note says beside what was measured
 * @property {(figure: Figure) => unknown} side  beside or below the stage
 * @property {(figure: Figure) => unknown} counts  in the transport: how far the runs are, and how fast
 * @property {(run: any, pictures: string) => string} summary  a run in words, for those who do not see it
 * @property {(run: any) => Promise<any>} read  what its tables need beyond the course
 * @property {(run: any, read: any, title: string) => unknown} table  of what was read, `title` its run where there are several
 * @property {(run: any, title: string) => unknown} course  as a table
 * @property {(run: any) => object} record  of a run, to be saved
 */

/**
 * How the variants of a figure are repeated over further seeds.
 * @typedef {object} Repetition
 * @property {object} request  what such a run shows
 * @property {new () => Received<any> & {points: any[]}} State  where it is received
 * @property {string} x  of a point: what places are counted in
 * @property {(values: number[]) => import('../math/course.js').Range} around  all seeds at a place
 * @property {number} seeds  to repeat it over
 * @property {(frame: any) => number} share  of a run that is over
 * @property {{why: string, band: string}} words  why to repeat it, and what its bands are
 */

/**
 * @typedef {object} Model
 * @property {new (host: Host, variant: Variant, shared: State, group: string | null) => LiveRun<any, any>} Run
 * @property {(run: any) => import('../catalogue/hints.js').Facts} facts  of a run, for hints
 * @property {(state: State) => DatasetWords} words  what it learns from
 * @property {Panels} panels
 * @property {Repetition | null} repetition  null: its figures are not repeated
 * @property {{key: string, one: string, many: string}} length  the setting that says how long its runs are, and in what
 * @property {{refused: string[], because: string}} lattices  that it cannot have, and the beginning of a sentence
 * @property {boolean} labelled  it learns classes, and takes no pictures without them
 * @property {boolean} gpu  it may run on a graphics processor
 * @property {boolean} upload  its figures offer a place to drop pictures on
 * @property {boolean} keepsProbe  a picture of the visitor's stays when the data set changes
 * @property {boolean} beside  a run that stands alone has its panels beside the stage, not below it
 * @property {(title: string, pictures: string) => string} alt  its poster in words
 * @property {string} seed  what a seed decides, in a sentence
 */

/** @type {Record<Kind, () => Promise<Model>>} */
const LOADERS = {
  map: async () => (await import('./map/kind.js')).map,
  net: async () => (await import('./net/kind.js')).net,
  agent: async () => (await import('./agent/kind.js')).agent,
};

/** Those that have been fetched. @type {Partial<Record<Kind, Model>>} */
const fetched = {};

/** @param {Kind} kind */
export async function loadKind(kind) {
  return (fetched[kind] ??= await LOADERS[kind]());
}

/** A kind that has been fetched. @param {Kind} kind @returns {Model} */
export function modelOf(kind) {
  const model = fetched[kind];
  if (!model) throw new Error(`What the page knows of kind ${kind} has not been fetched.`);
  return model;
}
