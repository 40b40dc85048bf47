/**
 * The layers below the last one, looked into: frames beside the stream, asked for one at a time, and again as
 * long as the layer still learns.
 */

/** @import { MapRun } from '../../kinds/map/run.js' */
/** @import { Frame, View } from '../../engine/protocol.js' */
/** @typedef {{layer: number, view: View, unit: number | null}} Wish */
/** @typedef {{key: string, wish: Wish, frame: Frame}} Answer */

/** Held-out samples that a layer is measured with while it learns, and when it has learned. */
const [SOME, MANY] = [500, 5000];

export class Depth {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {(Answer | undefined)[]} by layer */
    this.answers = [];
    /** Runs and layers that have been measured since they were frozen. @type {Set<string>} */
    this.settled = new Set();
    /** Held-out samples behind what is known of each layer. @type {number[]} */
    this.sizes = [];
    this.busy = false;
  }

  measured = (/** @type {number} */ layer) => this.sizes[layer] ?? 0;

  /**
   * What is known of a layer in this view, and of this neuron.
   * @returns {Frame | null}
   */
  look = (/** @type {MapRun} */ run, /** @type {Wish} */ wish) => {
    if (wish.view === 'codebook' && wish.unit === null) return null;
    const key = keyOf(run, wish);
    const answer = this.answers[wish.layer];
    if (answer?.key !== key && !this.busy) void this.#ask(run, wish, key);
    const same = answer && answer.key.split('/')[0] === key.split('/')[0] && answer.wish.view === wish.view;
    return same ? answer.frame : null;
  };

  /**
   * @param {MapRun} run
   * @param {Wish} wish
   * @param {string} key
   */
  async #ask(run, wish, key) {
    this.busy = true;
    const frozen = `${key.split('/')[0]} ${wish.layer}`;
    const done = (run.frame?.learning ?? 0) > wish.layer || run.frame?.state === 'finished';
    const evaluate = done ? (this.settled.has(frozen) ? 0 : MANY) : SOME;
    const frame = await run.session?.snapshot({ ...wish, component: 0, evaluate, rebuild: null });
    this.busy = false;
    if (!frame) return;
    if (done) this.settled.add(frozen);
    if (frame.quality) this.sizes[wish.layer] = frame.quality.n;
    // Samples are found among those measured before: a first measurement brings none yet.
    const early = evaluate > 0 && (frame.unit?.hits ?? 0) > 0 && frame.unit?.sample_count === 0;
    this.answers[wish.layer] = { key: early ? `${key}/early` : key, wish, frame };
    this.changed();
  }
}

/**
 * What an answer is an answer to; it begins with the run.
 * @param {MapRun} run
 * @param {Wish} wish
 */
function keyOf({ name, pace, frame }, { layer, view, unit }) {
  const learning = frame !== null && frame.learning <= layer && frame.state !== 'finished';
  return `${name} ${pace?.run ?? 0}/${layer} ${view} ${unit}/${learning ? frame.step : 'frozen'}`;
}
