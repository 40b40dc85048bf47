/**
 * One session of one figure, inside the worker: decides what to do in its slice of time.
 * What differs between maps and networks is in map-runner.js and net-runner.js.
 */

import { Holder } from './holder.js';
import { roomOf } from './scheduler.js';

/** @import { Question } from './questions.js' */

/** How often a run looks whether those it waits for have come along, in ms. */
const WAIT_FOR_MATES = 8;
const UNLIMITED_STEPS = 0x3fffffff;

/**
 * The next picture.
 * @typedef {object} Plan
 * @property {object} request  as the engine takes it
 * @property {boolean} extra  with its costly part
 * @property {boolean} plain  with nothing that costs more than an ordinary one
 */

/**
 * @template C  settings
 * @template Q  what is seen
 * @template {import('./pulse.js').Pulse} P
 * @extends {Holder<C, Q, P>}
 */
export class Runner extends Holder {
  /** What the next picture shall hold. @type {(now: number) => Plan} */
  plan() {
    throw new Error('Each kind of runner has a plan of its own.');
  }

  /** What a picture's pace tells beyond what all have. @type {(plan: any) => object} */
  told() {
    return {};
  }

  /** A picture has come, and what it cost in ms. @type {(frame: any, plan: any, done: number, ms: number) => void} */
  took() {}

  /** Whether a picture is due for a reason of its own. @type {(now: number) => boolean} */
  overdue() {
    return false;
  }

  /** Milliseconds until a run at rest has something to do. */
  rest() {
    return Infinity;
  }

  /** It has gone on. */
  move() {
    this.pulse.moved = true;
    this.pulse.extra.age();
  }

  /** @returns {number} samples that it may present before it would be too far ahead of its group */
  get room() {
    return roomOf(
      this.position ?? 0,
      [...this.group].filter((mate) => mate !== this && mate.active),
    );
  }

  /** How many runs of the group share the time. */
  get sharers() {
    return Math.max(1, [...this.group].filter((mate) => mate.active).length);
  }

  /** What its share of the time amounts to, in samples. */
  get slack() {
    return this.pulse.budget.samples;
  }

  /**
   * One slice of this session's time.
   * @returns {Promise<number>} milliseconds until the next slice is wanted; Infinity when idle
   */
  async slice() {
    await this.#answer();
    if (!this.session || this.held || !this.visible) return Infinity;
    const { pulse } = this;
    const started = performance.now();
    // A GPU's work is only recorded. A picture waits for it, so there is one for each slice;
    // without that the work would pile up, and nobody would know what it takes.
    const ready = this.active && this.position !== null && (!this.gpu || pulse.acked);
    const work = ready ? this.#advance(started) : 0;
    if (!this.gpu) pulse.budget.record(work, performance.now() - started);
    const drawn = await this.#draw(performance.now(), this.gpu && work > 0);
    if (this.gpu && drawn === 'plain') {
      const ms = performance.now() - started;
      pulse.floor = Math.min(pulse.floor, ms);
      pulse.budget.record(work, ms, pulse.floor);
    }
    return this.#next(work);
  }

  /**
   * @param {number} now
   * @returns {number} work that was done, in samples
   */
  #advance(now) {
    const stepping = this.stepsAsked > 0;
    const steps = stepping ? this.stepsAsked : this.limit.available(now);
    const samples = Math.min(this.pulse.budget.samples, this.room);
    if (steps < 1 || samples < 1) return 0;
    // A map's work is its samples; a network evaluates itself between them.
    const advanced = this.session.advance(samples, Math.min(steps, UNLIMITED_STEPS));
    const { steps: made, samples: seen, work = seen, state } = advanced;
    const done = performance.now();
    if (stepping) {
      this.stepped(state === 'finished' ? Infinity : made);
      this.pulse.dirty ||= made > 0;
    } else {
      this.limit.spend(made);
    }
    this.pulse.samplesSince += seen;
    this.pulse.meter.add(done, made, seen);
    this.#enter(state);
    this.reach((this.position ?? 0) + seen);
    if (work > 0) this.move();
    return work;
  }

  /** @param {string} state */
  #enter(state) {
    if (state === 'finished' && this.pulse.state !== 'finished') {
      this.running = false;
      this.settle(true);
    }
    this.pulse.state = state;
  }

  /**
   * Sends a picture if the page is ready for one, and one is due.
   * @param {number} now
   * @param {boolean} forced
   * @returns {Promise<'nothing' | 'plain' | 'costly'>}
   */
  async #draw(now, forced) {
    const { pulse } = this;
    const due =
      forced || pulse.dirty || this.overdue(now) || (pulse.moved && pulse.clock.due(now, this.sharers));
    if (!pulse.acked || !due) return 'nothing';
    const plan = this.plan(now);
    pulse.dirty = false;
    pulse.moved = false;
    const frame = await this.session.frame(plan.request);
    const done = performance.now();
    if (this.position === null) this.reach(frame.samples);
    if (plan.extra) pulse.extra.record(done, done - now);
    this.took(frame, plan, done, done - now);
    pulse.clock.record(done, plan.plain ? done - now : pulse.clock.cost);
    this.#send(frame, plan);
    await this.#checkpoint(done);
    return plan.plain ? 'plain' : 'costly';
  }

  /**
   * @param {any} frame
   * @param {Plan} plan
   */
  #send(frame, plan) {
    const { pulse } = this;
    pulse.acked = false;
    const rates = this.active ? pulse.meter.rates(performance.now()) : { steps: 0, samples: 0 };
    const loaded = this.dataset?.loaded ?? { train: 0, test: 0 };
    const pace = {
      steps_per_second: rates.steps,
      samples_per_second: rates.samples,
      capacity: pulse.budget.rate === null ? null : pulse.budget.rate * 1000,
      running: this.running && pulse.state !== 'finished',
      run: this.run,
      train_loaded: loaded.train,
      train_total: this.dataset?.manifest?.train.n ?? 0,
      test_loaded: loaded.test,
    };
    this.post({ type: 'frame', session: this.id, frame, pace: { ...pace, ...this.told(plan) } });
  }

  /** @param {number} now */
  async #checkpoint(now) {
    const { pulse, checkpointEvery } = this;
    if (pulse.checkpointAt === 0) pulse.checkpointAt = now + checkpointEvery / 2;
    if (now < pulse.checkpointAt || pulse.samplesSince === 0) return;
    pulse.checkpointAt = now + checkpointEvery;
    pulse.samplesSince = 0;
    const bytes = /** @type {Uint8Array} */ (await this.session.checkpoint());
    this.post({ type: 'checkpoint', session: this.id, bytes });
  }

  /** @param {number} work */
  #next(work) {
    const { pulse } = this;
    if (this.active) {
      if (this.gpu && !pulse.acked) return Infinity;
      if (this.room < 1) return WAIT_FOR_MATES;
      if (this.stepsAsked > 0) return 0;
      if (pulse.state === 'waiting' && work === 0) return 50;
      return this.limit.wait();
    }
    if (!pulse.acked) return Infinity;
    return pulse.moved || pulse.dirty ? 0 : this.rest();
  }

  /**
   * A frame beside the stream, for tables and downloads.
   * @param {number} id
   * @param {Q} request
   */
  async snapshot(id, request) {
    /** @type {any} */
    let frame = null;
    try {
      if (this.session && !this.held) frame = await this.session.frame(request);
    } finally {
      this.post({ type: 'snapshot', session: this.id, id, frame });
    }
  }

  /** @param {Question} question */
  async ask(question) {
    this.questions.add(question);
    await this.#answer();
  }

  async #answer() {
    if (this.session && !this.held && this.dataset) await this.questions.answer(this.session, this.dataset);
  }
}
