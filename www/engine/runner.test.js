import { beforeEach, expect, test, vi } from 'vitest';
import { Group } from './group.js';
import { MapRunner } from './map-runner.js';
import { forPictures } from './questions.js';

/** @type {any[]} */
let posted;
/** What time it is. */
let now = 0;
beforeEach(() => {
  posted = [];
  now = 0;
  vi.stubGlobal('performance', { now: () => now });
});

const REQUEST = /** @type {any} */ ({
  view: 'codebook',
  component: 0,
  evaluate: 0,
  unit: null,
  layer: 0,
  rebuild: null,
});
const PICTURE = { source: 'test', image: 3, overlap: false };
const DATA = /** @type {any} */ ({
  name: 'mnist',
  loaded: { train: 100, test: 5 },
  manifest: { train: { n: 100 }, test: { n: 10 } },
});

/** A session that learns `speed` samples in a millisecond, and rebuilds a picture in 30. */
class FakeSession {
  /** @param {number} speed */
  constructor(speed, total = Infinity) {
    this.speed = speed;
    this.total = total;
    this.samples = 0;
    /** @type {any[]} */
    this.requests = [];
    this.set_probe = vi.fn();
    this.clear_probe = vi.fn();
    this.free = vi.fn();
  }
  /** @param {number} most */
  advance(most) {
    const samples = Math.min(most, this.total - this.samples);
    this.samples += samples;
    now += samples / this.speed;
    return { steps: samples, samples, state: this.samples === this.total ? 'finished' : 'running' };
  }
  /** @param {any} request */
  async frame(request) {
    this.requests.push(request);
    now += request.rebuild ? 30 : 1;
    return { samples: this.samples, state: 'running' };
  }
  async checkpoint() {
    return new Uint8Array(1);
  }
  /**
   * @param {string} split
   * @param {Uint32Array} indices
   */
  async pictures(split, indices) {
    return { split, count: indices.length };
  }
}

/**
 * @param {FakeSession} session
 * @param {object} [opening]
 */
function attached(session, opening = {}) {
  const runner = new MapRunner(
    /** @type {any} */ ({
      id: 1,
      config: { patch: { size: 0, per_image: 1 }, stack: [] },
      request: REQUEST,
      speed: null,
      running: true,
      ...opening,
    }),
    (message) => posted.push(message),
  );
  runner.attach(session, DATA, { gpu: false, restored: false });
  return runner;
}

/**
 * Slices in turn, as the worker deals them; the page acknowledges at once.
 * @param {MapRunner[]} runners
 * @param {number} rounds
 */
async function deal(runners, rounds) {
  for (let i = 0; i < rounds; i++) {
    for (const runner of runners) {
      await runner.slice();
      runner.ack();
    }
    now += 0.1;
  }
}

test('a group stays within one slice, however unlike its runs are, and a finished one holds nobody', async () => {
  const group = new Group();
  const sessions = [new FakeSession(100), new FakeSession(10), new FakeSession(10, 3000)];
  const runners = sessions.map((session, id) => attached(session, { id, group }));
  for (let round = 0; round < 60; round++) {
    await deal(runners, 1);
    const active = runners.filter((runner) => runner.active);
    const positions = active.map(({ position }) => position ?? 0);
    const slack = Math.max(...active.map((runner) => runner.slack));
    expect(Math.max(...positions) - Math.min(...positions)).toBeLessThanOrEqual(slack);
  }
  expect(sessions[2].samples).toBe(3000);
  expect(sessions[0].samples).toBeGreaterThan(4000);
  // Nor does one that is paused, or has left.
  runners[1].setRunning(false);
  await deal(runners, 20);
  expect(sessions[0].samples).toBeGreaterThan(2 * sessions[1].samples);
});

test('one that is ahead waits for one that is restored further back', async () => {
  const group = new Group();
  const ahead = attached(new FakeSession(10), { id: 1, group });
  await deal([ahead], 10);
  const session = new FakeSession(10);
  session.samples = 50;
  const behind = attached(session, { id: 2, group });
  behind.attach(session, DATA, { gpu: false, restored: true });
  expect(behind.position).toBe(null);
  await behind.slice();
  expect(behind.position).toBe(50);
  const before = ahead.position;
  await ahead.slice();
  expect(ahead.position).toBe(before);
  behind.ack();
  await deal([behind, ahead], 30);
  expect(ahead.position).toBeGreaterThan(before ?? 0);
});

test('a picture is rebuilt when another is wanted and at rest, else for a quarter of the time', async () => {
  const session = new FakeSession(100);
  const runner = attached(session);
  runner.setView({ ...REQUEST, rebuild: PICTURE });
  const rebuilt = () => session.requests.filter(({ rebuild }) => rebuild).length;
  await deal([runner], 1);
  expect(rebuilt()).toBe(1);
  await deal([runner], 300);
  expect((rebuilt() * 30) / now).toBeGreaterThan(0.15);
  expect((rebuilt() * 30) / now).toBeLessThanOrEqual(0.25);
  expect(session.requests.length).toBeGreaterThan(2 * rebuilt());

  const look = async (/** @type {object} */ change) => {
    const before = rebuilt();
    runner.setView({ ...runner.request, ...change });
    await deal([runner], 1);
    return rebuilt() - before;
  };
  expect(await look({ rebuild: { ...PICTURE, overlap: true } })).toBe(1);
  expect(await look({ unit: 4, rebuild: { ...PICTURE, overlap: true } })).toBe(0);

  runner.setRunning(false);
  const before = rebuilt();
  await deal([runner], 5);
  expect(rebuilt() - before).toBe(1);
  expect(await look({ unit: 5 })).toBe(0);
});

test('a probe outlives its session, and without one it is not rebuilt', async () => {
  const session = new FakeSession(10);
  const runner = attached(session);
  runner.setView({ ...REQUEST, rebuild: { ...PICTURE, source: 'probe' } });
  await deal([runner], 3);
  expect(session.requests.every(({ rebuild }) => rebuild === null)).toBe(true);
  const picture = { height: 1, width: 2, channels: 1, pixels: new Uint8Array(2) };
  runner.setProbe(picture);
  expect(session.set_probe).toHaveBeenCalledWith(1, 2, 1, picture.pixels);
  await deal([runner], 1);
  expect(session.requests.at(-1).rebuild).not.toBe(null);
  runner.attach(new FakeSession(10), DATA, { gpu: false, restored: false });
  expect(runner.probe).toBe(picture);
  session.set_probe.mockImplementation(() => {
    throw new Error('too large');
  });
  runner.attach(session, DATA, { gpu: false, restored: false });
  expect(() => runner.setProbe(picture)).toThrow('too large');
  expect(runner.probe).toBe(null);
});

test('pictures are answered when they have arrived, and with nothing when the run leaves', async () => {
  const runner = attached(new FakeSession(10), { running: false });
  /** @type {[number, number | undefined][]} */
  const answers = [];
  const ask = (
    /** @type {number} */ id,
    /** @type {'train' | 'test'} */ split,
    /** @type {number[]} */ indices,
  ) => runner.ask(forPictures(split, Uint32Array.from(indices), (strip) => answers.push([id, strip?.count])));
  runner.dataset = { ...DATA, loaded: { train: 100, test: 5 } };
  await ask(1, 'test', [4]);
  await ask(2, 'test', [1, 9]);
  await ask(3, 'train', [0, 1, 2]);
  expect(answers).toEqual([
    [1, 1],
    [3, 3],
  ]);
  runner.dataset = { ...DATA, loaded: { train: 100, test: 10 } };
  await runner.slice();
  expect(answers.at(-1)).toEqual([2, 2]);
  runner.hold();
  await ask(4, 'train', [0]);
  expect(answers).toHaveLength(3);
  runner.leave();
  expect(answers.at(-1)).toEqual([4, undefined]);
});

test('a run whose successor does not come goes on as it was', async () => {
  const session = new FakeSession(10);
  const runner = attached(session);
  await deal([runner], 2);
  const before = session.samples;
  runner.hold();
  runner.setView({ ...REQUEST, unit: 99 });
  await deal([runner], 3);
  expect(session.samples).toBe(before);
  runner.release();
  await deal([runner], 3);
  expect(session.samples).toBeGreaterThan(before);
  expect(session.requests.some(({ unit }) => unit === 99)).toBe(false);
});

test('a layer of a stack is not measured before its turn', async () => {
  const session = new FakeSession(100);
  let learning = 0;
  const plain = session.frame.bind(session);
  session.frame = async (request) => /** @type {any} */ ({ ...(await plain(request)), learning });
  const config = { patch: { size: 7, per_image: 2 }, stack: [{}] };
  const runner = attached(session, { config, request: { ...REQUEST, layer: 1 } });
  const measured = () => session.requests.filter(({ evaluate }) => evaluate > 0).length;
  await deal([runner], 200);
  expect(measured()).toBe(0);
  learning = 1;
  await deal([runner], 200);
  expect(measured()).toBeGreaterThan(0);
});
