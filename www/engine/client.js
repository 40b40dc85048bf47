/**
 * The page's side of the engine: one worker for all figures, started when the first one needs it,
 * started again (once) when it is lost.
 */

import { failureOf } from './errors.js';
import { seal, unseal } from './protocol.js';
import { EngineSession } from './session.js';
import { dataUrl, spawnEngine } from './spawn.js';

/**
 * @import { BackendInfo, DatasetName, KernelCheck, Kind, Manifest, PageMessage, Preference,
 *   Supply, WorkerMessage } from './protocol.js'
 */
/** @import { Listener, SessionState } from './session.js' */
/** @import { Failure } from './errors.js' */

/** Bytes of data sets that are kept for going back to; those in use are kept in any case. */
const MOST_SUPPLIED = 256 * 1024 * 1024;
const SECOND_LOSS_WITHIN = 60_000;

export class EngineClient {
  /** @param {() => Worker} [spawn] */
  constructor(spawn = spawnEngine) {
    this.spawn = spawn;
    /** @type {Worker | null} */
    this.worker = null;
    /** Of the engines that have started. @type {Map<Kind, BackendInfo>} */
    this.infos = new Map();
    /** @type {Preference} */
    this.preference = 'auto';
    /** @type {Map<number, EngineSession>} */
    this.sessions = new Map();
    /** @type {Map<number, (value: any) => void>} */
    this.questions = new Map();
    /** What the page has supplied, for every worker to come. @type {Map<DatasetName, Supply>} */
    this.supplies = new Map();
    this.nextId = 1;
    this.lostAt = -Infinity;
  }

  /**
   * @param {DatasetName | null} preload
   * @param {Kind | null} kind  the engine that will be needed at once
   */
  start(preload, kind) {
    if (this.worker) return;
    try {
      this.worker = this.spawn();
    } catch (thrown) {
      this.#tell((on) => on.error(failureOf(thrown, 'worker'), true));
      return;
    }
    const worker = this.worker;
    worker.onmessage = ({ data }) => worker === this.worker && this.#receive(data);
    worker.onmessageerror = () => this.#lose({ kind: 'worker', message: '' });
    worker.onerror = (event) => {
      event.preventDefault();
      this.#lose({ kind: this.infos.size > 0 ? 'internal' : 'worker', message: event.message ?? '' });
    };
    this.post({ type: 'hello', preference: this.preference, data_url: dataUrl(), preload, kind });
    for (const supply of this.supplies.values()) this.post({ type: 'own', ...supply });
  }

  /**
   * @param {PageMessage} message
   * @param {Transferable[]} [transfer]
   */
  post(message, transfer = []) {
    this.worker?.postMessage(seal(message), transfer);
  }

  /**
   * Puts a data set under a name, 'own' or 'own-…', for sessions to open or to be configured with.
   * Those that are on an earlier one of that name go on with it until they are configured anew.
   * @param {DatasetName} name
   * @param {Supply['manifest']} manifest  one shard for each split
   * @param {Uint8Array} train  pixels, then labels where there are classes
   * @param {Uint8Array} test
   */
  supply(name, manifest, train, test) {
    const supply = { name, manifest, train, test };
    this.supplies.delete(name);
    this.supplies.set(name, supply);
    this.#forgetOld();
    this.post({ type: 'own', ...supply });
  }

  /** The oldest data sets that nobody is on go, where there are too many. */
  #forgetOld() {
    const supplies = [...this.supplies.values()];
    let bytes = supplies.reduce((sum, { train, test }) => sum + train.length + test.length, 0);
    for (const { name, train, test } of supplies.slice(0, -1)) {
      if (bytes <= MOST_SUPPLIED) return;
      if ([...this.sessions.values()].some(({ state }) => state.dataset === name)) continue;
      bytes -= train.length + test.length;
      this.supplies.delete(name);
      this.post({ type: 'disown', name });
    }
  }

  /**
   * @param {SessionState} state
   * @param {Listener} listener
   * @returns {EngineSession}
   */
  open(state, listener) {
    const session = new EngineSession(this, this.nextId++, state, listener);
    this.sessions.set(session.id, session);
    this.start(state.dataset, state.kind);
    session.open();
    const info = this.infos.get(state.kind);
    if (info) listener.ready(info, this.preference);
    return session;
  }

  /** @param {Preference} preference */
  setBackend(preference) {
    this.preference = preference;
    this.post({ type: 'backend', preference });
  }

  /** @returns {Promise<KernelCheck[]>} */
  selfCheck() {
    return this.ask((id) => ({ type: 'self_check', id }));
  }

  /**
   * @param {(id: number) => PageMessage} question
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>} null where the worker is gone
   */
  ask(question, transfer) {
    if (!this.worker) return Promise.resolve(null);
    const id = this.nextId++;
    return new Promise((resolve) => {
      this.questions.set(id, resolve);
      this.post(question(id), transfer);
    });
  }

  /**
   * Starts again, at the visitor's wish: everything, or what is of one kind where another kind goes on.
   * @param {Kind} kind
   */
  retry(kind) {
    this.lostAt = -Infinity;
    if (this.infos.has(kind) || this.infos.size === 0) return this.#restart();
    for (const session of this.sessions.values()) if (session.state.kind === kind) session.open();
  }

  /** @param {unknown} data */
  #receive(data) {
    /** @type {WorkerMessage} */
    let message;
    try {
      message = unseal(data);
    } catch (thrown) {
      this.#tell((on) => on.error(failureOf(thrown), true));
      return;
    }
    switch (message.type) {
      case 'ready': {
        const { kind, info, preference } = message;
        this.infos.set(kind, info);
        this.preference = preference;
        for (const { state, on } of this.sessions.values()) {
          if (state.kind === kind) on.ready(info, preference);
        }
        break;
      }
      case 'self_check':
        this.#answer(message.id, message.results);
        break;
      case 'snapshot':
        this.#answer(message.id, message.frame);
        break;
      case 'pictures':
        this.#answer(message.id, message.pictures);
        break;
      case 'ascend':
        this.#answer(message.id, message.ascended);
        break;
      case 'drive':
        this.#answer(message.id, message.driven);
        break;
      case 'error':
        this.#fail(message);
        break;
      case 'notice': {
        const { message: text } = message;
        this.#tell((on) => on.notice(text), message.session);
        break;
      }
      default:
        this.sessions.get(message.session)?.receive(message);
    }
  }

  /**
   * @param {number} id
   * @param {unknown} value
   */
  #answer(id, value) {
    this.questions.get(id)?.(value);
    this.questions.delete(id);
  }

  /** @param {Extract<WorkerMessage, {type: 'error'}>} message */
  #fail({ session, kind, message, field, fatal }) {
    if (fatal && (kind === 'gpu' || kind === 'internal') && this.#started(session)) {
      this.#lose({ kind, message });
    } else this.#tell((on) => on.error({ kind, message, ...(field ? { field } : {}) }, fatal), session);
  }

  /** Whether there was an engine to be lost: one that could not be started is the trouble of its own sessions alone.
   * @param {number | null} session */
  #started(session) {
    const kind = session === null ? undefined : this.sessions.get(session)?.state.kind;
    return kind ? this.infos.has(kind) : this.infos.size > 0;
  }

  /**
   * The worker or its device is gone: once it is started again with what was saved;
   * after a second loss within a minute the CPU takes over.
   * @param {Failure} failure
   */
  #lose(failure) {
    const infos = [...this.infos.values()];
    const started = infos.length > 0;
    const again = performance.now() - this.lostAt < SECOND_LOSS_WITHIN;
    const onCpu = infos.every(({ backend }) => backend === 'cpu');
    this.lostAt = performance.now();
    if (!started || (again && onCpu)) {
      this.#stop();
      this.#tell((on) => on.error(failure, true));
      return;
    }
    if (again) this.preference = 'cpu';
    const cause = (failure.message || 'The engine was lost').replace(/\.?$/, '.');
    const text = again
      ? `${cause} It was the second time within a minute, so the CPU has taken over.`
      : `${cause} It was started again where it had last been saved.`;
    this.#restart();
    this.#tell((on) => on.notice(text));
  }

  #stop() {
    this.worker?.terminate();
    this.worker = null;
    this.infos.clear();
    for (const resolve of this.questions.values()) resolve(null);
    this.questions.clear();
  }

  #restart() {
    this.#stop();
    const [first] = this.sessions.values();
    if (!first) return;
    this.start(first.state.dataset, first.state.kind);
    for (const session of this.sessions.values()) session.open();
  }

  /**
   * @param {(on: Listener) => void} say
   * @param {number | null} [id]
   */
  #tell(say, id = null) {
    for (const session of this.sessions.values()) {
      if (id === null || session.id === id) say(session.on);
    }
  }
}

/** @type {EngineClient | null} */
let shared = null;

/** The page's one engine. */
export function sharedEngine() {
  shared ??= new EngineClient();
  return shared;
}
