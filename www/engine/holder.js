/**
 * One session of one figure, inside the worker: what the page's messages make of it.
 * They are applied between slices only, so that the engine is never entered twice.
 */

import { failureOf } from './errors.js';
import { Group } from './group.js';
import { Pacing } from './pacing.js';
import { Questions } from './questions.js';
import { SpeedLimit } from './scheduler.js';

/** @import { Picture } from './protocol.js' */
/** @import { Dataset } from './datasets.js' */

const CHECKPOINT_EVERY = 10_000;

/**
 * @template C  settings
 * @template Q  what is seen
 * @typedef {object} Opening
 * @property {number} id
 * @property {C} config
 * @property {Q} request
 * @property {number | null} speed
 * @property {boolean} running
 * @property {Group} [group]  runs that are kept in step; this one enters
 * @property {number} [run]  how many runs the session has had, on another worker
 */

/**
 * @template C
 * @template Q
 * @template {Pacing} P
 */
export class Holder {
  /**
   * @param {Opening<C, Q>} opening
   * @param {(message: import('./protocol.js').WorkerMessage) => void} post
   */
  constructor(opening, post) {
    this.id = opening.id;
    this.config = opening.config;
    this.request = opening.request;
    this.running = opening.running;
    this.post = post;
    this.gpu = false;
    this.visible = true;
    /** Its successor is under way: it rests until then. */
    this.held = false;
    /** What was seen before it was held. @type {Q | null} */
    this.kept = null;
    /** Samples presented so far; null until the first frame of a restored run tells. @type {number | null} */
    this.position = 0;
    this.group = opening.group ?? new Group();
    this.group.runs.add(/** @type {any} */ (this));
    /** @type {Picture | null} a picture of the visitor's */
    this.probe = null;
    this.questions = new Questions();
    this.stepsAsked = 0;
    this.run = opening.run ?? 0;
    this.checkpointEvery = CHECKPOINT_EVERY;
    /** @type {any} the engine's session */
    this.session = null;
    /** @type {Dataset | null} */
    this.dataset = null;
    this.limit = new SpeedLimit(opening.speed);
    this.pacing = this.start();
  }

  /** A count of nothing yet. @returns {P} */
  start() {
    return /** @type {P} */ (new Pacing(this.gpu));
  }

  /** Whether another request asks for another costly part. @type {(request: Q) => boolean} */
  turns() {
    return false;
  }

  /** It has come to rest, for good or not. @type {(over?: boolean) => void} */
  settle() {
    this.pacing.dirty = true;
  }

  /**
   * @param {any} session
   * @param {Dataset} dataset
   * @param {{gpu: boolean, restored: boolean}} how  a restored run is the same run still
   */
  attach(session, dataset, { gpu, restored }) {
    this.session = session;
    this.dataset = dataset;
    this.gpu = gpu;
    this.held = false;
    this.kept = null;
    this.pacing = this.start();
    this.position = restored ? null : 0;
    if (!restored || this.run === 0) this.run += 1;
  }

  detach() {
    const session = this.session;
    this.session = null;
    return session;
  }

  /** Its successor has been asked for: until that comes, or cannot, this session rests. */
  hold() {
    if (this.session) this.questions.forget();
    this.kept ??= this.request;
    this.held = true;
  }

  /** There is no successor: it goes on as it was. */
  release() {
    if (this.kept) this.setView(this.kept);
    this.kept = null;
    this.held = false;
    this.limit.rest();
    this.pacing.meter.clear();
  }

  /** It leaves for good. */
  leave() {
    this.group.runs.delete(/** @type {any} */ (this));
    this.questions.forget();
    return this.detach();
  }

  /** @param {boolean} running */
  setRunning(running) {
    this.running = running;
    this.pacing.dirty = true;
    this.limit.rest();
    this.pacing.meter.clear();
    if (!running) this.settle();
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    this.visible = visible;
    this.pacing.acked = true;
    this.limit.rest();
    this.pacing.meter.clear();
    if (visible) this.pacing.dirty = true;
  }

  step() {
    this.running = false;
    this.stepsAsked += 1;
  }

  /** So many of the steps that were asked for are done. @param {number} steps */
  stepped(steps) {
    this.stepsAsked = Math.max(0, this.stepsAsked - steps);
    if (this.stepsAsked === 0) this.settle();
  }

  /** @param {number} position  samples presented so far */
  reach(position) {
    this.position = position;
  }

  reset() {
    this.session.reset();
    this.#restarted();
  }

  /**
   * @param {C} config
   * @returns {boolean} whether the run began again
   */
  configure(config) {
    const { restarted } = this.session.configure(config);
    this.config = config;
    if (restarted) this.#restarted();
    else {
      this.pacing.dirty = true;
      this.pacing.state = 'running';
    }
    return restarted;
  }

  #restarted() {
    this.pacing = this.start();
    this.position = 0;
    this.run += 1;
    this.stepsAsked = 0;
    this.limit.rest();
    if (!this.running) this.settle();
  }

  /** @param {Q} request */
  setView(request) {
    if (this.turns(request)) this.pacing.extra.want();
    this.request = request;
    this.pacing.dirty = true;
  }

  /**
   * A picture that is not of the data set, for what the request makes of it.
   * @param {Picture | null} picture
   */
  setProbe(picture) {
    this.pacing.dirty = true;
    // One that is refused is none.
    this.probe = this.session ? null : picture;
    if (this.session && picture) {
      this.session.set_probe(picture.height, picture.width, picture.channels, picture.pixels);
      this.probe = picture;
    } else if (this.session) this.session.clear_probe();
  }

  ack() {
    this.pacing.acked = true;
  }

  /** @returns {boolean} */
  get active() {
    if (!this.session || this.held || !this.visible) return false;
    return this.stepsAsked > 0 || (this.running && this.pacing.state !== 'finished');
  }

  /**
   * Whether an image can be looked at.
   * @param {import('./net-protocol.js').Sight} sight
   */
  has({ source, image }) {
    return source === 'probe' ? this.probe !== null : image < (this.dataset?.loaded[source] ?? 0);
  }

  /** @param {unknown} thrown */
  fail(thrown) {
    const failure = failureOf(thrown);
    this.running = false;
    this.stepsAsked = 0;
    this.post({ type: 'error', session: this.id, fatal: true, ...failure });
  }
}
