/**
 * One worker of the pool, as the page has it: started when its first session comes, told of data sets that its sessions
 * need, asked questions, lost, started again.
 */

import { unseal, seal } from './protocol.js';
import { dataUrl } from './spawn.js';

/**
 * @import { BackendInfo, DatasetName, Kind, PageMessage, Preference, Supply, WorkerMessage } from './protocol.js'
 */
/** @import { Failure } from './errors.js' */

/**
 * @typedef {object} Page
 * @property {() => Worker} spawn
 * @property {Map<DatasetName, Supply>} supplies
 * @property {(worker: PoolWorker, message: WorkerMessage) => void} heard
 * @property {(worker: PoolWorker, failure: Failure) => void} lost
 * @property {(worker: PoolWorker, thrown: unknown) => void} misread  a message came that is none
 */

/** What each answer to a question holds. @type {Record<string, string>} */
const ANSWERS = {
  self_check: 'results',
  profile: 'times',
  snapshot: 'frame',
  pictures: 'pictures',
  ascend: 'ascended',
  drive: 'driven',
  contents: 'contents',
  mark: 'mark',
  released: 'left',
};

/** A worker without sessions is let go after this time, in ms. */
const IDLE = 30_000;

export class PoolWorker {
  /**
   * @param {number} index
   * @param {Page} page
   */
  constructor(index, page) {
    this.index = index;
    this.page = page;
    /** @type {Worker | null} */
    this.worker = null;
    /** Of the engines that have started. @type {Map<Kind, BackendInfo>} */
    this.infos = new Map();
    /** @type {Map<number, (value: any) => void>} */
    this.questions = new Map();
    this.asked = 0;
    /** What it has been given of the page's data sets. @type {Map<DatasetName, Supply>} */
    this.given = new Map();
    this.lostAt = -Infinity;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.idle = undefined;
  }

  get started() {
    return this.worker !== null;
  }

  /**
   * @param {{preference: Preference, preload: DatasetName | null, kind: Kind | null}} hello  the data set and the engine
   *   that will be needed at once
   * @throws where the page may not start workers
   */
  start(hello) {
    clearTimeout(this.idle);
    if (this.worker) return;
    const worker = this.page.spawn();
    this.worker = worker;
    worker.onmessage = ({ data }) => worker === this.worker && this.#receive(data);
    worker.onmessageerror = () => this.#lose(worker, { kind: 'worker', message: '' });
    worker.onerror = (event) => {
      event.preventDefault();
      const kind = this.infos.size > 0 ? 'internal' : 'worker';
      this.#lose(worker, { kind, message: event.message ?? '' });
    };
    this.post({ type: 'hello', data_url: dataUrl(), ...hello });
  }

  /**
   * @param {PageMessage} message
   * @param {Transferable[]} [transfer]
   */
  post(message, transfer = []) {
    if ('dataset' in message) this.#give(message.dataset);
    this.worker?.postMessage(seal(message), transfer);
  }

  /**
   * A data set of the page's goes only to the workers that need it, once to each.
   * @param {DatasetName | null} name
   */
  #give(name) {
    const supply = name === null ? undefined : this.page.supplies.get(name);
    if (!supply || !this.worker || this.given.get(supply.name) === supply) return;
    this.given.set(supply.name, supply);
    this.post({ type: 'own', ...supply });
  }

  /** @param {DatasetName} name */
  disown(name) {
    if (this.given.delete(name)) this.post({ type: 'disown', name });
  }

  /**
   * @param {(id: number) => PageMessage} question
   * @returns {Promise<any>} null where the worker is gone
   */
  ask(question) {
    if (!this.worker) return Promise.resolve(null);
    const id = ++this.asked;
    return new Promise((resolve) => {
      this.questions.set(id, resolve);
      this.post(question(id));
    });
  }

  /** Nobody needs it at present. */
  rest() {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.stop(), IDLE);
  }

  stop() {
    clearTimeout(this.idle);
    this.worker?.terminate();
    this.worker = null;
    this.infos.clear();
    this.given.clear();
    for (const resolve of this.questions.values()) resolve(null);
    this.questions.clear();
  }

  /** @param {unknown} data */
  #receive(data) {
    /** @type {WorkerMessage} */
    let message;
    try {
      message = unseal(data);
    } catch (thrown) {
      this.page.misread(this, thrown);
      return;
    }
    if (message.type in ANSWERS) return this.#answer(message);
    if (message.type === 'ready') this.infos.set(message.kind, message.info);
    this.page.heard(this, message);
  }

  /** @param {any} message */
  #answer(message) {
    this.questions.get(message.id)?.(message[ANSWERS[message.type]]);
    this.questions.delete(message.id);
  }

  /**
   * @param {Worker} worker
   * @param {Failure} failure
   */
  #lose(worker, failure) {
    if (worker === this.worker) this.page.lost(this, failure);
  }
}
