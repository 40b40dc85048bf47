/**
 * One engine of the worker: a module of its own, fetched and started when its first session needs it, with the data
 * sets that it holds.
 */

import { Library } from './datasets.js';
import { failureOf } from './errors.js';
import { KINDS } from './kinds.js';
import { takeShapes } from './shapes.js';

/** @import { BackendInfo, Kind, Preference } from './protocol.js' */

/**
 * @typedef {object} Surroundings
 * @property {import('./datasets.js').ShardCache} cache  of all engines
 * @property {import('./datasets.js').Watcher} on
 * @property {() => Promise<import('./tools.js').Tools>} tools
 * @property {{preference: Preference}} wish  of the visitor: one that cannot be met is taken back
 * @property {(message: import('./protocol.js').WorkerMessage) => void} post
 */

export class EngineHost {
  /**
   * @param {Kind} kind
   * @param {Surroundings} around
   * @param {() => Promise<any>} [load]
   */
  constructor(kind, around, load = KINDS[kind].load) {
    this.kind = kind;
    this.around = around;
    this.load = load;
    this.library = new Library(around.cache, around.on, around.tools, KINDS[kind].haste);
    /** @type {any} */
    this.engine = null;
    /** @type {Promise<void> | null} */
    this.starting = null;
  }

  /** @returns {BackendInfo} */
  get info() {
    return this.engine.info();
  }

  get gpu() {
    return this.info.backend === 'gpu';
  }

  /** Settles when there is an engine; one that could not be started may be tried again. */
  start() {
    this.starting ??= this.#create().catch((thrown) => {
      this.starting = null;
      throw thrown;
    });
    return this.starting;
  }

  async #create() {
    const Engine = await this.load().catch((thrown) => {
      throw this.#unfetched(thrown);
    });
    const { wish, post } = this.around;
    const wanted = wish.preference;
    try {
      this.engine = await Engine.create(wanted);
    } catch (thrown) {
      if (wanted !== 'gpu') throw thrown;
      const { message } = failureOf(thrown);
      this.engine = await Engine.create('auto');
      wish.preference = 'auto';
      const choice = `${message || 'The graphics processor cannot be used here.'} The page chooses for itself again.`;
      post({ type: 'notice', session: null, message: choice });
    }
    await takeShapes(this.engine, this.info, async () => (await this.around.tools()).fastest_shapes());
    post({ type: 'ready', kind: this.kind, info: this.info, preference: wish.preference });
  }

  /** @param {unknown} thrown */
  #unfetched(thrown) {
    const { kind, message } = failureOf(thrown, 'network');
    if (kind !== 'network') return thrown;
    return { kind, message: `A part of the engine could not be fetched (${message}).` };
  }

  /** Lets the engine go, and all it holds; its sessions are to be freed before. */
  async stop() {
    await this.starting?.catch(() => {});
    this.starting = null;
    this.library.clear();
    this.engine?.free?.();
    this.engine = null;
  }
}
