import { beforeEach, expect, test, vi } from 'vitest';
import { Group } from './group.js';
import { NetRunner } from './net-runner.js';

/** @type {any[]} */
let posted;
/** What time it is. */
let now = 0;
beforeEach(() => {
  posted = [];
  now = 0;
  vi.stubGlobal('performance', { now: () => now });
});

const REQUEST = { layer: 0, maps: true, filters: false, probe: null };
const DATA = /** @type {any} */ ({
  name: 'mnist',
  loaded: { train: 100, test: 5 },
  manifest: { train: { n: 100 }, test: { n: 10 } },
});

/** Evaluates for 100 samples' worth of work after every 500 samples; maps take 30 ms. */
class FakeNet {
  constructor(total = Infinity) {
    this.total = total;
    this.samples = 0;
    this.course = 0;
    this.evaluating = 0;
    /** @type {any[]} */
    this.requests = [];
    this.set_probe = vi.fn();
    this.clear_probe = vi.fn();
    this.reset = vi.fn(() => Object.assign(this, { samples: 0, course: 0, evaluating: 0 }));
    this.configure = vi.fn(() => ({ restarted: false }));
  }
  get state() {
    return this.samples === this.total && this.evaluating === 0 ? 'finished' : 'running';
  }
  /** @param {number} most */
  advance(most) {
    if (this.evaluating > 0) {
      const work = Math.min(most, this.evaluating);
      this.evaluating -= work;
      if (this.evaluating === 0) this.course += 1;
      now += work / 10;
      return { steps: 0, samples: 0, work, state: this.state };
    }
    const samples = Math.min(most, 500 - (this.samples % 500), this.total - this.samples);
    this.samples += samples;
    if (this.samples % 500 === 0) this.evaluating = 100;
    now += samples / 10;
    return { steps: 1, samples, work: samples, state: this.state };
  }
  /** @param {any} request */
  async frame(request) {
    this.requests.push(request);
    now += request.maps || request.filters ? 30 : 1;
    const course = Array.from({ length: this.course - request.since }, (_, i) => request.since + i);
    return {
      samples: this.samples,
      state: this.state,
      course,
      course_len: this.course,
      layer: request.layer,
    };
  }
  async checkpoint() {
    return new Uint8Array(1);
  }
}

/** @param {FakeNet} session @param {object} [opening] */
function attached(session, opening = {}) {
  const runner = new NetRunner(
    /** @type {any} */ ({ id: 1, config: {}, request: REQUEST, speed: null, running: true, ...opening }),
    (message) => posted.push(message),
  );
  runner.attach(session, DATA, { gpu: false, restored: false });
  return runner;
}

/** @param {NetRunner[]} runners @param {number} rounds */
async function deal(runners, rounds) {
  for (let i = 0; i < rounds; i++) {
    for (const runner of runners) {
      await runner.slice();
      runner.ack();
    }
    now += 0.1;
  }
}

const frames = () => posted.filter(({ type }) => type === 'frame');

test('each point of the course is sent once, from the beginning after a reset or a new session', async () => {
  const session = new FakeNet();
  const runner = attached(session);
  await deal([runner], 60);
  const points = frames().flatMap(({ frame }) => frame.course);
  expect(points.length).toBeGreaterThan(3);
  expect(points).toEqual(points.map((_, i) => i));

  runner.reset();
  await deal([runner], 1);
  expect(session.requests.at(-1).since).toBe(0);
  await deal([runner], 60);
  runner.attach(session, DATA, { gpu: false, restored: true });
  await deal([runner], 1);
  expect(frames().at(-1).frame.course).toHaveLength(session.course);
});

test('evaluation is work: the budget learns from it, and a picture follows', async () => {
  const session = new FakeNet();
  const runner = attached(session, { request: { ...REQUEST, maps: false } });
  await deal([runner], 100);
  // 12 ms at 10 samples a millisecond, whether they are trained on or evaluated.
  expect(runner.pacing.budget.rate).toBeCloseTo(10, 0);
  expect(runner.position).toBe(session.samples);
});

test('runs of a group stay in step while one evaluates', async () => {
  const group = new Group();
  const sessions = [new FakeNet(), new FakeNet(), new FakeNet()];
  sessions[1].evaluating = 2000;
  const runners = sessions.map((session, id) => attached(session, { id, group }));
  await deal(runners, 10);
  const slack = Math.max(...runners.map((runner) => runner.slack));
  expect(sessions[1].samples).toBe(0);
  expect(Math.max(...sessions.map(({ samples }) => samples))).toBeLessThanOrEqual(slack);
  await deal(runners, 100);
  expect(Math.min(...sessions.map(({ samples }) => samples))).toBeGreaterThan(1000);
});

test('maps come at once when asked for, then for a quarter of the time, and once more at the end', async () => {
  const session = new FakeNet(20_000);
  const runner = attached(session);
  const maps = () => session.requests.filter((request) => request.maps).length;
  await deal([runner], 1);
  expect(maps()).toBe(1);
  await deal([runner], 100);
  expect((maps() * 30) / now).toBeGreaterThan(0.1);
  expect(((maps() - 1) * 30) / now).toBeLessThanOrEqual(0.26);
  const before = maps();
  runner.setView({ ...REQUEST, layer: 1 });
  await deal([runner], 1);
  expect(maps()).toBe(before + 1);
  expect(session.requests.at(-1)).toMatchObject({ layer: 1, filters: false });
  runner.setView({ ...REQUEST, layer: 1, probe: { source: 'test', image: 2 } });
  await deal([runner], 1);
  expect(session.requests.at(-1)).toMatchObject({ maps: false, probe: { source: 'test', image: 2 } });
  await deal([runner], 1000);
  expect(runner.pacing.state).toBe('finished');
  expect(session.requests.at(-1).maps).toBe(true);
  const all = session.requests.length;
  await deal([runner], 100);
  expect(session.requests.length).toBe(all);
});

test('an image that is not here is not looked at', async () => {
  const session = new FakeNet();
  const runner = attached(session);
  const looked = async (/** @type {object} */ probe) => {
    runner.setView({ ...REQUEST, probe: /** @type {any} */ (probe) });
    await deal([runner], 1);
    return session.requests.at(-1).probe;
  };
  expect(await looked({ source: 'test', image: 5 })).toBe(null);
  expect(await looked({ source: 'test', image: 4 })).not.toBe(null);
  expect(await looked({ source: 'probe', image: 0 })).toBe(null);
  runner.setProbe({ height: 1, width: 1, channels: 1, pixels: new Uint8Array(1) });
  await deal([runner], 1);
  expect(session.requests.at(-1).probe).toEqual({ source: 'probe', image: 0 });
});

test('what is asked beside the stream is answered; what fails is answered with nothing', async () => {
  const runner = attached(new FakeNet(), { running: false });
  /** @type {any[]} */
  const answers = [];
  const question = (/** @type {() => Promise<any>} */ ask) =>
    runner.ask({ ready: () => true, ask, answer: (answer) => answers.push(answer) });
  await question(async () => 'seen');
  await question(() => Promise.reject(new Error('no')));
  expect(answers).toEqual(['seen', null]);
});

test('its pace has no view, and a paused run says that it does not run', async () => {
  const runner = attached(new FakeNet());
  await deal([runner], 2);
  expect(Object.keys(frames()[0].pace)).not.toContain('view');
  runner.setRunning(false);
  await deal([runner], 2);
  expect(frames().at(-1).pace.running).toBe(false);
});

test('where a readback is slow, as in Firefox, a slice does enough to be worth it', async () => {
  const session = new FakeNet();
  const runner = attached(session, { request: { ...REQUEST, maps: false } });
  session.advance = (/** @type {number} */ most) => {
    const samples = Math.min(most, 4000);
    session.samples += samples;
    return { steps: 1, samples, work: samples, state: 'running' };
  };
  // The work takes 1 ms for 100 samples, and nothing is seen of it before 100 ms are over.
  let before = 0;
  session.frame = async () => {
    now += Math.max(100, (session.samples - before) / 100);
    before = session.samples;
    return /** @type {any} */ ({ samples: session.samples, state: 'running', course: [], course_len: 0 });
  };
  runner.attach(session, DATA, { gpu: true, restored: false });
  await deal([runner], 30);
  expect(runner.pacing.budget.samples).toBeGreaterThanOrEqual(4000);
});
