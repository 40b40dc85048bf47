/**
 * A session that trains an agent: what it thinks of all states is the costly part of what is seen, and of its course
 * only the new episodes are sent.
 */

import { Pacing } from './pacing.js';
import { Runner } from './runner.js';
import { RateMeter } from './scheduler.js';

/** @import { AgentConfig, AgentFrame, AgentRequest } from './agent-protocol.js' */
/** @import { Plan } from './runner.js' */

/** Episodes and values are read, not watched, in ms; what the visitor asks for comes at once. */
const FRAME_EVERY = 100;

class AgentPacing extends Pacing {
  /** @param {boolean} gpu */
  constructor(gpu) {
    super(gpu);
    this.clock.interval = FRAME_EVERY;
    this.gradients = new RateMeter();
  }
}

/** @extends {Runner<AgentConfig, AgentRequest, AgentPacing>} */
export class AgentRunner extends Runner {
  /**
   * @param {import('./holder.js').Opening<AgentConfig, AgentRequest>} opening
   * @param {(message: import('./protocol.js').WorkerMessage) => void} post
   */
  constructor(opening, post) {
    super(opening, post);
    /** Episodes that the page has. */
    this.sent = { run: 0, episodes: 0 };
  }

  start() {
    return new AgentPacing(this.gpu);
  }

  /** @type {Runner<AgentConfig, AgentRequest, AgentPacing>['attach']} */
  attach(session, dataset, how) {
    super.attach(session, dataset, how);
    // A restored run may have gone back some episodes.
    this.sent.episodes = 0;
  }

  /** @param {AgentConfig} config */
  configure(config) {
    const restarted = super.configure(config);
    // An agent at rest answers otherwise behind another mask.
    this.pacing.extra.want();
    return restarted;
  }

  /** @param {AgentRequest} request */
  turns({ sheet, portrait }) {
    const { request } = this;
    return (sheet && !request.sheet) || (portrait && !request.portrait);
  }

  /** @param {number} now @returns {Plan} */
  plan(now) {
    const { sheet, portrait } = this.request;
    const extra = (sheet || portrait) && this.pacing.extra.due(now, this.active, this.sharers);
    const request = {
      sheet: sheet && extra,
      portrait: portrait && extra,
      since: this.sent.run === this.run ? this.sent.episodes : 0,
    };
    return { request, extra, plain: !extra };
  }

  /**
   * @param {AgentFrame} frame
   * @param {Plan} _
   * @param {number} done
   */
  took({ course_len, gradient_steps }, _, done) {
    this.sent = { run: this.run, episodes: course_len };
    const { gradients } = this.pacing;
    gradients.add(done, gradient_steps - gradients.steps, 0);
  }

  told() {
    const { steps } = this.pacing.gradients.rates(performance.now());
    // Work is counted in steps of the world and samples of mini-batches together: no speed that anyone could read.
    return { capacity: null, gradient_steps_per_second: steps };
  }
}
