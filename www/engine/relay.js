/**
 * Passes on, from worker to worker, how far the runs of a group are, so that they stay in step.
 */

/** @import { Mate } from './protocol.js' */
/** @import { PoolWorker } from './pool-worker.js' */
/** @import { EngineSession } from './session.js' */

export class Relay {
  /** @param {Map<number, EngineSession>} sessions  of the page */
  constructor(sessions) {
    this.sessions = sessions;
    /** Active runs by group and by worker, as last reported. @type {Map<string, Map<PoolWorker, Mate[]>>} */
    this.reports = new Map();
  }

  /**
   * @param {PoolWorker} from
   * @param {string} group
   * @param {Mate[]} mates
   */
  report(from, group, mates) {
    const reports = this.reports.get(group) ?? new Map();
    if (mates.length > 0) reports.set(from, mates);
    else reports.delete(from);
    if (reports.size > 0) this.reports.set(group, reports);
    else this.reports.delete(group);
    const others = [...this.sessions.values()].filter(({ state }) => state.group === group);
    for (const worker of new Set(others.map(({ worker }) => worker))) {
      if (worker !== from) tell(worker, from, group, mates);
    }
  }

  /** A session has been opened on its worker. @param {EngineSession} session */
  enter({ worker, state: { group } }) {
    if (!group) return;
    for (const [from, mates] of this.reports.get(group) ?? []) {
      if (from !== worker) tell(worker, from, group, mates);
    }
  }

  /** Nothing on that worker goes on. @param {PoolWorker} worker */
  lose(worker) {
    for (const [group, reports] of [...this.reports]) if (reports.has(worker)) this.report(worker, group, []);
  }
}

/**
 * @param {PoolWorker} worker
 * @param {PoolWorker} from
 * @param {string} group
 * @param {Mate[]} mates
 */
function tell(worker, from, group, mates) {
  worker.post({ type: 'mates', group, from: from.index, mates });
}
