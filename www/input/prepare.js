/**
 * What a visitor brings as samples: read by a worker of its own, which is gone afterwards.
 */

import { spawn } from '../engine/start.js';
import { failureOf } from '../engine/errors.js';
import workerUrl from './reader-worker.js?worker&url';
import { pixelsOf } from './foreign.js';

/** @import { Brought } from '../generated/types.js' */
/** @import { Manifest, Picture } from '../engine/protocol.js' */
/** @import { Own } from '../catalogue/experiments.js' */
/** @import { Answer, Lot, Said } from './reader-worker.js' */
/** @import { Source } from './source.js' */
/** @typedef {(done: number, total: number) => void} Progress */

/**
 * For EngineClient.supply().
 * @typedef {object} OwnSet
 * @property {string} name
 * @property {Manifest} manifest
 * @property {Uint8Array} train
 * @property {Uint8Array} test
 * @property {string[]} notes  what the visitor should know, in sentences
 */

/** One picture, as large as there is room. */
const ONE = { side: null, gray: false, turntable: false, least: 1, first: true };

/**
 * Something to learn from.
 * @param {Source[]} sources
 * @param {{own: Own, name: string, progress: Progress, signal?: AbortSignal}} how
 * @returns {Promise<OwnSet>}
 */
export async function toLearnFrom(sources, { own, name, progress, signal }) {
  const { side, gray, turntable, least } = own;
  const wanted = { side, gray, turntable, least };
  const brought = await read({ sources, wanted }, progress, signal);
  const { title, height, width, channels, classes, n_train, n_test, train, test, notes } = brought;
  const part = (/** @type {number} */ n) => ({ n, shards: [{ file: '', n, bytes: 0 }] });
  /** @type {Manifest} */
  const manifest = {
    name,
    title,
    height,
    width,
    channels,
    classes,
    turntable: brought.turntable,
    train: part(n_train),
    test: part(n_test),
  };
  return { name, manifest, train, test, notes };
}

/**
 * One picture, to be rebuilt with what a map has learned.
 * @param {Source[]} sources
 * @param {{progress: Progress, signal?: AbortSignal}} how
 * @returns {Promise<{name: string, picture: Picture, notes: string[]}>}
 */
export async function toRebuild(sources, { progress, signal }) {
  const brought = await read({ sources, wanted: ONE }, progress, signal);
  const { title, height, width, channels, train, notes } = brought;
  const picture = { height, width, channels, pixels: train.slice(0, height * width * channels) };
  return { name: title, picture, notes };
}

/**
 * @param {Lot} lot
 * @param {Progress} progress
 * @param {AbortSignal} [signal]  what is brought meanwhile takes its place
 * @returns {Promise<Brought>}
 */
function read(lot, progress, signal) {
  const worker = spawn(new URL(workerUrl, import.meta.url).href, 'som-lab reader');
  /** @type {Promise<Brought>} */
  const done = new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    worker.addEventListener('error', ({ message }) => {
      reject({ kind: 'worker', message: `The reader of files stopped (${message || 'no reason given'}).` });
    });
    worker.addEventListener('message', ({ data }) => {
      const said = /** @type {Said} */ (data);
      if (said.type === 'progress') progress(said.done, said.total);
      else if (said.type === 'done') resolve(said.brought);
      else if (said.type === 'failed') reject(said.failure);
      else void answer(worker, said);
    });
    worker.postMessage(lot);
  });
  return done.finally(() => worker.terminate());
}

/**
 * @param {Worker} worker
 * @param {Extract<Said, {type: 'foreign'}>} said
 */
async function answer(worker, { path, kind, blob }) {
  /** @type {Answer} */
  let found;
  try {
    found = { pixels: await pixelsOf(path, kind, blob) };
  } catch (thrown) {
    found = { failure: failureOf(thrown) };
  }
  worker.postMessage(found);
}
