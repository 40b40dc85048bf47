/**
 * Steps of a world, played back at an even pace: between two of them, a state in between.
 */

/** @typedef {{state: Float32Array, effort: number}} Step */

const SIZE = 4;

export class Playback {
  constructor() {
    /** Steps that are still to come. @type {Step[]} */
    this.queue = [];
    /** Where it was last. @type {Step | null} */
    this.from = null;
    /** Where it goes. @type {Step | null} */
    this.to = null;
    /** Seconds since `from`. */
    this.elapsed = 0;
  }

  clear() {
    this.queue = [];
    this.from = null;
    this.to = null;
    this.elapsed = 0;
  }

  /** Steps that have not been shown. */
  get ahead() {
    return this.queue.length + (this.to ? 1 : 0);
  }

  /** @param {{states: Float32Array, efforts: Float32Array}} driven  `[steps, 4]` and `[steps]` */
  add({ states, efforts }) {
    efforts.forEach((effort, i) =>
      this.queue.push({ state: states.subarray(SIZE * i, SIZE * (i + 1)), effort }),
    );
    this.from ??= this.queue.shift() ?? null;
  }

  /**
   * @param {number} seconds  that have gone by
   * @param {number} step  of a step
   */
  advance(seconds, step) {
    this.elapsed += seconds;
    for (;;) {
      this.to ??= this.queue.shift() ?? null;
      // Where nothing has come in time, none is owed.
      if (!this.to) this.elapsed = 0;
      if (!this.to || this.elapsed < step) return;
      this.elapsed -= step;
      this.from = this.to;
      this.to = null;
    }
  }

  /** @param {number} step  seconds of it @returns {Float32Array | null} */
  stateAt(step) {
    const { from, to, elapsed } = this;
    if (!from || !to) return from?.state ?? null;
    const share = Math.min(1, elapsed / step);
    return from.state.map((value, i) => value + share * (to.state[i] - value));
  }

  get effort() {
    return (this.to ?? this.from)?.effort ?? 0;
  }
}
