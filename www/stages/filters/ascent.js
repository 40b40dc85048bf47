/**
 * What the neurons want to see, by gradient ascent in the engine: once a network rests, and now and then while it learns.
 */

/** @import { NetRun } from '../../kinds/net/run.js' */
/** @import { Ascended } from '../../engine/net-protocol.js' */

/** Gradient ascent; see the engine's `ascend`. */
const STEPS = 60;
const RATE = 1;
const DECAY = 0.02;
/** While it learns, at least so many milliseconds lie between two, and ten times as many as one takes. */
const EVERY = 3000;

export class Ascent {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {Ascended | null} the newest there is */
    this.ascended = null;
    /** Standard deviation in pixels of what blurs the image on its way. */
    this.blur = 1.5;
    this.seed = 1;
    this.busy = false;
    this.failed = false;
    /** What has been asked, so that it is asked once. */
    this.asked = '';
    this.layer = 0;
    this.run = 0;
    this.rest = 0;
    this.timer = 0;
    this.stopped = false;
  }

  /**
   * Asks if there is something new to be seen.
   * @param {NetRun} run
   * @param {number} layer
   */
  follow(run, layer) {
    this.stopped = false;
    const { frame, pace } = run;
    if (!frame || !run.session) return;
    if (layer !== this.layer || (pace?.run ?? 0) !== this.run) {
      Object.assign(this, { layer, run: pace?.run ?? 0, ascended: null, rest: 0 });
    }
    const { blur, seed } = this;
    const wish = JSON.stringify([run.state.dataset, this.run, layer, frame.step, blur, seed]);
    if (this.busy || wish === this.asked) return;
    if (run.running && performance.now() < this.rest) return;
    this.asked = wish;
    void this.#ask(run, { layer, steps: STEPS, rate: RATE, decay: DECAY, blur, seed });
  }

  /**
   * @param {NetRun} run
   * @param {import('../../engine/net-protocol.js').AscentOptions} options
   */
  async #ask(run, options) {
    this.busy = true;
    const start = performance.now();
    const { pace } = run;
    const ascended = await run.ascend(options);
    this.busy = false;
    this.failed = ascended === null;
    const now = performance.now();
    this.rest = now + Math.max(EVERY, 10 * (now - start));
    if (ascended && options.layer === this.layer && run.pace?.run === pace?.run) this.ascended = ascended;
    if (!this.stopped) this.changed();
  }

  /** @param {{blur?: number, seed?: number}} change */
  set(change) {
    Object.assign(this, change);
    this.rest = 0;
    this.changed();
  }

  stop() {
    this.stopped = true;
  }
}
