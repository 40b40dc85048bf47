/**
 * What is known of a run of an agent, for hints.
 */

/** @import { Facts } from '../../catalogue/hints.js' */
/** @import { AgentRun } from './run.js' */

/** @param {AgentRun} run @returns {Facts} */
export const factsOfAgent = ({ score }) =>
  typeof score?.loss === 'number' ? { loss_finite: Number.isFinite(score.loss) } : {};
