/**
 * What a run of an agent has come to, as claims speak of it (src/bin/lab/agent.rs).
 */

/** @import { EpisodePoint } from '../../engine/agent-protocol.js' */
/** @import { Metric } from '../../catalogue/experiments.js' */

/** Episodes whose mean counts. */
const WINDOW = 100;

/** The mean return of all its episodes. @param {EpisodePoint[]} course  at least one */
export const meanReturn = (course) =>
  course.reduce((sum, { episode_return }) => sum + episode_return, 0) / course.length;

/**
 * The first episode at which the last hundred returns had the mean that solves the world; null where there is none.
 * @param {EpisodePoint[]} course
 * @param {number} solved
 */
export const solvedAt = (course, solved) =>
  course.find(({ episode, mean_return }) => episode >= WINDOW && mean_return >= solved)?.episode ?? null;

/**
 * Its values of a metric over some courses; null for what never came.
 * @param {EpisodePoint[][]} courses
 * @param {Metric} metric
 * @param {number | null} solved  the mean return that solves the world; null where none does
 * @returns {(number | null)[]}
 */
export function valuesOf(courses, metric, solved) {
  const over = courses.filter(({ length }) => length > 0);
  if (metric === 'mean_return') return over.map(meanReturn);
  if (metric === 'solved_at' && solved !== null) return over.map((course) => solvedAt(course, solved));
  return [];
}
