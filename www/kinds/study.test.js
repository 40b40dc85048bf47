import { beforeEach, expect, test, vi } from 'vitest';
import { loadExperiment } from '../catalogue/experiments.js';
import { patched, startOf, stateOf } from '../settings/state.js';
import { loadKind } from './index.js';
import { Study } from './study.js';

/** @type {any[]} sessions that were opened */
let sessions;
/** @type {any} */
let figure;
/** @type {Study} */
let study;
/** Workers of the engine without work. */
let idle = 0;

const { variants } = await loadExperiment('fc-two-sigmas');
const model = await loadKind('net');

beforeEach(() => {
  sessions = [];
  idle = 0;
  const shared = startOf('fc-two-sigmas');
  const runs = variants.map((variant) => ({
    name: variant.name,
    state: stateOf(shared, variant),
    phase: 'paused',
    pace: { run: 1 },
    frame: null,
    points: [],
  }));
  figure = {
    engine: { open, idle: () => idle },
    kind: 'net',
    model,
    runs,
    phase: 'paused',
    visible: true,
    requestUpdate: vi.fn(() => study.update()),
  };
  study = new Study(figure);
});

/** @param {any} state @param {any} on */
function open(state, on) {
  const session = {
    state,
    on,
    visible: true,
    closed: false,
    ack: vi.fn(),
    run: vi.fn((running) => (state.running = running)),
    setVisible: vi.fn((visible) => (session.visible = visible)),
    close: vi.fn(() => (session.closed = true)),
  };
  sessions.push(session);
  return session;
}

/** @param {number} accuracy */
const course = (accuracy) => [
  { samples: 100, test_accuracy: accuracy / 2 },
  { samples: 200, test_accuracy: accuracy },
];

/** @param {any} session @param {number} accuracy */
function finish(session, accuracy) {
  session.state.running = false;
  session.on.frame(
    {
      state: 'finished',
      samples: 200,
      samples_total: 200,
      layer: 0,
      organization: {},
      hits: [],
      course: course(accuracy),
      course_len: 2,
    },
    { run: 1 },
  );
}

const openOnes = () => sessions.filter(({ closed }) => !closed);

/** @param {import('../settings/state.js').Patch} patch @param {number} [run] */
function change(patch, run) {
  for (const own of figure.runs) {
    own.state = patched(own.state, patch);
    if (run !== undefined) own.pace = { run };
  }
  study.update();
}

/** The figure's own runs are over. @param {number} accuracy */
function finishOwn(accuracy) {
  figure.phase = 'finished';
  for (const own of figure.runs) Object.assign(own, { phase: 'finished', points: course(accuracy) });
  study.update();
}

test('seeds are run one after the other, all variants of one side by side', () => {
  study.start(2);
  expect(openOnes().map(({ state }) => [state.config.seed, state.kind, state.running])).toEqual([
    [2, 'net', true],
    [2, 'net', true],
    [2, 'net', true],
  ]);
  expect(new Set(openOnes().map(({ state }) => state.group)).size).toBe(1);
  const first = openOnes();
  finish(first[0], 0.9);
  finish(first[1], 0.8);
  expect(study.seeds).toEqual({ done: 0, wanted: 2 });
  finish(first[2], 0.7);
  expect(first.every(({ closed }) => closed)).toBe(true);
  expect(first[0].ack).toHaveBeenCalled();
  expect([study.seeds, study.progress]).toEqual([{ done: 1, wanted: 2 }, 0.5]);
  expect(openOnes().map(({ state }) => state.config.seed)).toEqual([3, 3, 3]);
  for (const session of openOnes()) finish(session, 0.6);
  expect([study.running, study.seeds.done, openOnes().length]).toEqual([false, 2, 0]);
  const band = study.band('no-som', 'test_accuracy');
  expect([band.x, band.n]).toEqual([[100, 200], 2]);
  expect(band.middle[1]).toBeCloseTo(0.75);
});

test('several seeds are run side by side where workers are idle, each in step with itself, and no more than wanted', () => {
  idle = 1;
  study.start(2);
  idle = 0;
  const seeds = () => openOnes().map(({ state }) => state.config.seed);
  const groups = () => new Set(openOnes().map(({ state }) => state.group));
  expect([seeds(), groups().size]).toEqual([[2, 2, 2, 3, 3, 3], 2]);
  // The second is through before the first.
  for (const session of openOnes().slice(3)) finish(session, 0.9);
  expect([seeds(), study.seeds.done, study.running]).toEqual([[2, 2, 2], 1, true]);
  for (const session of openOnes()) finish(session, 0.8);
  expect([study.seeds.done, study.running]).toEqual([2, false]);
  expect(sessions).toHaveLength(6);
  study.start(4);
  expect(seeds()).toEqual([4, 4, 4]);
  study.stop();
  expect(openOnes()).toEqual([]);
});

test('it gives way to the figure’s own runs, and rests out of sight', () => {
  study.start(3);
  figure.phase = 'running';
  study.update();
  expect(openOnes().every(({ state }) => !state.running)).toBe(true);
  figure.phase = 'paused';
  study.update();
  expect(openOnes().every(({ state }) => state.running)).toBe(true);
  figure.visible = false;
  study.update();
  expect(openOnes().every(({ visible, state }) => !visible && !state.running)).toBe(true);
  study.stop();
  expect(openOnes()).toEqual([]);
});

test('nothing begins while the figure is at work', () => {
  figure.phase = 'running';
  study.start(3);
  expect(sessions).toEqual([]);
  figure.phase = 'finished';
  study.update();
  expect(sessions).toHaveLength(3);
});

test('the figure’s own runs count once they are over', () => {
  study.update();
  finishOwn(0.95);
  expect(study.seeds.done).toBe(1);
  expect(study.courses.both).toEqual([course(0.95)]);
  study.start(2);
  for (const session of openOnes()) finish(session, 0.85);
  expect([study.running, study.band('both', 'test_accuracy').n]).toEqual([false, 2]);
});

test('a run whose settings were changed on the way does not count', () => {
  study.update();
  change({ threshold: 0.5 });
  finishOwn(0.95);
  expect(study.seeds.done).toBe(0);
  // Begun again, it does.
  change({}, 2);
  expect(study.seeds.done).toBe(1);
});

test('results stay with another seed, and go with any other setting', () => {
  study.start(1);
  for (const session of openOnes()) finish(session, 0.9);
  change({ seed: 7 });
  expect(study.seeds.done).toBe(1);
  study.start(2);
  expect(openOnes().map(({ state }) => state.config.seed)).toEqual([8, 8, 8]);
  const [old] = openOnes();
  change({ 'learning_rate.start': 0.01 });
  expect(study.seeds.done).toBe(0);
  expect(old.closed).toBe(true);
  expect(openOnes()[0].state.config.learning_rate.start).toBe(0.01);
});

test('settings that the engine will not take end it, with the reason', () => {
  study.start(2);
  openOnes()[0].on.error({ kind: 'config', message: 'No.' }, false);
  expect([study.running, study.failure?.message, openOnes().length]).toEqual([false, 'No.', 0]);
  study.start(2);
  expect(study.failure).toBe(null);
});
