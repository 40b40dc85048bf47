/**
 * What is known of a run of a network, for hints; the lab knows the same (src/bin/lab/hints.rs), held against
 * tests/reference/hint_facts.json.
 */

import { brought } from '../values.js';

/** @import { CoursePoint, NetConfig } from '../../engine/net-protocol.js' */
/** @import { Facts } from '../../catalogue/hints.js' */
/** @import { NetRun } from './run.js' */

/** @param {NetRun} run @returns {Facts} */
export const factsOfNet = ({ state, manifest, score }) => ({
  ...brought(state.dataset),
  ...netFacts(state.config, manifest?.classes.length ?? 0, score),
});

/**
 * @param {NetConfig} config
 * @param {number} classes  0 before the pictures are known
 * @param {CoursePoint | null} last  of its course
 * @returns {Facts}
 */
export function netFacts({ learning_rate: rate }, classes, last) {
  const facts = { whole: true, learning_rate: rate.hold ?? Math.max(rate.start, rate.end) };
  if (!last) return facts;
  const { test_loss, train_loss, test_accuracy, epoch, samples } = last;
  // Where 1 is a guess among the classes; a network that is right about one split is no guesser.
  const over = classes > 1 && {
    accuracy_over_chance: test_accuracy * classes,
    loss_over_chance: Math.min(test_loss, train_loss) / Math.log(classes),
  };
  return {
    ...facts,
    loss_finite: Number.isFinite(test_loss),
    test_accuracy,
    epoch,
    learned: samples,
    ...over,
  };
}
