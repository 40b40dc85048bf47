/**
 * Reads what a visitor brings, beside the page: the program that the lab reads files with, src/input. One worker reads
 * one lot.
 */

import init, { Files } from '../pkg/input/som_lab.js';
import { failureOf } from '../engine/errors.js';
import { spawn } from '../engine/start.js';
import decoderUrl from './decoder-worker.js?worker&url';
import { baseName } from './names.js';
import { bytesOf } from './source.js';

/** @import { Brought, ForeignPicture, NeededPicture } from '../generated/types.js' */
/** @import { Source } from './source.js' */
/** @import { Pixels, ForeignKind } from './foreign.js' */
/** @import { Failure } from '../engine/errors.js' */

/** @typedef {{sources: Source[], wanted: object}} Lot */
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
async function opened({ sources, wanted }) {
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
  return decoded(files.begin(wanted), sources);
}

/** Pictures that are decoded at once. A decoder takes the memory of a large photograph. */
const DECODERS = Math.max(1, Math.min(4, navigator.hardwareConcurrency - 1));

/** So many pictures are not worth a further worker. */
const FEW = 2;

/**
 * @param {import('../pkg/input/som_lab.js').Job} job
 * @param {Source[]} sources
 * @returns {Promise<Brought>}
 */
async function decoded(job, sources) {
  const shape = job.shape();
  if (!shape) return job.finish();
  const pool = new Pool(shape);
  /** @type {(() => Promise<Uint8Array>)[]} what has been begun, in order */
  const begun = [];
  try {
    for (;;) {
      while (begun.length < pool.most) {
        const needed = /** @type {NeededPicture | null} */ (job.need(begun.length));
        if (!needed) break;
        const { path, id, foreign, total } = needed;
        const inArchive = id === null ? () => job.unpacked(begun.length) : null;
        const blob = inArchive ? unpacked(inArchive) : sources[/** @type {number} */ (id)].blob;
        if (foreign) begun.push(() => fitted(shape, path, blob));
        else if (total > FEW) begun.push(pool.decode(path, blob));
        else begun.push(() => decodedHere(shape, path, blob));
      }
      const picture = begun.shift();
      if (!picture) return job.finish();
      const { done, total } = /** @type {NeededPicture} */ (job.need(0));
      say({ type: 'progress', done, total });
      try {
        job.give(await picture());
      } catch (thrown) {
        job.skip(failureOf(thrown).message);
      }
    }
  } finally {
    pool.close();
  }
}

/**
 * A picture out of an archive; where that is damaged, one that says so when it is decoded.
 * @param {() => Uint8Array | undefined} extract
 */
function unpacked(extract) {
  try {
    return new Blob([blobPart(extract())]);
  } catch (thrown) {
    return failureOf(thrown);
  }
}

/**
 * A picture that only the browser reads.
 * @param {import('../pkg/input/som_lab.js').Shape} shape
 * @param {string} path
 * @param {Blob | Failure} blob
 */
async function fitted(shape, path, blob) {
  if (!(blob instanceof Blob)) throw blob;
  const answer = await drawn(path, blob);
  if ('failure' in answer) throw answer.failure;
  return shape.fit(answer.pixels.height, answer.pixels.width, answer.pixels.rgba);
}

/**
 * @param {import('../pkg/input/som_lab.js').Shape} shape
 * @param {string} path
 * @param {Blob | Failure} blob
 */
async function decodedHere(shape, path, blob) {
  if (!(blob instanceof Blob)) throw blob;
  return shape.decode(baseName(path), await bytesOf({ path, blob }));
}

/** Workers that decode, started when they are first needed. */
class Pool {
  /** @param {import('../pkg/input/som_lab.js').Shape} shape */
  constructor({ height, width, crop }) {
    this.shape = { height, width, crop };
    this.most = 2 * DECODERS;
    /** @type {{worker: Worker, last: Promise<unknown>, waiting: number}[]} */
    this.decoders = [];
  }

  /**
   * Begins at once; what comes of it is asked for later.
   * @param {string} path
   * @param {Blob | Failure} blob
   * @returns {() => Promise<Uint8Array>}
   */
  decode(path, blob) {
    if (!(blob instanceof Blob)) return () => Promise.reject(blob);
    const decoder = this.#idlest();
    decoder.waiting += 1;
    const task = { path, blob, ...this.shape };
    const result = decoder.last.then(() => this.#ask(decoder.worker, task));
    decoder.last = result.catch(() => {}).then(() => (decoder.waiting -= 1));
    return () => result;
  }

  #idlest() {
    const free = this.decoders.find(({ waiting }) => waiting === 0);
    if (free) return free;
    if (this.decoders.length < DECODERS) {
      const worker = spawn(new URL(decoderUrl, import.meta.url).href, 'som-lab decoder');
      this.decoders.push({ worker, last: Promise.resolve(), waiting: 0 });
      return this.decoders[this.decoders.length - 1];
    }
    return this.decoders.reduce((a, b) => (b.waiting < a.waiting ? b : a));
  }

  /**
   * @param {Worker} worker
   * @param {import('./decoder-worker.js').Task} task
   * @returns {Promise<Uint8Array>}
   */
  #ask(worker, task) {
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => ('rgb' in data ? resolve(data.rgb) : reject(data.failure));
      worker.onerror = ({ message }) =>
        reject({ kind: 'input', message: `${baseName(task.path)} could not be decoded (${message}).` });
      worker.postMessage(task);
    });
  }

  close() {
    for (const { worker } of this.decoders) worker.terminate();
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
