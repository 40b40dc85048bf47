/**
 * What a run keeps count of, from its first step on.
 */

import { Budget, FrameClock, RateMeter, ShareClock } from './scheduler.js';

/**
 * A costly part of what is seen: at once where the visitor has asked for another one or the run rests, else for no more
 * than a quarter of the time, however many runs there are.
 */
export class Extra {
  constructor() {
    /** @type {'wanted' | 'stale' | 'fresh'} not seen yet, of an older state, as it is */
    this.state = 'wanted';
    this.clock = new ShareClock();
  }

  /** Another one is asked for. */
  want() {
    this.state = 'wanted';
  }

  /** The run has gone on. */
  age() {
    if (this.state === 'fresh') this.state = 'stale';
  }

  /**
   * @param {number} now
   * @param {boolean} active  the run goes on
   * @param {number} sharers  runs that share the time
   */
  due(now, active, sharers) {
    if (this.state === 'fresh') return false;
    return this.state === 'wanted' || !active || this.clock.due(now, sharers);
  }

  /**
   * @param {number} now  when it was done
   * @param {number} ms  what it cost
   */
  record(now, ms) {
    this.state = 'fresh';
    this.clock.record(now, ms);
  }
}

/** Whatever a readback takes, there is to be no more work in one than this makes worth while, in ms. */
const MOST_FLOOR = 120;

export class Pacing {
  /** @param {boolean} gpu */
  constructor(gpu) {
    this.budget = new Budget({ target: gpu ? 20 : 12, first: gpu ? 512 : 64 });
    this.meter = new RateMeter();
    this.clock = new FrameClock();
    this.extra = new Extra();
    /** What a readback takes even without any work, in ms, as far as that is known: the least that one has taken. */
    this.floor = MOST_FLOOR;
    /** A new picture is wanted at once: the visitor has changed something. */
    this.dirty = true;
    /** The run has gone on since the last picture. */
    this.moved = false;
    this.acked = true;
    this.state = 'running';
    this.checkpointAt = 0;
    this.samplesSince = 0;
  }
}
