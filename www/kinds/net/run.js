/**
 * A run that trains a network. Stages draw it, and ask through look(), want(), ask(), probe(), pictures() and
 * ascend().
 */

import { LiveRun } from '../live-run.js';
import { NetRunState } from './run-state.js';

/** @import { State } from '../../settings/state.js' */
/** @import { Variant } from '../../catalogue/experiments.js' */
/** @import { Ascended, AscentOptions, NetFrame, NetRequest, Sight } from '../../engine/net-protocol.js' */
/** @import { Wanted } from '../../engine/protocol.js' */
/** @import { Host } from '../live-run.js' */

/** @extends {LiveRun<NetFrame, NetRunState>} */
export class NetRun extends LiveRun {
  /**
   * @param {Host} host
   * @param {Variant} variant
   * @param {State} shared
   * @param {string | null} group
   */
  constructor(host, variant, shared, group) {
    super(host, variant, shared, group, new NetRunState());
    this.series = variant.color ?? 'blue';
    /** @type {NetRequest} */
    this.request = { layer: 0, maps: true, filters: false, probe: null };
  }

  get course() {
    return this.received.course;
  }
  /** Its newest point. */
  get score() {
    return this.course.at(-1) ?? null;
  }
  get map() {
    return this.received.map;
  }
  get filters() {
    return this.received.filters;
  }
  get organization() {
    return this.received.organization;
  }
  get probed() {
    return this.received.probed;
  }
  get hits() {
    return this.received.hits;
  }
  get layer() {
    return this.request.layer;
  }

  get measured() {
    return { score: this.score };
  }

  /** @returns {Wanted} */
  get wanted() {
    return { kind: 'net', config: this.state.config, request: this.request };
  }

  /**
   * Looks at another layer.
   * @param {{layer: number}} look
   */
  look({ layer }) {
    this.#ask({ layer });
  }

  /**
   * Has maps or filters of the layer sent, again and again as they change.
   * @param {{maps?: boolean, filters?: boolean}} wish
   */
  want(wish) {
    this.#ask(wish);
  }

  /**
   * Shows an image to the net, again and again as it learns; null: none.
   * @param {Sight | null} probe
   */
  ask(probe) {
    if (!probe) this.received.probed = null;
    this.#ask({ probe });
  }

  /** @param {Partial<NetRequest>} wish */
  #ask(wish) {
    const request = { ...this.request, ...wish };
    if (JSON.stringify(request) === JSON.stringify(this.request)) return;
    this.request = request;
    this.refresh();
    this.host.requestUpdate();
  }

  /**
   * What every neuron of a layer wants to see, in the net as it is now.
   * @param {AscentOptions} options
   * @returns {Promise<Ascended | null>}
   */
  async ascend(options) {
    return (await this.session?.ascend(options)) ?? null;
  }

  /** @param {State} before */
  adapt(before) {
    super.adapt(before);
    const { length } = this.state.config.hidden;
    this.request = { ...this.request, layer: Math.min(this.request.layer, length - 1) };
    // An image of other data may be asked for once they are open.
    if (before.dataset === this.state.dataset) return;
    this.request.probe = null;
    this.received.probed = null;
    this.probe(null);
  }
}
