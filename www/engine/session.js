/**
 * One figure's run, as the page has it: what it was told last is told again to a worker that starts anew.
 */

/**
 * @import { BackendInfo, DatasetName, Frame, FrameRequest, Manifest, Pace, Picture, Preference, SplitName,
 *   Strip, Wanted, WorkerMessage } from './protocol.js'
 */
/** @import { AgentFrame, AgentRequest, DriveRequest, Driven } from './agent-protocol.js' */
/** @import { Ascended, AscentOptions, NetFrame, NetRequest } from './net-protocol.js' */
/** @import { EngineClient } from './client.js' */
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
 */
/** @typedef {Terms & Wanted} SessionState */

export class EngineSession {
  /**
   * @param {EngineClient} client
   * @param {number} id
   * @param {SessionState} state
   * @param {Listener} listener
   */
  constructor(client, id, state, listener) {
    this.client = client;
    this.id = id;
    this.state = state;
    this.on = listener;
    this.visible = true;
    /** @type {Uint8Array | null} */
    this.saved = null;
    /** @type {Picture | null} */
    this.probed = null;
  }

  open() {
    const { group = null, ...state } = this.state;
    const { id: session, saved: checkpoint, probed: picture } = this;
    this.client.post({ type: 'open', session, ...state, checkpoint, group });
    if (picture) this.client.post({ type: 'probe', session, picture });
    if (!this.visible) this.setVisible(false);
  }

  /** @param {Extract<WorkerMessage, {session: number}>} message */
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
    this.client.post({ type: 'ack', session: this.id });
  }

  /**
   * @param {DatasetName | null} dataset
   * @param {Wanted} wanted  with what is seen from then on
   */
  configure(dataset, wanted) {
    Object.assign(this.state, { dataset, ...wanted });
    this.client.post({ type: 'configure', session: this.id, dataset, ...wanted });
  }

  /** @param {boolean} running */
  run(running) {
    this.state.running = running;
    this.client.post({ type: 'run', session: this.id, running });
  }

  step() {
    this.state.running = false;
    this.client.post({ type: 'step', session: this.id });
  }

  reset() {
    this.saved = null;
    this.client.post({ type: 'reset', session: this.id });
  }

  /** @param {number | null} stepsPerSecond */
  setSpeed(stepsPerSecond) {
    this.state.speed = stepsPerSecond;
    this.client.post({ type: 'speed', session: this.id, steps_per_second: stepsPerSecond });
  }

  /** @param {FrameRequest | NetRequest | AgentRequest} request */
  setView(request) {
    this.state.request = request;
    this.client.post({ type: 'view', session: this.id, request });
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    this.visible = visible;
    this.client.post({ type: 'visible', session: this.id, visible });
  }

  /**
   * One frame beside the stream.
   * @param {FrameRequest} request
   * @returns {Promise<Frame | null>}
   */
  snapshot(request) {
    return this.client.ask((id) => ({ type: 'snapshot', session: this.id, id, request }));
  }

  /**
   * Another picture to be rebuilt, or to be shown to a network, for a request's source 'probe'; kept until the next one.
   * @param {Picture | null} picture
   */
  probe(picture) {
    this.probed = picture;
    this.client.post({ type: 'probe', session: this.id, picture });
  }

  /**
   * Whole pictures of the data set in one row, as soon as they are here.
   * @param {SplitName} split
   * @param {ArrayLike<number>} indices
   * @returns {Promise<Strip | null>} null where there are none such, or the data have been changed meanwhile
   */
  pictures(split, indices) {
    const wanted = Uint32Array.from(indices);
    return this.client.ask((id) => ({ type: 'pictures', session: this.id, id, split, indices: wanted }));
  }

  /**
   * What every neuron of a network's layer wants to see.
   * @param {AscentOptions} options
   * @returns {Promise<Ascended | null>} null where it could not be found out
   */
  ascend(options) {
    return this.client.ask((id) => ({ type: 'ascend', session: this.id, id, options }));
  }

  /**
   * Lets time pass in a world beside an agent's training.
   * @param {DriveRequest} request
   * @returns {Promise<Driven | null>} null where the session has been changed meanwhile
   */
  drive(request) {
    return this.client.ask((id) => ({ type: 'drive', session: this.id, id, request }));
  }

  close() {
    this.client.post({ type: 'close', session: this.id });
    this.client.sessions.delete(this.id);
  }
}
