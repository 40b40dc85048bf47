/**
 * One session of one figure, inside the worker: decides what to do in its slice of time.
 * Messages are applied between slices only, so that the engine is never entered twice.
 */

import { Budget, FrameClock, RateMeter, SpeedLimit, evaluationSize } from './scheduler.js';
import { failureOf } from './errors.js';

/** @typedef {import('./protocol.js').Config} Config */
/** @typedef {import('./protocol.js').Frame} Frame */
/** @typedef {import('./protocol.js').FrameRequest} FrameRequest */
/** @typedef {import('./datasets.js').Dataset} Dataset */

const EVALUATE_EVERY = 500;
const SETTLE = 250;
const CHECKPOINT_EVERY = 10_000;
const UNLIMITED_STEPS = 0x3fffffff;

/**
 * @typedef {object} Opening
 * @property {number} id
 * @property {Config} config
 * @property {FrameRequest} request
 * @property {number | null} speed
 * @property {boolean} running
 */

export class Runner {
  /**
   * @param {Opening} opening
   * @param {boolean} gpu
   * @param {(message: import('./protocol.js').WorkerMessage) => void} post
   */
  constructor(opening, gpu, post) {
    this.id = opening.id;
    this.config = opening.config;
    this.request = opening.request;
    this.running = opening.running;
    this.gpu = gpu;
    this.post = post;
    this.visible = true;
    this.stepsAsked = 0;
    this.run = 0;
    /** @type {any} the engine's session */
    this.session = null;
    /** @type {Dataset | null} */
    this.dataset = null;
    this.limit = new SpeedLimit(opening.speed);
    this.#fresh();
  }

  #fresh() {
    this.budget = new Budget({ target: this.gpu ? 16 : 12, first: this.gpu ? 512 : 64 });
    this.meter = new RateMeter();
    this.clock = new FrameClock(this.gpu ? 15 : 33);
    this.floor = 2;
    this.run += 1;
    this.dirty = true;
    this.moved = false;
    this.acked = true;
    /** @type {Frame | null} the newest frame, until the page is ready for it */
    this.held = null;
    this.heldSampled = false;
    this.heldView = this.request.view;
    this.state = 'running';
    this.curveSize = 0;
    this.evaluatedAt = -Infinity;
    this.idleSince = 0;
    this.settled = false;
    this.checkpointAt = 0;
    this.samplesSince = 0;
  }

  /**
   * @param {any} session
   * @param {Dataset} dataset
   * @param {boolean} gpu
   */
  attach(session, dataset, gpu) {
    this.session = session;
    this.dataset = dataset;
    this.gpu = gpu;
    this.#fresh();
  }

  detach() {
    const session = this.session;
    this.session = null;
    return session;
  }

  /** @param {boolean} running */
  setRunning(running) {
    this.running = running;
    this.dirty = true;
    this.limit.rest();
    this.meter.clear();
    if (!running) this.#settleSoon();
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    this.visible = visible;
    this.acked = true;
    this.limit.rest();
    this.meter.clear();
    if (visible) this.dirty = true;
  }

  step() {
    this.running = false;
    this.stepsAsked += 1;
  }

  reset() {
    this.session.reset();
    this.#restarted();
  }

  /**
   * @param {Config} config
   * @returns {boolean} whether the run began again
   */
  configure(config) {
    const { restarted } = this.session.configure(config);
    this.config = config;
    if (restarted) this.#restarted();
    else {
      this.dirty = true;
      this.state = 'running';
    }
    return restarted;
  }

  #restarted() {
    this.#fresh();
    this.stepsAsked = 0;
    this.limit.rest();
    if (!this.running) this.#settleSoon();
  }

  #settleSoon() {
    this.settled = false;
    this.idleSince = performance.now();
  }

  /** @param {FrameRequest} request */
  setView(request) {
    this.request = request;
    this.dirty = true;
  }

  ack() {
    this.acked = true;
  }

  /** @returns {boolean} */
  get active() {
    return this.visible && (this.stepsAsked > 0 || (this.running && this.state !== 'finished'));
  }

  /**
   * One slice of this session's time.
   * @returns {Promise<number>} milliseconds until the next slice is wanted; Infinity when idle
   */
  async slice() {
    if (!this.session || !this.visible) return Infinity;
    const started = performance.now();
    const advanced = this.active ? this.#advance(started) : 0;
    await this.#draw(started, advanced);
    return this.#next(advanced);
  }

  /**
   * @param {number} now
   * @returns {number} samples presented
   */
  #advance(now) {
    const stepping = this.stepsAsked > 0;
    const steps = stepping ? this.stepsAsked : this.limit.available(now);
    if (steps < 1) return 0;
    const result = this.session.advance(this.budget.samples, Math.min(steps, UNLIMITED_STEPS));
    const done = performance.now();
    if (stepping) {
      this.stepsAsked = Math.max(0, this.stepsAsked - result.steps);
      if (result.state === 'finished') this.stepsAsked = 0;
      if (this.stepsAsked === 0) this.#settleSoon();
      this.dirty ||= result.steps > 0;
    } else {
      this.limit.spend(result.steps);
    }
    if (!this.gpu) this.budget.record(result.samples, done - now);
    this.samplesSince += result.samples;
    this.meter.add(done, result.steps, result.samples);
    this.#enter(result.state);
    if (result.samples > 0) this.moved = true;
    return result.samples;
  }

  /** @param {string} state */
  #enter(state) {
    if (state === 'finished' && this.state !== 'finished') {
      this.running = false;
      this.dirty = true;
      this.#settleSoon();
      this.idleSince = -Infinity;
    }
    this.state = state;
  }

  /**
   * @param {number} started
   * @param {number} advanced
   */
  async #draw(started, advanced) {
    const now = performance.now();
    const final = this.#wantsFinal(now);
    const ready = this.acked && (this.dirty || (this.moved && this.clock.due(now)) || final);
    if (ready || (this.gpu && advanced > 0)) await this.#render(started, advanced, now, final);
    if (this.acked && this.held) this.#send();
  }

  /** @param {number} now */
  #wantsFinal(now) {
    const idle = !this.active && !this.settled && now - this.idleSince >= SETTLE;
    return idle && (this.dataset?.loaded.test ?? 0) > 0;
  }

  /**
   * @param {number} started
   * @param {number} advanced
   * @param {number} now
   * @param {boolean} final
   */
  async #render(started, advanced, now, final) {
    const { evaluate, sampled } = this.#evaluation(now, final);
    this.dirty = false;
    this.moved = false;
    const { view } = this.request;
    /** @type {Frame} */
    const frame = await this.session.frame({ ...this.request, evaluate });
    const done = performance.now();
    // A frame that carries a measurement must not be overwritten before the page has seen it.
    if (this.held?.quality && !frame.quality) frame.quality = this.held.quality;
    else this.heldSampled = sampled;
    this.held = frame;
    this.heldView = view;
    if (evaluate > 0) this.evaluatedAt = done;
    if (final) this.settled = true;
    if (evaluate === 0) {
      if (this.gpu && advanced > 0) this.budget.record(advanced, done - started, this.floor);
      else if (this.gpu) this.floor = Math.min(120, done - now);
      this.clock.record(done, done - now);
    } else {
      this.clock.record(done, this.clock.cost);
    }
    await this.#checkpoint(done);
  }

  /**
   * @param {number} now
   * @param {boolean} final
   */
  #evaluation(now, final) {
    const held = this.dataset?.loaded.test ?? 0;
    const available = Number.isFinite(held) ? held : 2000;
    if (available === 0) return { evaluate: 0, sampled: false };
    if (this.curveSize === 0) {
      if (this.budget.rate === null && this.active) return { evaluate: 0, sampled: false };
      this.curveSize = evaluationSize(this.budget.rate, available);
    }
    if (final) return { evaluate: available, sampled: false };
    const due = this.active && now - this.evaluatedAt >= EVALUATE_EVERY;
    return { evaluate: due ? Math.min(this.curveSize, available) : 0, sampled: due };
  }

  #send() {
    const frame = this.held;
    if (!frame) return;
    this.held = null;
    this.acked = false;
    const rates = this.active ? this.meter.rates(performance.now()) : { steps: 0, samples: 0 };
    const loaded = this.dataset?.loaded ?? { train: 0, test: 0 };
    const total = this.dataset?.manifest.train.n ?? 0;
    this.post({
      type: 'frame',
      session: this.id,
      frame,
      pace: {
        steps_per_second: rates.steps,
        samples_per_second: rates.samples,
        running: this.running && this.state !== 'finished',
        run: this.run,
        view: this.heldView,
        sampled: this.heldSampled,
        train_loaded: Number.isFinite(loaded.train) ? loaded.train : total,
        train_total: total,
        test_loaded: Number.isFinite(loaded.test) ? loaded.test : 0,
      },
    });
  }

  /** @param {number} now */
  async #checkpoint(now) {
    if (this.checkpointAt === 0) this.checkpointAt = now + CHECKPOINT_EVERY / 2;
    if (now < this.checkpointAt || this.samplesSince === 0) return;
    this.checkpointAt = now + CHECKPOINT_EVERY;
    this.samplesSince = 0;
    const bytes = /** @type {Uint8Array} */ (await this.session.checkpoint());
    this.post({ type: 'checkpoint', session: this.id, bytes });
  }

  /** @param {number} advanced */
  #next(advanced) {
    if (this.active) {
      if (this.stepsAsked > 0) return 0;
      if (this.state === 'waiting' && advanced === 0) return 50;
      // On a GPU nothing may be recorded that no readback has followed.
      return this.limit.wait();
    }
    if (this.moved || this.dirty) return this.acked ? 0 : Infinity;
    if (!this.settled && (this.dataset?.loaded.test ?? 0) > 0) {
      return Math.max(1, SETTLE - (performance.now() - this.idleSince));
    }
    return Infinity;
  }

  /**
   * A frame beside the stream, for tables and downloads.
   * @param {number} id
   * @param {FrameRequest} request
   */
  async snapshot(id, request) {
    if (!this.session) return this.post({ type: 'snapshot', session: this.id, id, frame: null });
    const available = this.dataset?.loaded.test ?? 0;
    const evaluate = Math.min(request.evaluate, Number.isFinite(available) ? available : 2000);
    /** @type {Frame} */
    const frame = await this.session.frame({ ...request, evaluate });
    return this.post({ type: 'snapshot', session: this.id, id, frame });
  }

  /** @param {unknown} thrown */
  fail(thrown) {
    const failure = failureOf(thrown);
    this.running = false;
    this.stepsAsked = 0;
    this.post({ type: 'error', session: this.id, fatal: true, ...failure });
  }
}
