import { beforeEach, expect, test, vi } from 'vitest';
import { AgentRunner } from './agent-runner.js';

/** @type {any[]} */
let posted;
/** What time it is. */
let now = 0;
beforeEach(() => {
  posted = [];
  now = 0;
  vi.stubGlobal('performance', { now: () => now });
});

const REQUEST = { sheet: true, portrait: true };
const NOTHING = /** @type {any} */ ({ name: null, loaded: { train: 0, test: 0 }, manifest: null });

/** Episodes of 100 steps; a step with its mini-batch takes 0.1 ms, and what the agent thinks of all states 20 ms. */
class FakeAgent {
  constructor(episodes = Infinity) {
    this.total = 100 * episodes;
    this.step = 0;
    /** @type {any[]} */
    this.requests = [];
    this.reset = vi.fn(() => (this.step = 0));
    this.configure = vi.fn(() => ({ restarted: false }));
  }
  get state() {
    return this.step >= this.total ? 'finished' : 'running';
  }
  /** @param {number} most @param {number} steps */
  advance(most, steps) {
    const made = Math.min(Math.ceil(most / 33), steps, this.total - this.step);
    this.step += made;
    now += made / 10;
    return { steps: made, samples: made, work: 33 * made, state: this.state };
  }
  /** @param {any} request */
  async frame(request) {
    this.requests.push(request);
    now += request.sheet || request.portrait ? 20 : 0.5;
    const over = Math.floor(this.step / 100);
    const course = Array.from({ length: over - request.since }, (_, i) => request.since + i);
    const { step, state } = this;
    return { step, samples: step, state, course, course_len: over, gradient_steps: step };
  }
  async checkpoint() {
    return new Uint8Array(1);
  }
}

/** @param {FakeAgent} session @param {object} [opening] */
function attached(session, opening = {}) {
  const runner = new AgentRunner(
    /** @type {any} */ ({ id: 1, config: {}, request: REQUEST, speed: null, running: true, ...opening }),
    (message) => posted.push(message),
  );
  runner.attach(session, NOTHING, { gpu: false, restored: false });
  return runner;
}

/** @param {AgentRunner} runner @param {number} rounds */
async function deal(runner, rounds) {
  for (let i = 0; i < rounds; i++) {
    await runner.slice();
    runner.ack();
    now += 0.1;
  }
}

const frames = () => posted.filter(({ type }) => type === 'frame');

test('each episode is sent once, from the first on after a reset or a new session', async () => {
  const session = new FakeAgent();
  const runner = attached(session);
  await deal(runner, 200);
  const episodes = frames().flatMap(({ frame }) => frame.course);
  expect(episodes.length).toBeGreaterThan(3);
  expect(episodes).toEqual(episodes.map((_, i) => i));
  runner.reset();
  await deal(runner, 1);
  expect(session.requests.at(-1).since).toBe(0);
  await deal(runner, 100);
  runner.attach(session, NOTHING, { gpu: false, restored: true });
  await deal(runner, 1);
  expect(session.requests.at(-1).since).toBe(0);
});

test('pictures never take more than a quarter of the time, and learning the rest', async () => {
  const session = new FakeAgent();
  const runner = attached(session);
  await deal(runner, 2000);
  const dear = session.requests.filter(({ sheet }) => sheet).length;
  expect(dear).toBeGreaterThan(2);
  expect((20 * (dear - 1)) / now).toBeLessThan(0.26);
  expect(session.step / 10 / now).toBeGreaterThan(0.7);
});

test('what it thinks is sent at once when it is asked for, at the end, and for other settings', async () => {
  const session = new FakeAgent(30);
  const runner = attached(session, { request: { sheet: false, portrait: false } });
  await deal(runner, 20);
  expect(session.requests.some(({ sheet, portrait }) => sheet || portrait)).toBe(false);
  runner.setView({ sheet: false, portrait: true });
  await deal(runner, 1);
  expect(session.requests.at(-1)).toMatchObject({ sheet: false, portrait: true });
  await deal(runner, 1000);
  expect(runner.pacing.state).toBe('finished');
  expect(session.requests.at(-1).portrait).toBe(true);
  const all = session.requests.length;
  await deal(runner, 50);
  expect(session.requests.length).toBe(all);
  runner.configure(/** @type {any} */ ({}));
  await deal(runner, 1);
  expect(session.requests.slice(all)).toMatchObject([{ portrait: true }]);
});

test('its pace tells gradient steps, and no capacity', async () => {
  const runner = attached(new FakeAgent(), { request: { sheet: false, portrait: false } });
  await deal(runner, 500);
  const { pace } = frames().at(-1);
  expect(pace.capacity).toBe(null);
  expect(pace.gradient_steps_per_second / 10_000).toBeGreaterThan(0.8);
  expect(pace.gradient_steps_per_second / 10_000).toBeLessThan(1.05);
});

test('a speed limit is one of steps of the world', async () => {
  const session = new FakeAgent();
  const runner = attached(session, { speed: 50 });
  while (now < 2000) {
    await deal(runner, 1);
    now += 5;
  }
  expect(session.step).toBeGreaterThan(90);
  expect(session.step).toBeLessThan(105);
});
