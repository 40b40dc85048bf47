import { beforeEach, expect, test, vi } from 'vitest';
import { experimentOf, loadExperiment } from '../../catalogue/experiments.js';
import { startOf } from '../../settings/state.js';
import { AgentRunState } from './run-state.js';
import { AgentRun } from './run.js';

await loadExperiment('cartpole');

/** @param {object} [parts] */
const frame = (parts) =>
  /** @type {any} */ ({
    step: 1,
    samples: 1,
    state: 'running',
    sheet: null,
    portrait: null,
    course: [],
    course_len: 0,
    ...parts,
  });
const pace = (run = 1) => /** @type {any} */ ({ run });

test('what has come back outlives its frame, and is forgotten by a new run', () => {
  const received = new AgentRunState();
  const [sheet, portrait] = /** @type {any[]} */ ([{ states: 1 }, { greedy: 1 }]);
  received.take(frame({ sheet, course: [{ episode: 1 }], course_len: 1 }), pace());
  received.take(frame({ portrait, course: [{ episode: 2 }], course_len: 2 }), pace());
  expect([received.sheet, received.portrait]).toEqual([sheet, portrait]);
  expect(received.points.map(({ episode }) => episode)).toEqual([1, 2]);
  received.take(frame(), pace(2));
  expect([received.sheet, received.portrait, received.points]).toEqual([null, null, []]);
});

/** @type {any} */
let session;
/** @type {AgentRun[]} */
let runs;

beforeEach(() => {
  const host = { requestUpdate: vi.fn(), emit: vi.fn(), tell: vi.fn(), ready: vi.fn(), refused: vi.fn() };
  const start = startOf('cartpole');
  runs = experimentOf('cartpole').variants.map((variant) => new AgentRun(host, variant, start, 'group'));
  session = { state: {}, setView: vi.fn(), close: vi.fn(), drive: vi.fn(async () => 'driven') };
  for (const run of runs) {
    run.engine = /** @type {any} */ ({
      open: (/** @type {any} */ state) => Object.assign(session, { state }),
    });
  }
});

test('opens without pictures, with layers as the engine takes them', () => {
  const both = /** @type {AgentRun} */ (runs.find(({ name }) => name === 'both'));
  both.open(true);
  expect(session.state).toMatchObject({ kind: 'agent', dataset: null, running: true });
  expect(session.state.config.hidden).toEqual([
    { rows: 10, cols: 10, mask: true },
    { rows: 10, cols: 10, mask: true },
  ]);
  expect(runs.map(({ mapped }) => mapped)).toEqual(runs.map(({ name }) => /state|both/.test(name)));
});

test('asks for what is seen once, and lets time pass where there is an engine', async () => {
  const [run] = runs;
  expect(await run.drive(/** @type {any} */ ({ steps: 1 }))).toBe(null);
  run.open(false);
  run.want({ sheet: true, portrait: true });
  run.want({ sheet: true, portrait: true });
  expect(session.setView.mock.calls).toEqual([[{ sheet: true, portrait: true }]]);
  expect(await run.drive(/** @type {any} */ ({ steps: 1 }))).toBe('driven');
});
