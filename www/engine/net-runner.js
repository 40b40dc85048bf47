/**
 * A session that trains a network: it evaluates itself on the way, its maps and filters are the costly part of what is
 * seen, and of its course only the new points are sent.
 */

import { Runner } from './runner.js';

/** @import { AscentOptions, NetConfig, NetFrame, NetRequest } from './net-protocol.js' */
/** @import { Pacing } from './pacing.js' */
/** @import { Plan } from './runner.js' */

/** Nothing of a network moves so fast that more would be seen, in ms; what the visitor asks for comes at once. */
const FRAME_EVERY = 100;
/** A large network with the optimizer's moments is tens of megabytes. */
const CHECKPOINT_EVERY = 30_000;

/** @extends {Runner<NetConfig, NetRequest, Pacing>} */
export class NetRunner extends Runner {
  /**
   * @param {import('./holder.js').Opening<NetConfig, NetRequest>} opening
   * @param {(message: import('./protocol.js').WorkerMessage) => void} post
   */
  constructor(opening, post) {
    super(opening, post);
    this.checkpointEvery = CHECKPOINT_EVERY;
    /** Points of the course that the page has. */
    this.sent = { run: 0, points: 0 };
  }

  start() {
    const pacing = super.start();
    pacing.clock.interval = FRAME_EVERY;
    return pacing;
  }

  /** @type {Runner<NetConfig, NetRequest, Pacing>['attach']} */
  attach(session, dataset, how) {
    super.attach(session, dataset, how);
    // A restored run may have gone back some points.
    this.sent.points = 0;
  }

  /** @param {NetRequest} request */
  turns({ layer, maps, filters }) {
    const { request } = this;
    if (layer !== request.layer) return maps || filters;
    return (maps && !request.maps) || (filters && !request.filters);
  }

  /** @param {number} now @returns {Plan} */
  plan(now) {
    const { layer, maps, filters, probe } = this.request;
    const extra = (maps || filters) && this.pacing.extra.due(now, this.active, this.sharers);
    const request = {
      layer,
      maps: maps && extra,
      filters: filters && extra,
      probe: probe && this.has(probe) ? probe : null,
      since: this.sent.run === this.run ? this.sent.points : 0,
    };
    return { request, extra, plain: !extra };
  }

  /** @param {NetFrame} frame */
  took({ course_len }) {
    this.sent = { run: this.run, points: course_len };
  }
}
