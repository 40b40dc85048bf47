/**
 * An agent in words, for those who do not see it.
 */

import { count, decimal } from '../../math/format.js';
import { PHASES } from '../live-run.js';

/**
 * @param {import('./run.js').AgentRun} run
 * @param {string} world
 */
export function agentSummary({ title, frame, score, phase }, world) {
  const parts = [`An agent on ${world}, ${title}, ${PHASES[phase]}.`];
  if (frame) {
    parts.push(`${count(frame.episode)} of ${count(frame.episodes)} episodes, ${count(frame.step)} steps.`);
  }
  if (score) {
    parts.push(
      `Return of the last episode ${decimal(score.episode_return)}, mean of the last hundred ${decimal(score.mean_return)}.`,
    );
  }
  if (frame?.solved_at) parts.push(`Solved at episode ${count(frame.solved_at)}.`);
  return parts.join(' ');
}
