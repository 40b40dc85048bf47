/**
 * The arithmetic of time: how much work fits into one call, how fast a visitor wants to go,
 * and how fast it went. No clock of its own, so that it can be tested.
 */

const MIN_SAMPLES = 1;
const MAX_SAMPLES = 1 << 20;

/** How many samples to hand to one advance() call so that it takes about `target` ms. */
export class Budget {
  /** @param {{target?: number, first?: number}} [options] */
  constructor({ target = 12, first = 64 } = {}) {
    this.target = target;
    this.samples = first;
    /** @type {number | null} samples per millisecond, smoothed */
    this.rate = null;
  }

  /**
   * Learns from a call: `samples` presented in `ms`.
   * @param {number} samples
   * @param {number} ms
   * @param {number} [floor] what a call costs without any work
   */
  record(samples, ms, floor = 0) {
    if (samples <= 0) return;
    const target = Math.min(200, Math.max(this.target, floor * 1.25));
    const measured = samples / Math.max(ms, 0.05);
    this.rate = this.rate === null ? measured : this.rate * 0.7 + measured * 0.3;
    const wish = this.samples * clamp(target / Math.max(ms, 0.05), 0.25, 2);
    // A call that was cut short by the speed limit says little: never grow on it.
    if (samples < this.samples * 0.5 && wish > this.samples) return;
    this.samples = Math.round(clamp(wish, MIN_SAMPLES, MAX_SAMPLES));
  }
}

/** A visitor's speed limit, in steps per second; null is as fast as it goes. */
export class SpeedLimit {
  /** @param {number | null} stepsPerSecond */
  constructor(stepsPerSecond = null) {
    this.stepsPerSecond = stepsPerSecond;
    this.credit = 1;
    /** @type {number | null} */
    this.last = null;
  }

  /** @param {number | null} stepsPerSecond */
  set(stepsPerSecond) {
    this.stepsPerSecond = stepsPerSecond;
    this.credit = Math.min(this.credit, 1);
  }

  /** The clock stood still (paused, hidden): no steps are owed for that time. */
  rest() {
    this.last = null;
  }

  /**
   * Steps that may be made now.
   * @param {number} now in ms
   * @returns {number}
   */
  available(now) {
    if (this.stepsPerSecond === null) return Infinity;
    if (this.last !== null) this.credit += ((now - this.last) / 1000) * this.stepsPerSecond;
    this.last = now;
    // At most a quarter of a second (or two steps) may be caught up, so that a hiccup causes no burst.
    this.credit = Math.min(this.credit, Math.max(2, this.stepsPerSecond / 4));
    return Math.floor(this.credit + 1e-9);
  }

  /** @param {number} steps */
  spend(steps) {
    if (this.stepsPerSecond !== null) this.credit -= steps;
  }

  /**
   * Milliseconds until the next whole step is due.
   * @returns {number}
   */
  wait() {
    if (this.stepsPerSecond === null || this.credit >= 1) return 0;
    return ((1 - this.credit) / this.stepsPerSecond) * 1000;
  }
}

/** Steps and samples per second over about the last second. */
export class RateMeter {
  /** @param {number} [window] in ms */
  constructor(window = 1200) {
    this.window = window;
    /** @type {{at: number, steps: number, samples: number}[]} */
    this.marks = [];
    this.steps = 0;
    this.samples = 0;
  }

  clear() {
    this.marks = [];
  }

  /**
   * @param {number} now
   * @param {number} steps
   * @param {number} samples
   */
  add(now, steps, samples) {
    if (this.marks.length === 0) this.marks.push({ at: now, steps: this.steps, samples: this.samples });
    this.steps += steps;
    this.samples += samples;
    const last = this.marks[this.marks.length - 1];
    if (now - last.at >= 50) this.marks.push({ at: now, steps: this.steps, samples: this.samples });
    while (this.marks.length > 2 && now - this.marks[1].at > this.window) this.marks.shift();
  }

  /**
   * @param {number} now
   * @returns {{steps: number, samples: number}}
   */
  rates(now) {
    const first = this.marks[0];
    if (!first || now - first.at < 20) return { steps: 0, samples: 0 };
    const seconds = (now - first.at) / 1000;
    return { steps: (this.steps - first.steps) / seconds, samples: (this.samples - first.samples) / seconds };
  }
}

/** When the next frame may be drawn: at most 30 a second, and never most of the time. */
export class FrameClock {
  /** @param {number} [interval] in ms */
  constructor(interval = 33) {
    this.interval = interval;
    this.cost = 0;
    this.last = -Infinity;
  }

  /**
   * @param {number} now
   * @param {number} [runs] that share the time
   * @returns {boolean}
   */
  due(now, runs = 1) {
    return now - this.last >= Math.max(this.interval, 4 * runs * this.cost);
  }

  /**
   * @param {number} now when the frame was done
   * @param {number} ms what it cost
   */
  record(now, ms) {
    this.last = now;
    this.cost = this.cost === 0 ? ms : this.cost * 0.7 + ms * 0.3;
  }
}

/** When something costly may be done again: never for more than a quarter of the time. */
export class ShareClock {
  constructor() {
    this.cost = 0;
    this.last = -Infinity;
  }

  /**
   * @param {number} now
   * @param {number} [runs] that share the time
   * @returns {boolean}
   */
  due(now, runs = 1) {
    return now - this.last >= (4 * runs - 1) * this.cost;
  }

  /**
   * @param {number} now when it was done
   * @param {number} ms what it cost
   */
  record(now, ms) {
    this.last = now;
    this.cost = this.cost === 0 ? ms : this.cost * 0.7 + ms * 0.3;
  }
}

/**
 * How far a run may go before it is ahead of one of its group by more than a slice of that one's work.
 * @param {number} position  samples it has presented
 * @param {Iterable<{position: number | null, slack: number}>} mates
 * @returns {number} samples; none or less: it has to wait
 */
export function roomOf(position, mates) {
  let room = Infinity;
  for (const mate of mates) {
    if (mate.position !== null) room = Math.min(room, mate.position + mate.slack - position);
  }
  return room;
}

/**
 * How many held-out samples a measurement for the curves takes: about 50 ms of work.
 * @param {number | null} samplesPerMs
 * @param {number} available
 * @returns {number}
 */
export function evaluationSize(samplesPerMs, available) {
  const fitting = samplesPerMs === null ? 1000 : samplesPerMs * 50;
  const size = [2000, 1000, 500].find((n) => n <= fitting) ?? 250;
  return Math.min(size, available);
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}
