/**
 * What was measured once and for all: of every experiment, runs over several seeds, as `lab reproduce` has written them
 * to results/. Each file is fetched when somebody comes near its figure.
 */

import { aroundMean } from '../math/course.js';

/** @import { Metric } from './experiments.js' */
/** @import { Word } from './verdict.js' */
/** @import { Band, Range } from '../math/course.js' */

/**
 * One run.
 * @typedef {object} RecordedRun
 * @property {number} seed
 * @property {number} seconds
 * @property {Record<string, number | null>} metrics  null for what never came
 * @property {Record<string, (number | null)[]>} curve  as long as the variant's x
 */

/**
 * @typedef {object} RecordedVariant
 * @property {string} variant
 * @property {string} version  of the lab
 * @property {string} backend
 * @property {string} adapter
 * @property {Record<string, unknown>} config  as the engine has it, without a seed
 * @property {number} n  held-out samples behind each value
 * @property {number} passes  over the training set
 * @property {number[]} x  places of the curve
 * @property {RecordedRun[]} runs
 */

/** @typedef {{says: string, by: 'note' | 'ours', verdict: Word | null, figures: string}} RecordedClaim */

/**
 * @typedef {object} Recording
 * @property {string | null} dataset
 * @property {'lab' | 'page'} settings
 * @property {RecordedVariant[]} variants
 * @property {RecordedClaim[]} claims
 */

/** @typedef {{experiment: string, recordings: Recording[]}} Results */

/**
 * A claim in the summary of all.
 * @typedef {RecordedClaim & {experiment: string, dataset: string | null, seeds: number, passes: number}} SummaryClaim
 */

/** What a figure trains. @typedef {{dataset: string | null, configs: Record<string, Record<string, unknown>>}} Trained */

/** @type {Record<string, () => Promise<any>>} */
const FILES = import.meta.glob('../../results/*.json', { import: 'default' });
/** @param {string} name */
const fileOf = (name) => FILES[`../../results/${name}.json`];

/** @type {Map<string, Promise<any>>} */
const asked = new Map();

/**
 * Fetched once; null where there is none, or where it cannot be had now.
 * @param {string} name
 * @returns {Promise<any>}
 */
function load(name) {
  const file = fileOf(name);
  if (!file) return Promise.resolve(null);
  const known = asked.get(name);
  if (known) return known;
  const answer = file().catch(() => {
    asked.delete(name);
    return null;
  });
  asked.set(name, answer);
  return answer;
}

/** Whether there is a recording at all, before it is fetched. @param {string} id of an experiment */
export const isRecorded = (id) => fileOf(id) !== undefined;

/** @param {string} id of an experiment @returns {Promise<Results | null>} */
export const loadResults = (id) => load(id);

/** The verdicts on all claims. @returns {Promise<SummaryClaim[]>} rejects where they cannot be had now */
export async function loadClaims() {
  const found = await load('claims');
  if (!found && isRecorded('claims')) throw new Error('The claims did not arrive.');
  return found?.claims ?? [];
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isBranch = (value) => typeof value === 'object' && value !== null;

/**
 * Whether two configurations are one, whatever the order of their keys; a seed is no part of them.
 * @param {unknown} a
 * @param {unknown} b
 * @returns {boolean}
 */
export function alike(a, b) {
  if (!isBranch(a) || !isBranch(b)) return Object.is(a, b);
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  keys.delete('seed');
  return [...keys].every((key) => alike(a[key], b[key]));
}

/**
 * @param {Recording} recording
 * @param {Trained} trained
 */
const fits = ({ dataset, variants }, trained) =>
  dataset === trained.dataset &&
  Object.entries(trained.configs).every(([name, config]) => {
    const recorded = variants.find(({ variant }) => variant === name);
    return recorded !== undefined && alike(recorded.config, config);
  });

/**
 * The recording that fits what a figure trains; where none does, one of the same data, which was made with other
 * settings.
 * @param {Recording[]} recordings
 * @param {Trained} trained
 * @returns {{recording: Recording, exact: boolean} | null}
 */
export function fitting(recordings, trained) {
  const exact = recordings.find((recording) => fits(recording, trained));
  if (exact) return { recording: exact, exact: true };
  const near = recordings.filter(({ dataset }) => dataset === trained.dataset);
  const recording = near.find(({ settings }) => settings === 'page') ?? near[0];
  return recording ? { recording, exact: false } : null;
}

/**
 * The recording that claims are about: of the same data, at the full length that the lab trains.
 * @param {Recording[]} recordings
 * @param {string | null} dataset
 * @returns {Recording | null}
 */
export const labRecording = (recordings, dataset) =>
  recordings.find((one) => one.dataset === dataset && one.settings === 'lab') ?? null;

/** @param {Recording} recording */
export const seedsOf = ({ variants }) => Math.min(...variants.map(({ runs }) => runs.length));

/** @param {Recording} recording */
export const passesOf = ({ variants }) => Math.max(0, ...variants.map(({ passes }) => passes));

/**
 * Its values of a metric, one for each seed; none where it was not measured.
 * @param {RecordedVariant | undefined} variant
 * @param {Metric | string} metric
 * @returns {(number | null)[]}
 */
export function valuesOf(variant, metric) {
  const values = variant?.runs.map(({ metrics }) => metrics[metric]) ?? [];
  return /** @type {(number | null)[]} */ (values.includes(/** @type {any} */ (undefined)) ? [] : values);
}

/**
 * The range of a curve over its seeds, at the places where all of them have a value.
 * @param {RecordedVariant} variant
 * @param {string} key
 * @param {(values: number[]) => Range} [around]
 * @returns {Band}
 */
export function recordedBand({ x, runs }, key, around = aroundMean) {
  const curves = runs.flatMap(({ curve }) => (curve[key] ? [curve[key]] : []));
  const places = curves.length === 0 ? [] : x.map((_, i) => i);
  const known = places.filter((i) => curves.every((curve) => typeof curve[i] === 'number'));
  const ranges = known.map((i) => around(curves.map((curve) => /** @type {number} */ (curve[i]))));
  return {
    x: known.map((i) => x[i]),
    middle: ranges.map(({ middle }) => middle),
    low: ranges.map(({ low }) => low),
    high: ranges.map(({ high }) => high),
    n: curves.length,
  };
}
