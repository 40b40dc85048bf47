import { expect, test, vi } from 'vitest';
import { Timeline } from './timeline.js';

/** A run of 1,000 samples whose checkpoints hold where it was. */
function runOf(name = 'map', bytes = 1) {
  const run = {
    name,
    frame: { samples: 0, state: 'running' },
    pace: { run: 1 },
    session: {
      mark: async () => {
        const checkpoint = new Uint8Array(bytes);
        checkpoint[0] = run.frame.samples / 10;
        return { samples: run.frame.samples, checkpoint };
      },
    },
    rewind: vi.fn(),
  };
  return run;
}

const timeline = () =>
  new Timeline(
    () =>
      ({ samples }) =>
        samples / 1000,
  );

/** @param {Timeline} line @param {ReturnType<typeof runOf>[]} runs @param {number} to */
async function go(line, runs, to) {
  for (let at = runs[0].frame.samples; at <= to; at += 10) {
    for (const run of runs) run.frame = { samples: at, state: at >= 1000 ? 'finished' : 'running' };
    line.note(runs);
    await Promise.resolve();
    await Promise.resolve();
  }
}

test('a run is marked at equal distances and at its end, and taken to the nearest mark', async () => {
  const [line, run] = [timeline(), runOf()];
  await go(line, [run], 1000);
  const places = line.places([run]);
  expect(places).toHaveLength(35);
  expect([places[0], places[1], places.at(-1)]).toEqual([0, 0.03, 1]);
  line.go([run], 0.5);
  expect(run.rewind).toHaveBeenLastCalledWith(Uint8Array.of(51));
  // Where it is already, it stays.
  run.rewind.mockClear();
  line.go([run], 1);
  expect(run.rewind).not.toHaveBeenCalled();
});

test('a run that was taken back is not marked twice; a new one begins anew', async () => {
  const [line, run] = [timeline(), runOf()];
  await go(line, [run], 500);
  const before = line.places([run]);
  run.frame = { samples: 100, state: 'running' };
  await go(line, [run], 500);
  expect(line.places([run])).toEqual(before);
  run.frame = { samples: 0, state: 'running' };
  run.pace = { run: 2 };
  await go(line, [run], 60);
  expect(line.places([run])).toEqual([0, 0.03, 0.06]);
});

test.each([
  ['is asked for', 1000],
  ['is made', 980],
])('a run that ends while a mark %s is marked at its end', async (_, made) => {
  const [line, run] = [timeline(), runOf()];
  const marks = [made, 1000].map((samples) => ({ samples, checkpoint: Uint8Array.of(1) }));
  run.session.mark = async () => /** @type {any} */ (marks.shift());
  run.frame = { samples: 960, state: 'running' };
  line.note([run]);
  // While a mark is asked for, no other is; after the last frame, nobody notes the run any more.
  run.frame = { samples: 1000, state: 'finished' };
  line.note([run]);
  await vi.waitFor(() => expect(line.places([run]).at(-1)).toBe(1));
  expect(line.asked.size).toBe(0);
});

test('other settings make what lies ahead another run', async () => {
  const [line, run] = [timeline(), runOf()];
  await go(line, [run], 500);
  run.frame = { samples: 60, state: 'running' };
  line.forgetAhead([run]);
  expect(line.places([run])).toEqual([0, 0.03, 0.06]);
});

test('large networks get fewer marks', async () => {
  const [line, runs] = [timeline(), [runOf('a', 5e6), runOf('b', 5e6)]];
  await go(line, runs, 1000);
  const bytes = [...line.marks.values()].flat().reduce((sum, { checkpoint }) => sum + checkpoint.length, 0);
  expect(bytes).toBeLessThanOrEqual(160e6);
  expect(line.places(runs).length).toBeGreaterThan(6);
  expect(line.places(runs).at(-1)).toBe(1);
});
