/**
 * A run that trains an agent. Stages draw it, and ask through want() and drive().
 */

import { isMasked } from '../../settings/layers.js';
import { LiveRun } from '../live-run.js';
import { AgentRunState } from './run-state.js';

/** @import { State } from '../../settings/state.js' */
/** @import { Variant } from '../../catalogue/experiments.js' */
/** @import { AgentFrame, AgentRequest, DriveRequest, Driven } from '../../engine/agent-protocol.js' */
/** @import { Wanted } from '../../engine/protocol.js' */
/** @import { Host } from '../live-run.js' */

/** @extends {LiveRun<AgentFrame, AgentRunState>} */
export class AgentRun extends LiveRun {
  /**
   * @param {Host} host
   * @param {Variant} variant
   * @param {State} shared
   * @param {string | null} group
   */
  constructor(host, variant, shared, group) {
    super(host, variant, shared, group, new AgentRunState());
    this.series = variant.color ?? 'blue';
    /** @type {AgentRequest} */
    this.request = { sheet: false, portrait: false };
  }

  get course() {
    return this.received.course;
  }
  /** Its newest point. */
  get score() {
    return this.course.at(-1) ?? null;
  }
  get sheet() {
    return this.received.sheet;
  }
  get portrait() {
    return this.received.portrait;
  }
  /** Whether it has a map of what it sees. */
  get mapped() {
    return isMasked(this.state.config.hidden[0]);
  }

  get measured() {
    return { score: this.score };
  }

  /** @returns {Wanted} */
  get wanted() {
    return { kind: 'agent', config: this.state.config, request: this.request };
  }

  /**
   * Has what the agent thinks of all states sent, again and again as it learns.
   * @param {AgentRequest} request
   */
  want(request) {
    if (JSON.stringify(request) === JSON.stringify(this.request)) return;
    this.request = request;
    this.refresh();
  }

  /**
   * Lets time pass in a world beside the training.
   * @param {DriveRequest} request
   * @returns {Promise<Driven | null>} null where there is nobody to act in it
   */
  async drive(request) {
    return (await this.session?.drive(request)) ?? null;
  }
}
