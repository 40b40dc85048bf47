import { expect, test } from 'vitest';
import { Group } from './group.js';

/**
 * @param {number} id
 * @param {number | null} position
 * @param {object} [more]
 */
const run = (id, position, more = {}) =>
  /** @type {any} */ ({
    id,
    position,
    active: true,
    slack: 64,
    pacing: { budget: { samples: 64, rate: 10 } },
    ...more,
  });

/** @param {any[]} runs */
function groupOf(...runs) {
  const group = new Group();
  for (const each of runs) group.runs.add(each);
  return group;
}

test('a run waits for those here within a slice, for those on other workers within their quarter of a second', () => {
  const [fast, slow] = [run(1, 1000), run(2, 900)];
  const group = groupOf(fast, slow);
  expect(group.roomFor(fast)).toBe(-36);
  slow.active = false;
  expect(group.roomFor(fast)).toBe(Infinity);
  const other = groupOf(run(3, 500));
  group.elsewhere.set(1, other.report(0) ?? []);
  expect(group.roomFor(fast)).toBe(500 + 2500 - 1000);
  group.elsewhere.set(2, [{ session: 4, position: 200, slack: 64 }]);
  expect(group.roomFor(fast)).toBe(264 - 1000);
  group.elsewhere.set(2, []);
  expect(group.roomFor(fast)).toBe(500 + 2500 - 1000);
});

test('it reports at most every 50 ms, at once who goes on, and nothing twice', () => {
  const [first, second] = [run(1, 10), run(2, null)];
  const group = groupOf(first, second);
  expect(group.report(0)).toEqual([{ session: 1, position: 10, slack: 2500 }]);
  first.position = 20;
  expect(group.report(49)).toBe(null);
  expect(group.report(50)?.map(({ position }) => position)).toEqual([20]);
  expect(group.report(200)).toBe(null);
  second.position = 5;
  second.pacing.budget.rate = null;
  expect(group.report(201)).toEqual([
    { session: 1, position: 20, slack: 2500 },
    { session: 2, position: 5, slack: 64 },
  ]);
  first.active = false;
  expect(group.report(202)?.map(({ session }) => session)).toEqual([2]);
  group.runs.clear();
  expect(group.report(203)).toEqual([]);
  expect(group.report(999)).toBe(null);
  expect(new Group().report(0)).toBe(null);
});
