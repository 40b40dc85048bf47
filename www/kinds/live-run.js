/**
 * One run of a figure, whatever it trains: its settings, its session with the engine, and what has come back of it.
 */

import { sharedEngine } from '../engine/client.js';
import { isTraining, stateOf } from '../settings/state.js';

/** @import { State } from '../settings/state.js' */
/** @import { Variant } from '../catalogue/experiments.js' */
/**
 * @import { Pace, BackendInfo, Manifest, Picture, Preference, Strip, Wanted } from '../engine/protocol.js'
 */
/** @import { EngineSession } from '../engine/session.js' */
/** @import { Failure } from '../engine/errors.js' */

/**
 * What a run tells its figure.
 * @typedef {object} Host
 * @property {() => void} requestUpdate
 * @property {(name: string, detail: unknown) => void} emit
 * @property {(message: string) => void} tell
 * @property {(info: BackendInfo, preference: Preference) => void} ready
 * @property {(failure: Failure) => void} refused  settings that the engine will not take
 */

/**
 * What has come back: the newest frame, and what outlives a frame.
 * @template F
 * @typedef {object} Received
 * @property {F | null} frame
 * @property {Pace | null} pace
 * @property {any[]} points  of its course, the newest last
 * @property {() => void} forget
 * @property {(frame: F, pace: any) => void} take
 * @property {(points: any[]) => void} [recall]  what was measured before a run was saved, where frames do not tell it
 */

/** What a run is doing, after its name. @type {Record<string, string>} */
export const PHASES = {
  loading: 'is getting ready',
  poster: 'is at rest',
  running: 'is learning',
  waiting: 'waits for more pictures',
  paused: 'is paused',
  finished: 'has finished',
  error: 'has stopped',
};

/**
 * @template {{step: number, samples: number, state: string}} F  a frame
 * @template {Received<F>} R
 */
export class LiveRun {
  /**
   * @param {Host} host
   * @param {Variant} variant
   * @param {State} shared
   * @param {string | null} group  runs of one group are kept in step
   * @param {R} received
   */
  constructor(host, variant, shared, group, received) {
    this.host = host;
    this.variant = variant;
    this.name = variant.name;
    this.title = variant.title;
    this.group = group;
    this.received = received;
    this.engine = sharedEngine();
    this.state = stateOf(shared, variant);
    /** @type {Failure | null} */
    this.failure = null;
    /** @type {EngineSession | null} */
    this.session = null;
    /** @type {Manifest | null} */
    this.manifest = null;
    this.running = false;
    this.visible = true;
    /** @type {F | null} the newest that was on the screen */
    this.acked = null;
  }

  /** What the session is to be, and what is seen of it. @returns {Wanted} */
  get wanted() {
    throw new Error('A run says what it wants.');
  }

  /** What an event tells of the newest frame. @returns {object} */
  get measured() {
    return {};
  }

  /** @returns {R['frame']} */
  get frame() {
    return this.received.frame;
  }
  /** What was measured on the way. */
  get points() {
    return this.received.points;
  }
  /** @returns {R['pace']} */
  get pace() {
    return this.received.pace;
  }

  /** In one word, what the run is doing. */
  get phase() {
    if (this.failure) return 'error';
    if (!this.session) return 'poster';
    if (!this.frame) return 'loading';
    if (this.frame.state === 'finished' && !this.running) return 'finished';
    if (!this.running) return 'paused';
    return this.frame.state === 'waiting' ? 'waiting' : 'running';
  }

  /**
   * @param {boolean} running
   * @param {Uint8Array | null} [checkpoint]  that it goes on from
   */
  open(running, checkpoint = null) {
    if (this.session) return;
    this.running = running;
    this.failure = null;
    const { dataset, speed } = this.state;
    this.session = this.engine.open(
      { dataset, speed, running, group: this.group, checkpoint, ...this.wanted },
      {
        ready: (info, preference) => this.#ready(info, preference),
        opened: (manifest) => this.opened(manifest),
        frame: (frame, pace) => this.#receive(/** @type {any} */ (frame), pace),
        notice: (message) => this.host.tell(message),
        error: (failure, fatal) => this.#fail(failure, fatal),
      },
    );
    if (!this.visible) this.session.setVisible(false);
  }

  /**
   * Goes on with a run that was saved, at rest.
   * @param {{points: any[], checkpoint: Uint8Array}} saved
   */
  restore({ points, checkpoint }) {
    this.open(false, checkpoint);
    this.received.recall?.(points);
  }

  close() {
    this.session?.close();
    this.session = null;
    this.received.forget();
  }

  /**
   * @param {BackendInfo} info
   * @param {Preference} preference
   */
  #ready(info, preference) {
    this.failure = null;
    this.host.ready(info, preference);
  }

  /** @param {Manifest | null} manifest  null without pictures */
  opened(manifest) {
    this.manifest = manifest;
    this.host.requestUpdate();
  }

  /**
   * @param {F} frame
   * @param {Pace} pace
   */
  #receive(frame, pace) {
    this.received.take(frame, pace);
    this.took();
    if (frame.state === 'finished') this.running = this.session?.state.running ?? false;
    const { step, samples } = frame;
    this.host.emit('som-lab:frame', { run: this.name, step, samples, ...this.measured });
    this.host.requestUpdate();
  }

  /** Asks for what a frame does not bring, after one has come. */
  took() {}

  /**
   * @param {Failure} failure
   * @param {boolean} fatal
   */
  #fail(failure, fatal) {
    if (failure.kind === 'config' && !fatal) this.host.refused(failure);
    else if (fatal || !this.frame) {
      this.failure = failure;
      this.running = false;
    } else this.host.tell(failure.message);
    this.host.emit('som-lab:error', failure);
    this.host.requestUpdate();
  }

  /** As it is before the engine starts again. */
  recover() {
    this.failure = null;
    this.received.forget();
    if (this.session) this.session.state.running = true;
    this.running = true;
  }

  /** @param {boolean} running */
  run(running) {
    this.running = running;
    this.session?.run(running);
  }

  step() {
    this.running = false;
    this.session?.step();
  }

  reset() {
    this.session?.reset();
  }

  /** Takes the run to a mark of it; there it rests. @param {Uint8Array} checkpoint */
  rewind(checkpoint) {
    this.running = false;
    this.session?.rewind(checkpoint);
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    if (visible === this.visible) return;
    this.visible = visible;
    this.session?.setVisible(visible);
  }

  /** The newest frame is on the screen: the next one may come. */
  drawn() {
    if (!this.frame || this.frame === this.acked) return;
    this.acked = this.frame;
    requestAnimationFrame(() => this.session?.ack());
  }

  /** Asks for what is to be seen now. */
  refresh() {
    this.session?.setView(this.wanted.request);
  }

  /**
   * Supplies a picture that is not of the data set, under the source 'probe'; null takes it away.
   * @param {Picture | null} picture
   */
  probe(picture) {
    this.session?.probe(picture);
  }

  /**
   * Whole pictures of the data set.
   * @param {'train' | 'test'} split
   * @param {ArrayLike<number>} indices
   * @returns {Promise<Strip | null>}
   */
  async pictures(split, indices) {
    return (await this.session?.pictures(split, Uint32Array.from(indices))) ?? null;
  }

  /**
   * Takes over the figure's settings.
   * @param {State} shared
   * @param {string[]} changed
   */
  configure(shared, changed) {
    const before = this.state;
    this.state = stateOf(shared, this.variant);
    this.adapt(before);
    const { session } = this;
    if (!session) return;
    const { dataset, speed } = this.state;
    if (changed.includes('speed')) session.setSpeed(speed);
    if (changed.some(isTraining)) session.configure(dataset, this.wanted);
    else if (changed.includes('view') || changed.includes('component')) this.refresh();
  }

  /** Lets go of what does not fit the new settings. @param {State} before */
  adapt(before) {
    if (before.dataset !== this.state.dataset) this.manifest = null;
  }
}
