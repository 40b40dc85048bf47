/**
 * A session that trains maps: they are measured on held-out samples on the way, and rebuild pictures.
 */

import { Pacing } from './pacing.js';
import { Runner } from './runner.js';
import { evaluationSize } from './scheduler.js';

/** @import { Config, Frame, FrameRequest, Picture } from './protocol.js' */
/** @typedef {import('./runner.js').Plan & {request: FrameRequest, final: boolean, sampled: boolean}} MapPlan */

const EVALUATE_EVERY = 500;
/** Held-out samples of a measurement of a stack. */
const OF_STACKS = 2000;
const SETTLE = 250;
/** Held-out patches that a measurement of everything takes, where a few pictures hold more. */
const MOST_PATCHES = 10_000;

class MapPulse extends Pacing {
  /** @param {boolean} gpu */
  constructor(gpu) {
    super(gpu);
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
    /** The layer that was learning in the newest picture. */
    this.learning = 0;
  }
}

/** @extends {Runner<Config, FrameRequest, MapPulse>} */
export class MapRunner extends Runner {
  start() {
    return new MapPulse(this.gpu);
  }

  /** @param {boolean} [over] */
  settle(over) {
    super.settle();
    this.pacing.rested = 'nothing';
    this.pacing.idleSince = over ? -Infinity : performance.now();
  }

  move() {
    super.move();
    this.pacing.unmeasured = true;
  }

  /** @param {FrameRequest} request */
  turns(request) {
    return !sameRebuild(this.request.rebuild, request.rebuild);
  }

  /** @param {Picture | null} picture */
  setProbe(picture) {
    this.pacing.extra.want();
    super.setProbe(picture);
  }

  /** Held-out samples that are here: pictures, or several patches of each. */
  get heldOut() {
    const pictures = this.dataset?.loaded.test ?? 0;
    const { size, per_image } = this.config.patch;
    return size === 0 ? pictures : Math.max(pictures, Math.min(pictures * per_image, MOST_PATCHES));
  }

  /** @param {number} now */
  overdue(now) {
    const unmeasured = !this.active && this.pacing.rested === 'nothing';
    return this.#wantsFinal(now) || (unmeasured && (this.dataset?.loaded.test ?? 0) > 0);
  }

  /** @param {number} now */
  #wantsFinal(now) {
    const { rested, idleSince } = this.pacing;
    return !this.active && rested === 'point' && now - idleSince >= SETTLE;
  }

  rest() {
    const { rested, idleSince } = this.pacing;
    return rested === 'point' ? Math.max(0, SETTLE - (performance.now() - idleSince)) : Infinity;
  }

  /**
   * @param {number} now
   * @returns {MapPlan}
   */
  plan(now) {
    const final = this.#wantsFinal(now);
    const { evaluate, sampled } = this.#evaluation(now, final);
    const { rebuild: wanted } = this.request;
    const extra =
      wanted !== null && this.has(wanted) && this.pacing.extra.due(now, this.active, this.sharers);
    const request = { ...this.request, evaluate, rebuild: extra ? wanted : null };
    return { request, extra, plain: evaluate === 0 && !extra, final, sampled };
  }

  /**
   * @param {number} now
   * @param {boolean} final
   */
  #evaluation(now, final) {
    const available = this.heldOut;
    if (available === 0) return { evaluate: 0, sampled: false };
    const { active, pacing } = this;
    if (pacing.curveSize === 0) {
      if (pacing.budget.rate === null && active) return { evaluate: 0, sampled: false };
      // A class share of a few samples on many units would be chance.
      const stacked = this.config.stack.length > 0;
      pacing.curveSize = stacked
        ? Math.min(OF_STACKS, available)
        : evaluationSize(pacing.budget.rate, available);
    }
    if (final) return { evaluate: available, sampled: false };
    // A layer whose turn has not come is noise, and the layers below make it dear to measure.
    if (active && this.request.layer > pacing.learning) return { evaluate: 0, sampled: false };
    const due = active
      ? pacing.unmeasured &&
        now - pacing.evaluatedAt >= this.sharers * Math.max(EVALUATE_EVERY, 3 * pacing.measuring)
      : pacing.rested === 'nothing';
    return { evaluate: due ? Math.min(pacing.curveSize, available) : 0, sampled: due };
  }

  /** @param {MapPlan} plan */
  told({ request, sampled }) {
    return { view: request.view, sampled };
  }

  /**
   * @param {Frame} frame
   * @param {MapPlan} plan
   * @param {number} done
   * @param {number} ms
   */
  took(frame, { request, final }, done, ms) {
    const { pacing } = this;
    pacing.learning = frame.learning;
    if (request.evaluate === 0) return;
    pacing.evaluatedAt = done;
    pacing.measuring = ms;
    pacing.unmeasured = false;
    if (!this.active) pacing.rested = final ? 'all' : 'point';
  }

  /**
   * @param {number} id
   * @param {FrameRequest} request
   */
  snapshot(id, request) {
    return super.snapshot(id, { ...request, evaluate: Math.min(request.evaluate, this.heldOut) });
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
