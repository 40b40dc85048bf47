/**
 * Runs that are kept in step: those of this worker, which share its time, and those on other workers, as the page
 * passes on what these have reported.
 */

import { roomOf } from './scheduler.js';

/** @import { Mate } from './protocol.js' */
/** @typedef {import('./runner.js').Runner<any, any, any>} Runner */

/** Time between two reports, in ms. */
const REPORT_EVERY = 50;
/**
 * How far ahead of a run on another worker a run may be: what that one learns in this time, in ms. A report is some
 * 100 ms old when it is used; with less, two runs of one speed would wait for each other's reports.
 */
const AHEAD = 250;

export class Group {
  constructor() {
    /** @type {Set<Runner>} */
    this.runs = new Set();
    /** By the index of their worker. @type {Map<number, Mate[]>} */
    this.elsewhere = new Map();
    this.reported = { at: -Infinity, runs: '[]', sessions: '' };
  }

  /** Those that go on. */
  get active() {
    return [...this.runs].filter((run) => run.active);
  }

  /**
   * @param {Runner} run
   * @returns {number} samples that it may present before it would be too far ahead of another; none or less: it waits
   */
  roomFor(run) {
    const here = this.active.filter((mate) => mate !== run);
    return roomOf(run.position ?? 0, [...here, ...[...this.elsewhere.values()].flat()]);
  }

  /**
   * What other workers should know.
   * @param {number} now in ms
   * @returns {Mate[] | null} its active runs; null where there is nothing new, or a report has just been made
   */
  report(now) {
    const active = this.active.filter(({ position }) => position !== null);
    const sessions = active.map(({ id }) => id).join();
    const { reported } = this;
    if (sessions === reported.sessions && now - reported.at < REPORT_EVERY) return null;
    const mates = active.map(({ id, position, pacing: { budget } }) => ({
      session: id,
      position: /** @type {number} */ (position),
      slack: Math.max(budget.samples, (budget.rate ?? 0) * AHEAD),
    }));
    const runs = JSON.stringify(mates);
    if (runs === reported.runs) return null;
    this.reported = { at: now, runs, sessions };
    return mates;
  }
}
