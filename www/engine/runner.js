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

/** What a run keeps count of, from its first step on. */
class Pulse {
  /** @param {boolean} gpu */
  constructor(gpu) {
    this.budget = new Budget({ target: gpu ? 20 : 12, first: gpu ? 512 : 64 });
    this.meter = new RateMeter();
    this.clock = new FrameClock();
    /** What an empty readback takes, in ms. */
    this.floor = 2;
    /** A new picture is wanted at once: the visitor has changed something. */
    this.dirty = true;
    /** The map has changed since the last picture. */
    this.moved = false;
    this.acked = true;
    this.state = 'running';
    /** The number of held-out samples behind each point of the curves. */
    this.curveSize = 0;
    /** The first measurement waits until the pace is known. */
    this.evaluatedAt = performance.now();
    this.idleSince = 0;
    /** The map has changed since it was last measured. */
    this.unmeasured = true;
    /** @type {'nothing' | 'point' | 'all'} what has been measured since the map came to rest */
    this.rested = 'nothing';
    this.checkpointAt = 0;
    this.samplesSince = 0;
  }
}

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
    this.pulse = new Pulse(gpu);
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
    this.pulse = new Pulse(gpu);
    if (!restored || this.run === 0) this.run += 1;
  }

  detach() {
    const session = this.session;
    this.session = null;
    return session;
  }

  /** @param {boolean} running */
  setRunning(running) {
    this.running = running;
    this.pulse.dirty = true;
    this.limit.rest();
    this.pulse.meter.clear();
    if (!running) this.#settleSoon();
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    this.visible = visible;
    this.pulse.acked = true;
    this.limit.rest();
    this.pulse.meter.clear();
    if (visible) this.pulse.dirty = true;
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
      this.pulse.dirty = true;
      this.pulse.state = 'running';
    }
    return restarted;
  }

  #restarted() {
    this.pulse = new Pulse(this.gpu);
    this.run += 1;
    this.stepsAsked = 0;
    this.limit.rest();
    if (!this.running) this.#settleSoon();
  }

  #settleSoon() {
    this.pulse.rested = 'nothing';
    this.pulse.dirty = true;
    this.pulse.idleSince = performance.now();
  }

  /** @param {FrameRequest} request */
  setView(request) {
    this.request = request;
    this.pulse.dirty = true;
  }

  ack() {
    this.pulse.acked = true;
  }

  /** @returns {boolean} */
  get active() {
    return this.visible && (this.stepsAsked > 0 || (this.running && this.pulse.state !== 'finished'));
  }

  /**
   * One slice of this session's time.
   * @returns {Promise<number>} milliseconds until the next slice is wanted; Infinity when idle
   */
  async slice() {
    if (!this.session || !this.visible) return Infinity;
    const { pulse } = this;
    const started = performance.now();
    // A GPU's work is only recorded. A picture waits for it, so there is one for each slice;
    // without that the work would pile up, and nobody would know what it takes.
    const advanced = this.active && (!this.gpu || pulse.acked) ? this.#advance(started) : 0;
    if (!this.gpu) pulse.budget.record(advanced, performance.now() - started);
    const drawn = await this.#draw(performance.now(), this.gpu && advanced > 0);
    if (this.gpu && drawn === 'drawn')
      pulse.budget.record(advanced, performance.now() - started, pulse.floor);
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
    const result = this.session.advance(this.pulse.budget.samples, Math.min(steps, UNLIMITED_STEPS));
    const done = performance.now();
    if (stepping) {
      this.stepsAsked = Math.max(0, this.stepsAsked - result.steps);
      if (result.state === 'finished') this.stepsAsked = 0;
      if (this.stepsAsked === 0) this.#settleSoon();
      this.pulse.dirty ||= result.steps > 0;
    } else {
      this.limit.spend(result.steps);
    }
    this.pulse.samplesSince += result.samples;
    this.pulse.meter.add(done, result.steps, result.samples);
    this.#enter(result.state);
    if (result.samples > 0) Object.assign(this.pulse, { moved: true, unmeasured: true });
    return result.samples;
  }

  /** @param {string} state */
  #enter(state) {
    if (state === 'finished' && this.pulse.state !== 'finished') {
      this.running = false;
      this.#settleSoon();
      this.pulse.idleSince = -Infinity;
    }
    this.pulse.state = state;
  }

  /**
   * Sends a picture if the page is ready for one, and one is due.
   * @param {number} now
   * @param {boolean} forced
   * @returns {Promise<'nothing' | 'drawn' | 'measured'>}
   */
  async #draw(now, forced) {
    const { pulse } = this;
    const final = this.#wantsFinal(now);
    const unmeasured = !this.active && pulse.rested === 'nothing' && (this.dataset?.loaded.test ?? 0) > 0;
    const due = forced || pulse.dirty || final || unmeasured || (pulse.moved && pulse.clock.due(now));
    if (!pulse.acked || !due) return 'nothing';
    const { evaluate, sampled } = this.#evaluation(now, final);
    const { view } = this.request;
    pulse.dirty = false;
    pulse.moved = false;
    /** @type {Frame} */
    const frame = await this.session.frame({ ...this.request, evaluate });
    const done = performance.now();
    if (evaluate > 0) {
      pulse.evaluatedAt = done;
      pulse.unmeasured = false;
      if (!this.active) pulse.rested = final ? 'all' : 'point';
    }
    pulse.clock.record(done, evaluate > 0 ? pulse.clock.cost : done - now);
    if (this.gpu && !this.active && evaluate === 0) pulse.floor = Math.min(120, done - now);
    this.#send(frame, view, sampled);
    await this.#checkpoint(done);
    return evaluate > 0 ? 'measured' : 'drawn';
  }

  /** @param {number} now */
  #wantsFinal(now) {
    const { rested, idleSince } = this.pulse;
    return !this.active && rested === 'point' && now - idleSince >= SETTLE;
  }

  /**
   * @param {number} now
   * @param {boolean} final
   */
  #evaluation(now, final) {
    const held = this.dataset?.loaded.test ?? 0;
    const available = Number.isFinite(held) ? held : 2000;
    if (available === 0) return { evaluate: 0, sampled: false };
    if (this.pulse.curveSize === 0) {
      if (this.pulse.budget.rate === null && this.active) return { evaluate: 0, sampled: false };
      this.pulse.curveSize = evaluationSize(this.pulse.budget.rate, available);
    }
    if (final) return { evaluate: available, sampled: false };
    const { active, pulse } = this;
    const due = active
      ? pulse.unmeasured && now - pulse.evaluatedAt >= EVALUATE_EVERY
      : pulse.rested === 'nothing';
    return { evaluate: due ? Math.min(pulse.curveSize, available) : 0, sampled: due };
  }

  /**
   * @param {Frame} frame
   * @param {import('./protocol.js').View} view
   * @param {boolean} sampled
   */
  #send(frame, view, sampled) {
    this.pulse.acked = false;
    const rates = this.active ? this.pulse.meter.rates(performance.now()) : { steps: 0, samples: 0 };
    const loaded = this.dataset?.loaded ?? { train: 0, test: 0 };
    const total = this.dataset?.manifest.train.n ?? 0;
    this.post({
      type: 'frame',
      session: this.id,
      frame,
      pace: {
        steps_per_second: rates.steps,
        samples_per_second: rates.samples,
        capacity: this.pulse.budget.rate === null ? null : this.pulse.budget.rate * 1000,
        running: this.running && this.pulse.state !== 'finished',
        run: this.run,
        view,
        sampled,
        train_loaded: Number.isFinite(loaded.train) ? loaded.train : total,
        train_total: total,
        test_loaded: Number.isFinite(loaded.test) ? loaded.test : 0,
      },
    });
  }

  /** @param {number} now */
  async #checkpoint(now) {
    if (this.pulse.checkpointAt === 0) this.pulse.checkpointAt = now + CHECKPOINT_EVERY / 2;
    if (now < this.pulse.checkpointAt || this.pulse.samplesSince === 0) return;
    this.pulse.checkpointAt = now + CHECKPOINT_EVERY;
    this.pulse.samplesSince = 0;
    const bytes = /** @type {Uint8Array} */ (await this.session.checkpoint());
    this.post({ type: 'checkpoint', session: this.id, bytes });
  }

  /** @param {number} advanced */
  #next(advanced) {
    if (this.active) {
      if (this.gpu && !this.pulse.acked) return Infinity;
      if (this.stepsAsked > 0) return 0;
      if (this.pulse.state === 'waiting' && advanced === 0) return 50;
      return this.limit.wait();
    }
    const { moved, dirty, acked, rested, idleSince } = this.pulse;
    if (!acked) return Infinity;
    if (moved || dirty) return 0;
    if (rested === 'point') return Math.max(0, SETTLE - (performance.now() - idleSince));
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
