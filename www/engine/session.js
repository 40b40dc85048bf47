/**
 * One figure's run, as the page has it: what it was told last is told again to a worker that starts anew, or that takes
 * it over from another.
 */

/**
 * @import { BackendInfo, DatasetName, Frame, FrameRequest, Left, Manifest, Pace, PageMessage, Picture, Preference,
 *   SplitName, Strip, Wanted, WorkerMessage } from './protocol.js'
 */
/** @import { AgentFrame, AgentRequest, DriveRequest, Driven } from './agent-protocol.js' */
/** @import { Ascended, AscentOptions, NetFrame, NetRequest } from './net-protocol.js' */
/** @import { EngineClient } from './client.js' */
/** @import { PoolWorker } from './pool-worker.js' */
/** @import { Failure } from './errors.js' */

/**
 * What a figure wants to hear.
 * @typedef {object} Listener
 * @property {(info: BackendInfo, preference: Preference) => void} ready
 * @property {(manifest: Manifest | null) => void} opened
 * @property {(frame: Frame | NetFrame | AgentFrame, pace: Pace) => void} frame  the figure calls session.ack() once drawn
 * @property {(message: string) => void} notice
 * @property {(failure: Failure, fatal: boolean) => void} error
 */

/**
 * @typedef {object} Terms
 * @property {DatasetName | null} dataset
 * @property {number | null} speed
 * @property {boolean} running
 * @property {string | null} [group]  runs of one group are kept in step
 * @property {Uint8Array | null} [checkpoint]  that it goes on from
 */
/** @typedef {Terms & Wanted} SessionState */

export class EngineSession {
  /**
   * @param {EngineClient} client
   * @param {number} id
   * @param {SessionState} opening
   * @param {Listener} listener
   * @param {PoolWorker} worker
   */
  constructor(client, id, { checkpoint = null, ...state }, listener, worker) {
    this.client = client;
    this.id = id;
    this.state = state;
    this.on = listener;
    /** The one it is on, or on its way to. */
    this.worker = worker;
    this.visible = true;
    /** @type {Uint8Array | null} */
    this.saved = checkpoint;
    /** @type {Picture | null} */
    this.probed = null;
    /** What it was when it left a worker, and what it has been told since; null unless it is on its way.
     * @type {{state: SessionState, told: (() => void)[], afresh: boolean} | null} */
    this.moving = null;
  }

  /** Whether it takes a worker's time. */
  get runs() {
    return this.visible && this.state.running;
  }

  /** Opens it on its worker, with what was saved. One that is on its way is opened when it arrives. */
  open() {
    if (!this.moving) this.#open(this.state, this.saved, 0);
  }

  /**
   * @param {SessionState} state
   * @param {Uint8Array | null} checkpoint
   * @param {number} run
   */
  #open({ group = null, ...state }, checkpoint, run) {
    const { id: session, probed: picture } = this;
    this.worker.post({ type: 'open', session, ...state, checkpoint, run, group });
    this.client.relay.enter(this);
    if (picture) this.#post({ type: 'probe', session, picture });
    if (!this.visible) this.#post({ type: 'visible', session, visible: false });
  }

  /** Until it arrives, what it is told waits. @returns {boolean} false where it has left already */
  leave() {
    if (this.moving) return false;
    this.moving = { state: { ...this.state }, told: [], afresh: false };
    return true;
  }

  /** @param {Left | null} left  null where only what was saved is left of it */
  arrive(left) {
    const { state, told, afresh } = /** @type {NonNullable<typeof this.moving>} */ (this.moving);
    this.moving = null;
    if (left && !afresh) this.saved = left.checkpoint;
    const { run = 0, checkpoint = this.saved, ...accepted } = left ?? {};
    this.#open({ ...state, ...accepted }, checkpoint, run);
    for (const tell of told) tell();
  }

  /** @param {PageMessage} message */
  #post(message) {
    if (this.moving) this.moving.told.push(() => this.worker.post(message));
    else this.worker.post(message);
  }

  /**
   * @param {(id: number) => PageMessage} question
   * @returns {Promise<any>} null where the worker is gone
   */
  #ask(question) {
    const { moving } = this;
    if (!moving) return this.worker.ask(question);
    return new Promise((resolve) => moving.told.push(() => resolve(this.worker.ask(question))));
  }

  /** @param {WorkerMessage} message  of this session */
  receive(message) {
    if (message.type === 'opened') this.on.opened(message.manifest);
    else if (message.type === 'configured' && message.restarted) this.saved = null;
    else if (message.type === 'checkpoint') this.saved = message.bytes;
    else if (message.type === 'frame') {
      if (message.frame.state === 'finished') this.state.running = false;
      this.on.frame(message.frame, message.pace);
    }
  }

  ack() {
    this.#post({ type: 'ack', session: this.id });
  }

  /**
   * @param {DatasetName | null} dataset
   * @param {Wanted} wanted  with what is seen from then on
   */
  configure(dataset, wanted) {
    Object.assign(this.state, { dataset, ...wanted });
    this.#post({ type: 'configure', session: this.id, dataset, ...wanted });
  }

  /** @param {boolean} running */
  run(running) {
    this.state.running = running;
    if (this.runs) this.client.deal(this);
    this.#post({ type: 'run', session: this.id, running });
  }

  step() {
    this.state.running = false;
    this.#post({ type: 'step', session: this.id });
  }

  reset() {
    this.saved = null;
    if (this.moving) this.moving.afresh = true;
    this.#post({ type: 'reset', session: this.id });
  }

  /** @param {number | null} stepsPerSecond */
  setSpeed(stepsPerSecond) {
    this.state.speed = stepsPerSecond;
    this.#post({ type: 'speed', session: this.id, steps_per_second: stepsPerSecond });
  }

  /** @param {FrameRequest | NetRequest | AgentRequest} request */
  setView(request) {
    this.state.request = request;
    this.#post({ type: 'view', session: this.id, request });
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    this.visible = visible;
    if (this.runs) this.client.deal(this);
    this.#post({ type: 'visible', session: this.id, visible });
  }

  /**
   * One frame beside the stream.
   * @param {FrameRequest} request
   * @returns {Promise<Frame | null>}
   */
  snapshot(request) {
    return this.#ask((id) => ({ type: 'snapshot', session: this.id, id, request }));
  }

  /**
   * Another picture to be rebuilt, or to be shown to a network, for a request's source 'probe'; kept until the next one.
   * @param {Picture | null} picture
   */
  probe(picture) {
    this.probed = picture;
    this.#post({ type: 'probe', session: this.id, picture });
  }

  /**
   * Whole pictures of the data set in one row, as soon as they are here.
   * @param {SplitName} split
   * @param {ArrayLike<number>} indices
   * @returns {Promise<Strip | null>} null where there are none such, or the data have been changed meanwhile
   */
  pictures(split, indices) {
    const wanted = Uint32Array.from(indices);
    return this.#ask((id) => ({ type: 'pictures', session: this.id, id, split, indices: wanted }));
  }

  /**
   * What every neuron of a network's layer wants to see.
   * @param {AscentOptions} options
   * @returns {Promise<Ascended | null>} null where it could not be found out
   */
  ascend(options) {
    return this.#ask((id) => ({ type: 'ascend', session: this.id, id, options }));
  }

  /**
   * Lets time pass in a world beside an agent's training.
   * @param {DriveRequest} request
   * @returns {Promise<Driven | null>} null where the session has been changed meanwhile
   */
  drive(request) {
    return this.#ask((id) => ({ type: 'drive', session: this.id, id, request }));
  }

  /**
   * All that it has learned, and what it goes on from.
   * @returns {Promise<import('./protocol.js').Contents | null>} null where there is nothing yet
   */
  contents() {
    return this.#ask((id) => ({ type: 'contents', session: this.id, id }));
  }

  /**
   * A moment that the run can be taken back to.
   * @returns {Promise<import('./protocol.js').Mark | null>} null where it has not begun
   */
  mark() {
    return this.#ask((id) => ({ type: 'mark', session: this.id, id }));
  }

  /** Takes the run back, or forward, to a mark of it; there it rests. @param {Uint8Array} checkpoint */
  rewind(checkpoint) {
    this.saved = checkpoint;
    this.state.running = false;
    this.#post({ type: 'rewind', session: this.id, checkpoint });
  }

  close() {
    this.#post({ type: 'close', session: this.id });
    this.client.close(this);
  }
}
