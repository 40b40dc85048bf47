/**
 * The page's side of the engine: a pool of workers, over which the running sessions of all figures are dealt. The first
 * one looks for a graphics adapter and chooses the backend of each kind. What it puts on the GPU stays with it, what it
 * puts on the CPU may be on any worker; the others are started when there is work for them. A worker that is lost is
 * started again (once) with its own sessions.
 */

import { failureOf } from './errors.js';
import { PoolWorker } from './pool-worker.js';
import { leastLoaded, workersFor } from './pool.js';
import { Relay } from './relay.js';
import { EngineSession } from './session.js';
import { spawnEngine } from './spawn.js';

/**
 * @import { BackendInfo, DatasetName, KernelCheck, KernelTime, Kind, Preference, Supply, WorkerMessage }
 *   from './protocol.js'
 */
/** @import { Listener, SessionState } from './session.js' */
/** @import { Failure } from './errors.js' */

/** Bytes of data sets that are kept for going back to; those in use are kept in any case. */
const MOST_SUPPLIED = 256 * 1024 * 1024;
const SECOND_LOSS_WITHIN = 60_000;

export class EngineClient {
  /**
   * @param {object} [options]
   * @param {number} [options.workers]  the most there may be, from 1 on
   * @param {() => Worker} [options.spawn]
   */
  constructor({ workers = workersFor(globalThis.navigator), spawn = spawnEngine } = {}) {
    /** What the page has supplied, for the workers that will need it. @type {Map<DatasetName, Supply>} */
    this.supplies = new Map();
    const page = {
      spawn,
      supplies: this.supplies,
      heard: this.#receive,
      lost: this.#lose,
      misread: this.#misread,
    };
    /** Those that there may be, in the order in which they are started. */
    this.workers = Array.from({ length: workers }, (_, index) => new PoolWorker(index, page));
    /** What the visitor wants. @type {Preference} */
    this.preference = 'auto';
    /** Kinds that the first worker has put on the CPU. @type {Set<Kind>} */
    this.onCpu = new Set();
    /** @type {Map<number, EngineSession>} */
    this.sessions = new Map();
    this.relay = new Relay(this.sessions);
    this.nextId = 1;
  }

  /** The one with the device. */
  get first() {
    return this.workers[0];
  }

  get started() {
    return this.workers.some(({ started }) => started);
  }

  /**
   * Workers that nothing runs on at present: so many sessions of a kind would have one to themselves.
   * @param {Kind} kind
   */
  idle(kind) {
    if (!this.#spreads(kind)) return 0;
    return this.workers.filter((worker) => this.#load(worker) === 0).length;
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
    this.supplies.delete(name);
    this.supplies.set(name, { name, manifest, train, test });
    this.#forgetOld();
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
      for (const worker of this.workers) worker.disown(name);
    }
  }

  /**
   * @param {SessionState} state
   * @param {Listener} listener
   * @returns {EngineSession}
   */
  open(state, listener) {
    const session = new EngineSession(this, this.nextId++, state, listener, this.first);
    session.worker = this.#bestFor(session);
    this.sessions.set(session.id, session);
    if (this.#start(session)) session.open();
    const info = this.#infoOf(state.kind);
    if (info) listener.ready(info, this.preference);
    return session;
  }

  /** @param {EngineSession} session */
  close(session) {
    this.sessions.delete(session.id);
    this.#rest(session.worker);
    if (this.sessions.size > 0) return;
    // Nobody waits any more for what has not answered yet.
    for (const worker of this.workers) if (worker.started && worker.infos.size === 0) this.#stop(worker);
  }

  /**
   * Another worker takes a session over if it has less to do than the session's own, and nothing speaks against it.
   * @param {EngineSession} session  that is about to run
   */
  deal(session) {
    this.#move(session, this.#bestFor(session));
  }

  /**
   * Every run is carried over where it can be: by the first worker, which tells what has become of it.
   * @param {Preference} preference
   */
  setBackend(preference) {
    this.preference = preference;
    this.onCpu.clear();
    if (preference !== 'cpu') for (const session of this.sessions.values()) this.#move(session, this.first);
    this.first.post({ type: 'backend', preference });
  }

  /** @returns {Promise<KernelCheck[]>} */
  selfCheck() {
    return this.first.ask((id) => ({ type: 'self_check', id }));
  }

  /**
   * Where the adapter's time goes, kernel by kernel, the longest first, while the runs of a kind go on.
   * @param {Kind} kind
   * @returns {Promise<KernelTime[]>}
   */
  profile(kind) {
    return this.first.ask((id) => ({ type: 'profile', id, kind }));
  }

  /**
   * Starts again, at the visitor's wish, what is of one kind: its workers, where these had started it.
   * @param {Kind} kind
   */
  retry(kind) {
    for (const worker of [...this.workers]) {
      const sessions = this.#sessionsOn(worker).filter(({ state }) => state.kind === kind);
      if (sessions.length === 0) continue;
      worker.lostAt = -Infinity;
      if (worker.infos.has(kind) || worker.infos.size === 0) this.#restart(worker);
      else for (const session of sessions) session.open();
    }
  }

  /** Whether sessions of a kind may be on any worker: on the GPU, all share the first one's device. @param {Kind} kind */
  #spreads(kind) {
    return this.preference === 'cpu' || this.onCpu.has(kind);
  }

  /**
   * Sessions of a worker that run. For a session that is about to run, those of its group count as well: they are about
   * to run with it.
   * @param {PoolWorker} worker
   * @param {EngineSession} [own]  does not count itself
   */
  #load(worker, own) {
    const together = (/** @type {EngineSession} */ { visible, state: { group } }) =>
      visible && group && group === own?.state.group;
    const others = this.#sessionsOn(worker).filter((session) => session !== own);
    return others.filter((session) => session.runs || together(session)).length;
  }

  /**
   * The worker with the least to do. No other is started for a session at rest.
   * @param {EngineSession} session
   */
  #bestFor(session) {
    if (!this.#spreads(session.state.kind)) return this.first;
    const may = (/** @type {PoolWorker} */ worker) => session.runs || worker.started || worker === this.first;
    const loads = this.workers.map((worker) => (may(worker) ? this.#load(worker, session) : Infinity));
    const own = this.sessions.has(session.id) ? this.workers.indexOf(session.worker) : undefined;
    return this.workers[leastLoaded(loads, own)];
  }

  /**
   * @param {EngineSession} session
   * @param {PoolWorker} worker
   */
  async #move(session, worker) {
    const from = session.worker;
    if (worker === from) return;
    session.worker = worker;
    this.#start(session);
    // One that is on its way arrives where it belongs by then.
    if (!session.leave()) return;
    const left = await from.ask((id) => ({ type: 'release', session: session.id, id }));
    this.#rest(from);
    if (this.sessions.has(session.id)) session.arrive(left);
  }

  /** @param {PoolWorker} worker */
  #rest(worker) {
    if (worker !== this.first && worker.started && this.#sessionsOn(worker).length === 0) worker.rest();
  }

  /** @param {PoolWorker} worker */
  #sessionsOn(worker) {
    return [...this.sessions.values()].filter((session) => session.worker === worker);
  }

  /** What is known of a kind's engine, as its first session was told. @param {Kind} kind */
  #infoOf(kind) {
    return this.workers.find(({ infos }) => infos.has(kind))?.infos.get(kind);
  }

  /** Starts the worker of a session, unless it has started. @param {EngineSession} session @returns {boolean} */
  #start({ worker, state: { dataset, kind } }) {
    // The others are for the CPU, and need not look for an adapter.
    const first = worker === this.first;
    const hello = { preference: first ? this.preference : /** @type {const} */ ('cpu'), kind };
    try {
      worker.start({ ...hello, preload: first ? dataset : null });
      return true;
    } catch (thrown) {
      this.#lose(worker, failureOf(thrown, 'worker'));
      return false;
    }
  }

  /** @param {PoolWorker} worker @param {WorkerMessage} message */
  #receive = (worker, message) => {
    switch (message.type) {
      case 'ready':
        this.#ready(worker, message);
        break;
      case 'progress':
        this.relay.report(worker, message.group, message.mates);
        break;
      case 'error':
        this.#fail(worker, message);
        break;
      case 'notice': {
        const { message: text } = message;
        this.#tell(worker, (on) => on.notice(text), message.session);
        break;
      }
      default: {
        const { session: id } = /** @type {Extract<WorkerMessage, {session: number}>} */ (message);
        const session = this.sessions.get(id);
        // One that has left is spoken for by its new worker.
        if (session?.worker === worker) session.receive(message);
      }
    }
  };

  /** @param {PoolWorker} worker @param {unknown} thrown */
  #misread = (worker, thrown) => this.#tell(worker, (on) => on.error(failureOf(thrown), true));

  /** @param {PoolWorker} worker @param {Extract<WorkerMessage, {type: 'ready'}>} message */
  #ready(worker, { kind, info, preference }) {
    const first = worker === this.first;
    if (first) {
      this.preference = preference;
      if (info.backend === 'cpu') this.onCpu.add(kind);
      else this.onCpu.delete(kind);
    }
    const known = /** @type {BackendInfo} */ (this.#infoOf(kind));
    const sessions = [...this.sessions.values()].filter(({ state }) => state.kind === kind);
    for (const { on, worker: own } of sessions) {
      if (own === worker || (first && own.started)) on.ready(known, this.preference);
    }
    if (!first) return;
    // From the last, so that a figure's first one stays.
    for (const session of sessions.reverse()) if (session.runs || !this.#spreads(kind)) this.deal(session);
  }

  /** @param {PoolWorker} worker @param {Extract<WorkerMessage, {type: 'error'}>} message */
  #fail(worker, { session, kind, message, field, fatal }) {
    if (fatal && (kind === 'gpu' || kind === 'internal') && this.#hadEngine(worker, session)) {
      this.#lose(worker, { kind, message });
    } else {
      this.#tell(worker, (on) => on.error({ kind, message, ...(field ? { field } : {}) }, fatal), session);
    }
  }

  /** Whether there was an engine to be lost: one that could not be started is the trouble of its own sessions alone.
   * @param {PoolWorker} worker
   * @param {number | null} session */
  #hadEngine({ infos }, session) {
    const kind = session === null ? undefined : this.sessions.get(session)?.state.kind;
    return kind ? infos.has(kind) : infos.size > 0;
  }

  /**
   * A worker or its device is gone: once it is started again with what was saved of its sessions; after a second loss
   * within a minute the CPU takes over. One beside the first that cannot be started is done without.
   * @param {PoolWorker} worker
   * @param {Failure} failure
   */
  #lose = (worker, failure) => {
    const infos = [...worker.infos.values()];
    const had = infos.length > 0;
    const again = performance.now() - worker.lostAt < SECOND_LOSS_WITHIN;
    const onCpu = infos.every(({ backend }) => backend === 'cpu');
    worker.lostAt = performance.now();
    if (!had && worker !== this.first) return this.#doWithout(worker);
    if (!had || (again && onCpu)) {
      this.#stop(worker);
      this.#tell(worker, (on) => on.error(failure, true));
      return;
    }
    if (again) this.preference = 'cpu';
    const cause = (failure.message || 'The engine was lost').replace(/\.?$/, '.');
    const text = again
      ? `${cause} It was the second time within a minute, so the CPU has taken over.`
      : `${cause} It was started again where it had last been saved.`;
    this.#restart(worker);
    this.#tell(worker, (on) => on.notice(text));
  };

  /** @param {PoolWorker} worker */
  #doWithout(worker) {
    const sessions = this.#sessionsOn(worker);
    this.#stop(worker);
    this.workers = this.workers.filter((other) => other !== worker);
    for (const session of sessions) {
      session.worker = this.#bestFor(session);
      if (this.#start(session)) session.open();
    }
  }

  /** @param {PoolWorker} worker */
  #stop(worker) {
    worker.stop();
    this.relay.lose(worker);
    if (worker === this.first) this.onCpu.clear();
  }

  /** @param {PoolWorker} worker */
  #restart(worker) {
    this.#stop(worker);
    const sessions = this.#sessionsOn(worker);
    if (sessions.length === 0 || !this.#start(sessions[0])) return;
    for (const session of sessions) session.open();
  }

  /**
   * Tells the sessions of a worker, or one of them.
   * @param {PoolWorker} worker
   * @param {(on: Listener) => void} say
   * @param {number | null} [id]
   */
  #tell(worker, say, id = null) {
    for (const session of this.#sessionsOn(worker)) {
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
