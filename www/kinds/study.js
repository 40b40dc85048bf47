/**
 * The variants of a figure over further seeds, in the background: while the figure is in sight and its own runs rest.
 * Seeds are run one after the other, and side by side as long as a worker of the engine has nothing else to do.
 */

import { bandOf } from '../math/course.js';

/** @import { EngineClient } from '../engine/client.js' */
/** @import { EngineSession } from '../engine/session.js' */
/** @import { Failure } from '../engine/errors.js' */
/** @typedef {any[]} Course */
/** @typedef {import('./live-run.js').LiveRun<any, any> & {points: any[]}} Run */

const SEEDS = 2 ** 32;

/**
 * The figure that is studied.
 * @typedef {object} Studied
 * @property {EngineClient} engine
 * @property {import('./index.js').Kind} kind
 * @property {Pick<import('./index.js').Model, 'repetition'>} model
 * @property {Run[]} runs
 * @property {string} phase
 * @property {boolean} visible
 * @property {() => void} requestUpdate
 */

/**
 * One variant with one seed.
 * @typedef {object} Trial
 * @property {string} name
 * @property {EngineSession} session
 * @property {import('./live-run.js').Received<any> & {points: any[]}} received
 */

let studies = 0;

export class Study {
  /** @param {Studied} figure */
  constructor(figure) {
    this.figure = figure;
    this.group = `study-${++studies}`;
    /** How many seeds there shall be, the figure's own included. */
    this.wanted = 0;
    /** Courses that are complete, by seed and by variant. @type {Map<number, Record<string, Course>>} */
    this.results = new Map();
    /** Those under way, by seed. @type {Map<number, Trial[]>} */
    this.trials = new Map();
    this.running = false;
    /** @type {Failure | null} why it has stopped */
    this.failure = null;
    this.made = this.#made();
    /** The settings that each run has had from its first step on; '' where they have changed on the way.
     * @type {Map<Run, {run: number | undefined, settings: string}>} */
    this.seen = new Map();
  }

  /** All settings but the seed: results are good as long as these stay. */
  #made() {
    return JSON.stringify(this.figure.runs.map(({ state }) => [state.dataset, { ...state.config, seed: 0 }]));
  }

  get #repetition() {
    return /** @type {import('./index.js').Repetition} */ (this.figure.model.repetition);
  }

  /** Trials under way, of all seeds. */
  get #all() {
    return [...this.trials.values()].flat();
  }

  /** Seeds that all variants have been through, and those that were asked for. */
  get seeds() {
    return { done: this.results.size, wanted: Math.max(this.wanted, this.results.size) };
  }

  /** From 0 to 1, of all that was asked for. */
  get progress() {
    const { done, wanted } = this.seeds;
    if (wanted === 0) return 0;
    const { share } = this.#repetition;
    const shares = this.#all.map(({ received: { frame } }) => (frame ? share(frame) : 0));
    const under_way = shares.reduce((sum, share) => sum + share, 0) / this.figure.runs.length;
    return Math.min(1, (done + under_way) / wanted);
  }

  /** Complete courses of every variant, seeds from the lowest up. @returns {Record<string, Course[]>} */
  get courses() {
    const seeds = [...this.results.keys()].sort((a, b) => a - b);
    return Object.fromEntries(
      this.figure.runs.map(({ name }) => [
        name,
        seeds.map((seed) => /** @type {Record<string, Course>} */ (this.results.get(seed))[name]),
      ]),
    );
  }

  /**
   * @param {string} variant
   * @param {string} key  of a point
   */
  band(variant, key) {
    const { x, around } = this.#repetition;
    return bandOf(this.courses[variant] ?? [], key, x, around);
  }

  /**
   * Goes on until there are results of `n` seeds.
   * @param {number} n
   */
  start(n) {
    this.wanted = n;
    this.running = true;
    this.failure = null;
    this.update();
    this.figure.requestUpdate();
  }

  /** What is complete is kept. */
  stop() {
    this.running = false;
    this.#drop();
    this.figure.requestUpdate();
  }

  /** Its figure has changed: goes on, waits, or begins again. */
  update() {
    const made = this.#made();
    if (made !== this.made) {
      this.made = made;
      this.results.clear();
      this.#drop();
    }
    this.#own();
    if (!this.running) return;
    if (this.results.size >= this.wanted) return this.stop();
    const { engine, kind, phase, visible } = this.figure;
    const free = visible && (phase === 'finished' || phase === 'paused' || phase === 'poster');
    const left = () => this.running && this.wanted - this.results.size - this.trials.size > 0;
    while (free && left() && (this.trials.size === 0 || engine.idle(kind) > 0)) this.#begin(engine);
    for (const { session, received } of this.#all) {
      if (session.visible !== visible) session.setVisible(visible);
      const goes = free && received.frame?.state !== 'finished';
      if (session.state.running !== goes) session.run(goes);
    }
  }

  /** The figure's own runs count once they are over, if nobody has touched their settings on the way. */
  #own() {
    const { runs } = this.figure;
    const { seed } = runs[0].state.config;
    const settings = `${seed} ${this.made}`;
    for (const run of runs) {
      const seen = this.seen.get(run);
      if (!seen || seen.run !== run.pace?.run) this.seen.set(run, { run: run.pace?.run, settings });
      else if (seen.settings !== settings) seen.settings = '';
    }
    const over = runs.every((run) => run.phase === 'finished' && this.seen.get(run)?.settings === settings);
    if (over) this.#keep(seed, runs);
  }

  /**
   * @param {number} seed
   * @param {{name: string, points: Course}[]} runs
   */
  #keep(seed, runs) {
    if (this.results.has(seed)) return;
    this.results.set(seed, Object.fromEntries(runs.map(({ name, points }) => [name, points])));
  }

  /** @param {EngineClient} engine */
  #begin(engine) {
    const { runs, kind } = this.figure;
    const { State, request } = this.#repetition;
    const own = runs[0].state.config.seed;
    let seed = (own + 1) % SEEDS;
    while (this.results.has(seed) || this.trials.has(seed)) seed = (seed + 1) % SEEDS;
    const trials = runs.map(({ name, state }) => {
      const received = new State();
      const { dataset } = state;
      const config = { ...state.config, seed };
      const session = engine.open(
        /** @type {any} */ ({
          kind,
          dataset,
          config,
          request,
          speed: null,
          running: true,
          group: `${this.group}-${seed}`,
        }),
        {
          ready: () => {},
          opened: () => {},
          notice: () => {},
          frame: (frame, pace) => {
            received.take(frame, pace);
            session.ack();
            this.#received(seed);
          },
          error: (failure, fatal) => this.#fail(failure, fatal),
        },
      );
      return { name, session, received };
    });
    this.trials.set(seed, trials);
  }

  /** @param {number} seed */
  #received(seed) {
    const trials = this.trials.get(seed) ?? [];
    if (trials.length > 0 && trials.every(({ received }) => received.frame?.state === 'finished')) {
      this.#keep(
        seed,
        trials.map(({ name, received }) => ({ name, points: received.points })),
      );
      this.#close(seed);
      this.update();
    }
    this.figure.requestUpdate();
  }

  /**
   * @param {Failure} failure
   * @param {boolean} fatal
   */
  #fail(failure, fatal) {
    if (!fatal && failure.kind !== 'config') return;
    this.failure = failure;
    this.stop();
  }

  /** @param {number} seed */
  #close(seed) {
    for (const { session } of this.trials.get(seed) ?? []) session.close();
    this.trials.delete(seed);
  }

  #drop() {
    for (const seed of [...this.trials.keys()]) this.#close(seed);
  }

  close() {
    this.running = false;
    this.#drop();
  }
}
