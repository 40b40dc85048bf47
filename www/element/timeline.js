/**
 * The moments of a figure's runs that they can be taken back to: marks at equal distances, made while the runs go on. A run
 * is the same from every mark on, so later marks stay right until the settings change.
 */

import { timelineView } from '../panels/timeline-view.js';

/** @import { Mark } from '../engine/protocol.js' */

/**
 * @typedef {object} Run
 * @property {string} name
 * @property {{samples: number, state: string} | null} frame
 * @property {{run: number} | null} pace
 * @property {{mark: () => Promise<Mark | null>} | null} session
 * @property {(checkpoint: Uint8Array) => void} rewind
 */

/** Where in its run a mark lies, 0 to 1. @typedef {Mark & {share: number}} Placed */

/** Marks of a run, at most. */
const MARKS = 40;
/** Bytes of all marks of a figure, at most: large networks get fewer. */
const ROOM = 160e6;
/** A drag is followed so often, in ms. */
const FOLLOW_EVERY = 60;

export class Timeline {
  /** @param {() => (frame: any) => number} shareOf  how far a frame is in its run, 0 to 1 */
  constructor(shareOf) {
    this.shareOf = shareOf;
    /** From the first on. @type {Map<string, Placed[]>} */
    this.marks = new Map();
    /** Which run of which session they are of. @type {Map<string, {session: unknown, run: number}>} */
    this.runs = new Map();
    /** @type {Set<string>} runs that have been asked for a mark */
    this.asked = new Set();
    /** Of the run, between marks; grows where they take too much room. @type {Map<string, number>} */
    this.distance = new Map();
    /** Where the thumb is, until the runs are there. @type {number | null} */
    this.wished = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.following = undefined;
  }

  /** @param {import('./figure.js').Figure<any>} figure */
  view({ runs }) {
    const [{ frame }] = runs;
    const at = this.wished ?? (frame ? this.shareOf()(frame) : 0);
    const words = `${Math.round(100 * at)} % of the run`;
    return timelineView({ at, places: this.places(runs), words, go: (share) => this.#follow(runs, share) });
  }

  /**
   * The runs go where the thumb is while it is dragged, as fast as they can.
   * @param {Run[]} runs
   * @param {number} share
   */
  #follow(runs, share) {
    this.wished = share;
    this.following ??= setTimeout(() => {
      this.go(runs, this.wished ?? share);
      this.following = undefined;
      this.wished = null;
    }, FOLLOW_EVERY);
  }

  /** Marks the runs that have come far enough. @param {Run[]} runs */
  note(runs) {
    for (const run of runs) void this.#note(run);
  }

  /** @param {Run} run */
  async #note(run) {
    const { name, frame, pace, session } = run;
    if (!frame || !pace || !session || this.asked.has(name)) return;
    const known = this.runs.get(name);
    if (known?.session !== session || known.run !== pace.run) this.#begin(name, { session, run: pace.run });
    const marks = this.marks.get(name) ?? [];
    const distance = this.distance.get(name) ?? 1 / MARKS;
    const share = this.shareOf()(frame);
    const newest = marks.at(-1);
    // A mark lies where the run was when it was made, which is further than the frame that asked for it.
    if (newest?.samples === frame.samples) newest.share = share;
    const { share: last = -Infinity, samples = -1 } = newest ?? {};
    const over = frame.state === 'finished' && samples < frame.samples;
    if (share < last + distance && !over) return;
    this.asked.add(name);
    const mark = await session.mark();
    this.asked.delete(name);
    // It may have begun again, or gone back, in the meantime.
    if (!mark || this.marks.get(name) !== marks || mark.samples <= (marks.at(-1)?.samples ?? -1)) return;
    marks.push({ ...mark, share });
    this.#thin(name, distance);
    // The last frame may have come meanwhile.
    await this.#note(run);
  }

  /** @param {string} name @param {{session: unknown, run: number}} run */
  #begin(name, run) {
    this.runs.set(name, run);
    this.marks.set(name, []);
    this.distance.delete(name);
  }

  /** Every other mark goes where all of them take too much room. @param {string} name @param {number} distance */
  #thin(name, distance) {
    this.distance.set(name, distance);
    const bytes = [...this.marks.values()].flat().reduce((sum, { checkpoint }) => sum + checkpoint.length, 0);
    if (bytes <= ROOM) return;
    for (const [other, marks] of this.marks) {
      const last = marks.length - 1;
      marks.splice(0, Infinity, ...marks.filter((_, i) => i % 2 === 0 || i === last));
      this.distance.set(other, 2 * (this.distance.get(other) ?? distance));
    }
  }

  /** Other settings from here on: what lies ahead will be different. @param {Run[]} runs */
  forgetAhead(runs) {
    for (const { name, frame } of runs) {
      const here = frame?.samples ?? 0;
      this.marks.set(
        name,
        (this.marks.get(name) ?? []).filter(({ samples }) => samples <= here),
      );
    }
  }

  /** Where the first run can be taken to, as shares of it. @param {Run[]} runs @returns {number[]} */
  places([run]) {
    return (this.marks.get(run?.name) ?? []).map(({ share }) => share);
  }

  /**
   * Takes all runs to their marks nearest to a share of the run.
   * @param {Run[]} runs
   * @param {number} share
   */
  go(runs, share) {
    const far = (/** @type {Placed} */ mark) => Math.abs(mark.share - share);
    for (const run of runs) {
      const marks = this.marks.get(run.name) ?? [];
      const nearest = marks.reduce((best, mark) => (far(mark) < far(best) ? mark : best), marks[0]);
      if (nearest && nearest.samples !== run.frame?.samples) run.rewind(nearest.checkpoint.slice());
    }
  }
}
