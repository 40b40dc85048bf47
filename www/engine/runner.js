/**
 * One session of one figure, inside the worker: decides what to do in its slice of time.
 * What differs between maps and networks is in map-runner.js and net-runner.js.
 */

import { Holder } from './holder.js';

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
 * @template {import('./pacing.js').Pacing} P
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
    this.pacing.moved = true;
    this.pacing.extra.age();
  }

  /** @returns {number} samples that it may present before it would be too far ahead of its group */
  get room() {
    return this.group.roomFor(this);
  }

  /** How many runs of the group share the worker's time. */
  get sharers() {
    return Math.max(1, this.group.active.length);
  }

  /** What its share of the time amounts to, in samples. */
  get slack() {
    return this.pacing.budget.samples;
  }

  /**
   * One slice of this session's time.
   * @returns {Promise<number>} milliseconds until the next slice is wanted; Infinity when idle
   */
  async slice() {
    await this.#answer();
    if (!this.session || this.held || !this.visible) return Infinity;
    const { pacing } = this;
    const started = performance.now();
    // A GPU's work is only recorded. A picture waits for it, so there is one for each slice;
    // without that the work would pile up, and nobody would know what it takes.
    const ready = this.active && this.position !== null && (!this.gpu || pacing.acked);
    const work = ready ? this.#advance(started) : 0;
    if (!this.gpu) pacing.budget.record(work, performance.now() - started);
    const drawn = await this.#draw(performance.now(), this.gpu && work > 0);
    if (this.gpu && drawn === 'plain') {
      const ms = performance.now() - started;
      pacing.floor = Math.min(pacing.floor, ms);
      pacing.budget.record(work, ms, pacing.floor);
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
    const samples = Math.min(this.pacing.budget.samples, this.room);
    if (steps < 1 || samples < 1) return 0;
    // A map's work is its samples; a network evaluates itself between them.
    const advanced = this.session.advance(samples, Math.min(steps, UNLIMITED_STEPS));
    const { steps: made, samples: seen, work = seen, state } = advanced;
    const done = performance.now();
    if (stepping) {
      this.stepped(state === 'finished' ? Infinity : made);
      this.pacing.dirty ||= made > 0;
    } else {
      this.limit.spend(made);
    }
    this.pacing.samplesSince += seen;
    this.pacing.meter.add(done, made, seen);
    this.#enter(state);
    this.reach((this.position ?? 0) + seen);
    if (work > 0) this.move();
    return work;
  }

  /** @param {string} state */
  #enter(state) {
    if (state === 'finished' && this.pacing.state !== 'finished') {
      this.running = false;
      this.settle(true);
    }
    this.pacing.state = state;
  }

  /**
   * Sends a picture if the page is ready for one, and one is due.
   * @param {number} now
   * @param {boolean} forced
   * @returns {Promise<'nothing' | 'plain' | 'costly'>}
   */
  async #draw(now, forced) {
    const { pacing } = this;
    const due =
      forced || pacing.dirty || this.overdue(now) || (pacing.moved && pacing.clock.due(now, this.sharers));
    if (!pacing.acked || !due) return 'nothing';
    const plan = this.plan(now);
    pacing.dirty = false;
    pacing.moved = false;
    const frame = await this.session.frame(plan.request);
    const done = performance.now();
    if (this.position === null) this.reach(frame.samples);
    if (plan.extra) pacing.extra.record(done, done - now);
    this.took(frame, plan, done, done - now);
    pacing.clock.record(done, plan.plain ? done - now : pacing.clock.cost);
    this.#send(frame, plan);
    await this.#checkpoint(done);
    return plan.plain ? 'plain' : 'costly';
  }

  /**
   * @param {any} frame
   * @param {Plan} plan
   */
  #send(frame, plan) {
    const { pacing } = this;
    pacing.acked = false;
    const rates = this.active ? pacing.meter.rates(performance.now()) : { steps: 0, samples: 0 };
    const loaded = this.dataset?.loaded ?? { train: 0, test: 0 };
    const pace = {
      steps_per_second: rates.steps,
      samples_per_second: rates.samples,
      capacity: pacing.budget.rate === null ? null : pacing.budget.rate * 1000,
      running: this.running && pacing.state !== 'finished',
      run: this.run,
      train_loaded: loaded.train,
      train_total: this.dataset?.manifest?.train.n ?? 0,
      test_loaded: loaded.test,
    };
    this.post({ type: 'frame', session: this.id, frame, pace: { ...pace, ...this.told(plan) } });
  }

  /** @param {number} now */
  async #checkpoint(now) {
    const { pacing, checkpointEvery } = this;
    if (pacing.checkpointAt === 0) pacing.checkpointAt = now + checkpointEvery / 2;
    if (now < pacing.checkpointAt || pacing.samplesSince === 0) return;
    pacing.checkpointAt = now + checkpointEvery;
    pacing.samplesSince = 0;
    const bytes = /** @type {Uint8Array} */ (await this.session.checkpoint());
    this.post({ type: 'checkpoint', session: this.id, bytes });
  }

  /** @param {number} work */
  #next(work) {
    const { pacing } = this;
    if (this.active) {
      if (this.gpu && !pacing.acked) return Infinity;
      if (this.room < 1) return WAIT_FOR_MATES;
      if (this.stepsAsked > 0) return 0;
      if (pacing.state === 'waiting' && work === 0) return 50;
      return this.limit.wait();
    }
    if (!pacing.acked) return Infinity;
    return pacing.moved || pacing.dirty ? 0 : this.rest();
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

  /** A moment to come back to. @param {number} id */
  async mark(id) {
    /** @type {import('./protocol.js').Mark | null} */
    let mark = null;
    try {
      const { session, position: samples } = this;
      if (session && !this.held && samples !== null)
        mark = { samples, checkpoint: await session.checkpoint() };
    } finally {
      this.post({ type: 'mark', session: this.id, id, mark });
    }
  }

  /** The run comes to rest where it was marked, and is the same run still. @param {Uint8Array} checkpoint */
  async rewind(checkpoint) {
    const { session, dataset, gpu } = this;
    if (!session || !dataset || this.held) return;
    await session.restore(checkpoint);
    this.running = false;
    this.stepsAsked = 0;
    this.attach(session, dataset, { gpu, restored: true });
    this.settle();
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
