/**
 * A network in words, for those who do not see it.
 */

import { count, percent } from '../../math/format.js';
import { amount } from '../../settings/net-words.js';
import { PHASES } from '../live-run.js';

/**
 * @param {import('./run.js').NetRun} run
 * @param {string} pictures
 */
export function netSummary({ title, frame, score, phase, organization, layer }, pictures) {
  const parts = [`A network on ${pictures}, ${title}, ${PHASES[phase]}.`];
  if (frame) parts.push(`${count(frame.samples)} samples seen in ${count(frame.step)} steps.`);
  if (score) {
    parts.push(
      `Test accuracy ${percent(score.test_accuracy)}, loss ${score.test_loss.toFixed(3)}, accuracy while learning ${percent(score.train_accuracy)}.`,
    );
  }
  // Before the first evaluation, nothing is known of the masks.
  const masks = (score ? (frame?.layers ?? []) : []).flatMap(
    ({ mask, winners, strength, active_units, neurons }, i) =>
      mask !== 'none' || winners > 0
        ? [
            `Layer ${i + 1}: ${amount(active_units)} of ${neurons} neurons active${mask === 'none' ? '' : `, strength ${percent(strength)}`}.`,
          ]
        : [],
  );
  parts.push(...masks);
  if (organization.codebook !== null) {
    parts.push(`Organization of the map of layer ${layer + 1}: ${organization.codebook.toFixed(2)}.`);
  }
  return parts.join(' ');
}
