import { expect, test } from 'vitest';
import { solvedAt, valuesOf } from './measures.js';

/** @param {number} n @param {(episode: number) => number} mean */
const course = (n, mean) =>
  Array.from({ length: n }, (_, i) => {
    const point = { episode: i + 1, episode_return: i + 1, mean_return: mean(i + 1) };
    return /** @type {import('../../engine/agent-protocol.js').EpisodePoint} */ (point);
  });

test('a world counts as solved after a hundred episodes at the earliest', () => {
  expect(
    solvedAt(
      course(150, () => 200),
      195,
    ),
  ).toBe(100);
  expect(
    solvedAt(
      course(150, (episode) => episode + 60),
      195,
    ),
  ).toBe(135);
  expect(
    solvedAt(
      course(90, () => 200),
      195,
    ),
  ).toBe(null);
});

test('what a claim speaks of is known of courses that are over', () => {
  const courses = [course(3, () => 0), course(120, () => 200), []];
  expect(valuesOf(courses, 'mean_return', 195)).toEqual([2, 60.5]);
  expect(valuesOf(courses, 'solved_at', 195)).toEqual([null, 100]);
  expect(valuesOf(courses, 'solved_at', null)).toEqual([]);
});
