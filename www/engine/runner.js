/**
 * One session of one figure, inside the worker: decides what to do in its slice of time.
 * Messages are applied between slices only, so that the engine is never entered twice.
 */

import {
  Budget,
  FrameClock,
  RateMeter,
  RebuildClock,
  SpeedLimit,
  evaluationSize,
  roomOf,
} from './scheduler.js';
import { failureOf } from './errors.js';

/** @typedef {import('./protocol.js').Config} Config */
/** @typedef {import('./protocol.js').Frame} Frame */
/** @typedef {import('./protocol.js').FrameRequest} FrameRequest */
/** @typedef {import('./protocol.js').Picture} Picture */
/** @typedef {import('./protocol.js').SplitName} SplitName */
/** @typedef {import('./datasets.js').Dataset} Dataset */
/** @typedef {{id: number, split: SplitName, indices: Uint32Array}} Question  for whole pictures */

const EVALUATE_EVERY = 500;
/** Held-out samples of a measurement of a stack. */
const OF_STACKS = 2000;
const SETTLE = 250;
const CHECKPOINT_EVERY = 10_000;
/** How often a run looks whether those it waits for have come along, in ms. */
const WAIT_FOR_MATES = 8;
const UNLIMITED_STEPS = 0x3fffffff;
/** Held-out patches that a measurement of everything takes, where a few pictures hold more. */
const MOST_PATCHES = 10_000;

/**
 * @typedef {object} Opening
 * @property {number} id
 * @property {Config} config
 * @property {FrameRequest} request
 * @property {number | null} speed
 * @property {boolean} running
 * @property {Set<Runner>} [group]  runs that are kept in step; this one enters
 */

/** What a run keeps count of, from its first step on. */
class Pulse {
  /** @param {boolean} gpu */
  constructor(gpu) {
    this.budget = new Budget({ target: gpu ? 20 : 12, first: gpu ? 512 : 64 });
    this.meter = new RateMeter();
    this.clock = new FrameClock();
    this.rebuildClock = new RebuildClock();
    /** @type {'wanted' | 'stale' | 'fresh'} the rebuilt picture: not seen yet, of an older map, as it is */
    this.rebuilt = 'wanted';
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
    /** What the last measurement took, in ms; no more than a quarter of the time goes into them. */
    this.measuring = 0;
    /** The map has changed since it was last measured. */
    this.unmeasured = true;
    /** @type {'nothing' | 'point' | 'all'} what has been measured since the map came to rest */
    this.rested = 'nothing';
    this.checkpointAt = 0;
    this.samplesSince = 0;
    /** The layer that was learning in the newest picture. */
    this.learning = 0;
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
    this.held = false;
    /** What was seen when it was held. @type {FrameRequest | null} */
    this.kept = null;
    /** Samples presented so far; null until the first frame of a restored run tells. @type {number | null} */
    this.position = 0;
    /** @type {Set<Runner>} */
    this.group = opening.group ?? new Set();
    this.group.add(this);
    /** @type {Picture | null} a picture of the visitor's, to be rebuilt */
    this.probe = null;
    /** Asked for, not here yet. @type {Question[]} */
    this.questions = [];
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
    this.held = false;
    this.kept = null;
    this.pulse = new Pulse(gpu);
    this.position = restored ? null : 0;
    if (!restored || this.run === 0) this.run += 1;
  }

  detach() {
    const session = this.session;
    this.session = null;
    return session;
  }

  /** Nobody will answer what is still open. */
  forgetQuestions() {
    for (const { id } of this.questions.splice(0)) this.#answer(id, null);
  }

  /** Its successor has been asked for: until that comes, or cannot, this session rests. */
  hold() {
    if (this.session) this.forgetQuestions();
    this.kept ??= this.request;
    this.held = true;
  }

  /** There is no successor: it goes on as it was. */
  release() {
    if (this.kept) this.setView(this.kept);
    this.kept = null;
    this.held = false;
    this.limit.rest();
    this.pulse.meter.clear();
  }

  /** It leaves for good. */
  leave() {
    this.group.delete(this);
    this.forgetQuestions();
    return this.detach();
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
    this.position = 0;
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
    if (!sameRebuild(this.request.rebuild, request.rebuild)) this.pulse.rebuilt = 'wanted';
    this.request = request;
    this.pulse.dirty = true;
  }

  /**
   * A picture that is not of the data set, to be rebuilt with its units.
   * @param {Picture | null} picture
   */
  setProbe(picture) {
    this.pulse.dirty = true;
    this.pulse.rebuilt = 'wanted';
    // One that is refused is none.
    this.probe = this.session ? null : picture;
    if (this.session && picture) {
      this.session.set_probe(picture.height, picture.width, picture.channels, picture.pixels);
      this.probe = picture;
    } else if (this.session) this.session.clear_probe();
  }

  ack() {
    this.pulse.acked = true;
  }

  /** @returns {boolean} */
  get active() {
    if (!this.session || this.held || !this.visible) return false;
    return this.stepsAsked > 0 || (this.running && this.pulse.state !== 'finished');
  }

  /** Held-out samples that are here: pictures, or several patches of each. */
  get heldOut() {
    const pictures = this.dataset?.loaded.test ?? 0;
    const { size, per_image } = this.config.patch;
    return size === 0 ? pictures : Math.max(pictures, Math.min(pictures * per_image, MOST_PATCHES));
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
    await this.#answerQuestions();
    if (!this.session || this.held || !this.visible) return Infinity;
    const { pulse } = this;
    const started = performance.now();
    // A GPU's work is only recorded. A picture waits for it, so there is one for each slice;
    // without that the work would pile up, and nobody would know what it takes.
    const ready = this.active && this.position !== null && (!this.gpu || pulse.acked);
    const advanced = ready ? this.#advance(started) : 0;
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
    const samples = Math.min(this.pulse.budget.samples, this.room);
    if (steps < 1 || samples < 1) return 0;
    const result = this.session.advance(samples, Math.min(steps, UNLIMITED_STEPS));
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
    if (result.samples > 0) {
      this.position = (this.position ?? 0) + result.samples;
      Object.assign(this.pulse, { moved: true, unmeasured: true });
      if (this.pulse.rebuilt === 'fresh') this.pulse.rebuilt = 'stale';
    }
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
   * @returns {Promise<'nothing' | 'drawn' | 'costly'>}
   */
  async #draw(now, forced) {
    const { pulse } = this;
    const final = this.#wantsFinal(now);
    const unmeasured = !this.active && pulse.rested === 'nothing' && (this.dataset?.loaded.test ?? 0) > 0;
    const due =
      forced || pulse.dirty || final || unmeasured || (pulse.moved && pulse.clock.due(now, this.sharers));
    if (!pulse.acked || !due) return 'nothing';
    const { evaluate, sampled } = this.#evaluation(now, final);
    const { view } = this.request;
    const rebuild = this.#rebuildNow(now) ? this.request.rebuild : null;
    pulse.dirty = false;
    pulse.moved = false;
    /** @type {Frame} */
    const frame = await this.session.frame({ ...this.request, evaluate, rebuild });
    const done = performance.now();
    this.position ??= frame.samples;
    pulse.learning = frame.learning;
    if (rebuild) {
      pulse.rebuilt = 'fresh';
      pulse.rebuildClock.record(done, done - now);
    }
    const plain = evaluate === 0 && !rebuild;
    if (evaluate > 0) {
      pulse.evaluatedAt = done;
      pulse.measuring = done - now;
      pulse.unmeasured = false;
      if (!this.active) pulse.rested = final ? 'all' : 'point';
    }
    pulse.clock.record(done, plain ? done - now : pulse.clock.cost);
    if (this.gpu && !this.active && plain) pulse.floor = Math.min(120, done - now);
    this.#send(frame, view, sampled);
    await this.#checkpoint(done);
    return plain ? 'drawn' : 'costly';
  }

  /**
   * Rebuilding a picture is costly: at once where the visitor has asked for another one or the map rests,
   * else for no more than a quarter of the time, however many runs there are.
   * @param {number} now
   */
  #rebuildNow(now) {
    const { rebuilt, rebuildClock } = this.pulse;
    const { rebuild } = this.request;
    if (!rebuild || rebuilt === 'fresh') return false;
    const { source, image } = rebuild;
    const here = source === 'probe' ? this.probe !== null : image < (this.dataset?.loaded[source] ?? 0);
    if (!here) return false;
    return rebuilt === 'wanted' || !this.active || rebuildClock.due(now, this.sharers);
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
    const available = this.heldOut;
    if (available === 0) return { evaluate: 0, sampled: false };
    if (this.pulse.curveSize === 0) {
      if (this.pulse.budget.rate === null && this.active) return { evaluate: 0, sampled: false };
      // A class share of a few samples on many units would be chance.
      const stacked = this.config.stack.length > 0;
      this.pulse.curveSize = stacked
        ? Math.min(OF_STACKS, available)
        : evaluationSize(this.pulse.budget.rate, available);
    }
    if (final) return { evaluate: available, sampled: false };
    const { active, pulse } = this;
    // A layer whose turn has not come is noise, and the layers below make it dear to measure.
    if (active && this.request.layer > pulse.learning) return { evaluate: 0, sampled: false };
    const due = active
      ? pulse.unmeasured &&
        now - pulse.evaluatedAt >= this.sharers * Math.max(EVALUATE_EVERY, 3 * pulse.measuring)
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
    const total = this.dataset?.manifest?.train.n ?? 0;
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
        train_loaded: loaded.train,
        train_total: total,
        test_loaded: loaded.test,
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
      if (this.room < 1) return WAIT_FOR_MATES;
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
    const evaluate = Math.min(request.evaluate, this.heldOut);
    /** @type {Frame | null} */
    let frame = null;
    try {
      if (this.session && !this.held) frame = await this.session.frame({ ...request, evaluate });
    } finally {
      this.post({ type: 'snapshot', session: this.id, id, frame });
    }
  }

  /**
   * Whole pictures of the data set, as soon as they are here.
   * @param {Question} question
   */
  async pictures(question) {
    this.questions.push(question);
    await this.#answerQuestions();
  }

  async #answerQuestions() {
    if (this.questions.length === 0 || !this.session || this.held) return;
    const waiting = this.questions.splice(0);
    for (const question of waiting) {
      const { id, split, indices } = question;
      const last = indices.reduce((most, index) => Math.max(most, index), 0);
      const { loaded, manifest } = /** @type {Dataset} */ (this.dataset);
      if (last < (manifest?.[split].n ?? 0) && last >= loaded[split]) this.questions.push(question);
      else this.#answer(id, await this.session.pictures(split, indices).catch(() => null));
    }
  }

  /**
   * @param {number} id
   * @param {import('./protocol.js').Strip | null} pictures
   */
  #answer(id, pictures) {
    this.post({ type: 'pictures', session: this.id, id, pictures });
  }

  /** @param {unknown} thrown */
  fail(thrown) {
    const failure = failureOf(thrown);
    this.running = false;
    this.stepsAsked = 0;
    this.post({ type: 'error', session: this.id, fatal: true, ...failure });
  }
}

/**
 * @param {import('./protocol.js').RebuildRequest | null} a
 * @param {import('./protocol.js').RebuildRequest | null} b
 */
function sameRebuild(a, b) {
  if (!a || !b) return a === b;
  return a.source === b.source && a.image === b.image && a.overlap === b.overlap;
}
