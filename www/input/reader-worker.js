/**
 * Reads what a visitor brings, beside the page: the program that the lab reads files with, src/input. One worker reads
 * one lot.
 */

import init, { Files } from '../pkg/input/som_lab.js';
import { failureOf } from '../engine/errors.js';
import { bytesOf } from './source.js';

/** @import { Brought, ForeignPicture, NeededPicture } from '../generated/types.js' */
/** @import { Source } from './source.js' */
/** @import { Pixels, ForeignKind } from './foreign.js' */
/** @import { Failure } from '../engine/errors.js' */

/** @typedef {{sources: Source[], own: object, first: boolean}} Lot */
/**
 * @typedef {{type: 'progress', done: number, total: number}
 *   | {type: 'foreign', path: string, kind: ForeignKind, blob: Blob}
 *   | {type: 'done', brought: Brought}
 *   | {type: 'failed', failure: Failure}} Said
 */
/** What the page answers where a picture is foreign. @typedef {{pixels: Pixels} | {failure: Failure}} Answer */

/** @param {Said} said @param {Transferable[]} [transfer] */
const say = (said, transfer = []) => postMessage(said, { transfer });

/** @type {(answer: Answer) => void} */
let answered = () => {};

addEventListener('message', ({ data }) => {
  if ('sources' in data) void read(data);
  else answered(data);
});

/** @param {Lot} lot */
async function read(lot) {
  try {
    await init({ module_or_path: new URL('../pkg/input/som_lab_bg.wasm', import.meta.url) }).catch(
      (thrown) => {
        throw { kind: 'network', message: `A part of the engine could not be fetched (${String(thrown)}).` };
      },
    );
    const brought = await opened(lot);
    say({ type: 'done', brought }, [brought.train.buffer, brought.test.buffer]);
  } catch (thrown) {
    const failure = failureOf(thrown);
    say({ type: 'failed', failure: failure.kind === 'data' ? { ...failure, kind: 'input' } : failure });
  }
}

/** What the kind of a foreign picture was found to be. @type {Map<string, ForeignKind>} */
const kinds = new Map();

/**
 * @param {Lot} lot
 * @returns {Promise<Brought>}
 */
async function opened({ sources, own, first }) {
  const files = new Files();
  for (const [id, source] of sources.entries()) {
    say({ type: 'progress', done: id, total: sources.length });
    try {
      files.add(source.path, id, await bytesOf(source));
    } catch (thrown) {
      files.leave_out(source.path, failureOf(thrown).message);
    }
  }
  for (;;) {
    const foreign = /** @type {ForeignPicture | null} */ (files.next_foreign());
    if (!foreign) break;
    const { path, kind, id, bytes } = foreign;
    kinds.set(path, kind);
    const answer = await drawn(path, id === null ? new Blob([blobPart(bytes)]) : sources[id].blob);
    if ('pixels' in answer) files.measured(answer.pixels.height, answer.pixels.width);
    else files.leave_out(path, answer.failure.message);
  }
  const job = files.begin(own, first);
  for (;;) {
    const needed = /** @type {NeededPicture | null} */ (job.need());
    if (!needed) return job.finish();
    const { path, id, foreign, done, total } = needed;
    say({ type: 'progress', done, total });
    try {
      if (foreign) {
        const answer = await drawn(
          path,
          id === null ? new Blob([blobPart(job.unpacked())]) : sources[id].blob,
        );
        if ('failure' in answer) throw answer.failure;
        job.give_pixels(answer.pixels.height, answer.pixels.width, answer.pixels.rgba);
      } else job.give(id === null ? undefined : await bytesOf(sources[id]));
    } catch (thrown) {
      job.skip(failureOf(thrown).message);
    }
  }
}

/** @param {Uint8Array | null | undefined} bytes */
const blobPart = (bytes) => /** @type {BlobPart} */ (bytes ?? new Uint8Array());

/**
 * Lets the page draw a picture that only browsers read.
 * @param {string} path
 * @param {Blob} blob
 * @returns {Promise<Answer>}
 */
function drawn(path, blob) {
  const kind = kinds.get(path) ?? 'AVIF';
  return new Promise((resolve) => {
    answered = resolve;
    say({ type: 'foreign', path, kind, blob });
  });
}
