/**
 * Lets time pass in the world of an agent at the speed of that world, while the figure is in sight: the agent acts as
 * far as it has learned, or a visitor does.
 */

import { prefersStillness } from '../../style/theme.js';
import { Playback } from './playback.js';

/** @import { ReactiveController, ReactiveControllerHost } from 'lit' */
/** @import { AgentRun } from '../../kinds/agent/run.js' */
/** @import { Driven } from '../../engine/agent-protocol.js' */

/** Seconds from the end of an episode to the next. */
const REST = 1;
/** Steps that are asked for at once, at least and at most. */
const [LEAST, MOST] = [2, 25];
/** A tab that was away has nothing to catch up with. */
const LONGEST_FRAME = 0.1;

/** @implements {ReactiveController} */
export class DriveController {
  /** @param {ReactiveControllerHost} host */
  constructor(host) {
    this.host = host;
    /** @type {AgentRun | null} */
    this.run = null;
    this.visible = false;
    /** The world that it acts in, and which of its runs it is. */
    this.followed = '';
    this.playback = new Playback();
    /** The newest answer. @type {Driven | null} */
    this.driven = null;
    /** A visitor acts, whether they push now or not. */
    this.playing = false;
    /** What they push with; null leaves it to the agent. @type {number | null} */
    this.effort = null;
    this.nudged = 0;
    /** How many times as fast as the world. */
    this.pace = 1;
    /** Counts what is driven: answers to another one are late. */
    this.turn = 0;
    this.asking = false;
    /** Seconds that an answer takes. */
    this.answers = 0.03;
    this.rested = 0;
    this.last = 0;
    this.frame = 0;
    host.addController(this);
  }

  hostConnected() {
    this.#wake();
  }

  hostDisconnected() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /**
   * Another agent, or the same one begun again, acts in a world of its own.
   * @param {AgentRun | null} run
   * @param {boolean} visible
   */
  follow(run, visible) {
    const followed = `${run?.state.config.environment} ${run?.pace?.run}`;
    const other = run !== this.run || followed !== this.followed;
    Object.assign(this, { run, visible, followed });
    if (other) this.#begin();
    this.#wake();
  }

  #begin() {
    this.turn += 1;
    this.asking = false;
    this.driven = null;
    this.rested = 0;
    this.playback.clear();
  }

  /** Seconds of a step as it is shown. */
  get #step() {
    return (this.run?.frame?.step_seconds ?? 0.02) / this.pace;
  }

  /** All steps have been shown. */
  get over() {
    return Boolean(this.driven?.ending) && this.playback.ahead === 0;
  }

  get state() {
    return this.playback.stateAt(this.#step) ?? this.driven?.state ?? null;
  }

  get ending() {
    return this.over ? (this.driven?.ending ?? null) : null;
  }

  /** Of the episode, as far as they have been shown. */
  get steps() {
    return Math.max(0, (this.driven?.steps ?? 0) - this.playback.ahead);
  }

  /** Whether something moves without anyone asking for it. */
  get #moves() {
    return !prefersStillness() || this.playing || this.effort !== null || this.nudged !== 0;
  }

  /** Everything has been shown, and nothing is to follow. */
  get #rests() {
    return !this.#moves && this.driven !== null && this.playback.ahead === 0 && !this.asking;
  }

  /** @param {boolean} playing */
  play(playing) {
    this.playing = playing;
    this.effort = playing ? 0 : null;
    if (playing && this.over) this.rested = REST;
    this.#wake();
    this.host.requestUpdate();
  }

  /** @param {number | null} effort */
  push(effort) {
    this.effort = effort;
    this.#wake();
  }

  /** @param {number} force */
  nudge(force) {
    this.nudged = force;
    this.#wake();
  }

  #wake() {
    if (this.frame !== 0 || !this.visible || !this.run?.frame || this.#rests) return;
    this.last = performance.now();
    this.frame = requestAnimationFrame((now) => this.#tick(now));
  }

  /** @param {number} now */
  #tick(now) {
    this.frame = 0;
    if (!this.visible || !this.run?.frame) return;
    const seconds = Math.min(LONGEST_FRAME, Math.max(0, now - this.last) / 1000);
    this.playback.advance(seconds, this.#step);
    this.rested = this.over ? this.rested + seconds : 0;
    const lead = Math.min(MOST, Math.max(LEAST, Math.ceil(this.answers / this.#step) + 1));
    const again = this.rested > REST / Math.sqrt(this.pace);
    if (!this.driven) void this.#ask(this.#moves ? lead : 0, false);
    else if (this.#moves && (this.over ? again : this.playback.ahead <= lead)) void this.#ask(lead, again);
    this.host.requestUpdate();
    if (this.#rests) return;
    this.last = now;
    this.frame = requestAnimationFrame((then) => this.#tick(then));
  }

  /**
   * @param {number} steps
   * @param {boolean} restart
   */
  async #ask(steps, restart) {
    if (this.asking) return;
    this.asking = true;
    const { turn, effort, nudged: nudge } = this;
    this.nudged = 0;
    const asked = performance.now();
    const driven = await /** @type {AgentRun} */ (this.run).drive({ steps, effort, nudge, restart });
    if (turn !== this.turn) return;
    this.asking = false;
    if (!driven) return;
    this.answers = 0.8 * this.answers + (0.2 * (performance.now() - asked)) / 1000;
    if (restart) this.playback.clear();
    this.playback.add(driven);
    this.driven = driven;
  }
}
