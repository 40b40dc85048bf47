import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DriveController } from './drive-controller.js';

/** What time it is, in ms. */
let now = 0;
/** @type {((now: number) => void)[]} */
let waiting;
/** @type {any[]} */
let asked;
/** The step at which its pole falls. */
let fall = Infinity;
/** @type {any} */
let run;
/** @type {any} */
let host;
let still = false;

beforeEach(() => {
  now = 0;
  waiting = [];
  asked = [];
  fall = Infinity;
  still = false;
  vi.stubGlobal('performance', { now: () => now });
  vi.stubGlobal('requestAnimationFrame', (/** @type {any} */ tick) => waiting.push(tick));
  vi.stubGlobal('cancelAnimationFrame', () => (waiting = []));
  vi.stubGlobal('matchMedia', () => ({ matches: still }));
  host = { addController: vi.fn(), requestUpdate: vi.fn() };
  run = { name: 'state', state: { config: {} }, pace: { run: 1 }, frame: { step_seconds: 0.02 }, drive };
});
afterEach(() => vi.unstubAllGlobals());

let steps = 0;
/** A cart whose place is the number of its steps. @param {any} request */
async function drive(request) {
  asked.push(request);
  if (request.restart) steps = 0;
  const made = Math.min(request.steps, fall - steps);
  const efforts = new Float32Array(made).fill(request.effort ?? 10);
  const states = Float32Array.from({ length: 4 * made }, (_, i) => (i % 4 === 0 ? steps + 1 + i / 4 : 0));
  steps += made;
  const ending = steps >= fall ? 'failed' : null;
  return { states, efforts, state: Float32Array.of(steps, 0, 0, 0), values: [], bmu: 3, steps, ending };
}

/** @param {number} ms */
async function pass(ms) {
  for (const end = now + ms; now < end;) {
    now += 16;
    for (const tick of waiting.splice(0)) tick(now);
    await null;
    await null;
    await null;
  }
}

function make() {
  steps = 0;
  const controller = new DriveController(host);
  controller.follow(run, true);
  return controller;
}

test('time passes as fast as in the world, a few steps ahead', async () => {
  const controller = make();
  await pass(2000);
  expect(controller.state?.[0]).toBeGreaterThan(90);
  expect(controller.state?.[0]).toBeLessThan(102);
  expect(Math.max(...asked.map((request) => request.steps))).toBeLessThan(6);
  expect(controller.driven?.bmu).toBe(3);
});

test('a visitor pushes, nudges once, and hands over', async () => {
  const controller = make();
  await pass(100);
  controller.play(true);
  controller.push(-10);
  controller.nudge(25);
  const before = asked.length;
  await pass(200);
  const during = asked.slice(before);
  expect(during.every(({ effort }) => effort === -10)).toBe(true);
  expect(during.map(({ nudge }) => nudge).filter(Boolean)).toEqual([25]);
  expect(controller.playback.effort).toBe(-10);
  controller.play(false);
  await pass(100);
  expect(asked.at(-1).effort).toBe(null);
});

test('a second after the pole has fallen, the next episode begins', async () => {
  fall = 10;
  const controller = make();
  await pass(600);
  expect([controller.ending, controller.steps]).toEqual(['failed', 10]);
  const before = asked.length;
  await pass(400);
  expect(asked.length).toBe(before);
  await pass(300);
  expect(asked.slice(before).filter(({ restart }) => restart)).toHaveLength(1);
  expect(controller.ending).toBe(null);
});

test('out of sight it rests, and another agent begins anew', async () => {
  const controller = make();
  await pass(100);
  controller.follow(run, false);
  const before = asked.length;
  await pass(500);
  expect(asked.length).toBe(before);
  controller.follow({ ...run, name: 'both' }, true);
  expect(controller.state).toBe(null);
  await pass(100);
  expect(controller.state).not.toBe(null);
});

test('nothing moves by itself for who wants stillness', async () => {
  still = true;
  const controller = make();
  await pass(500);
  expect(asked.map((request) => request.steps)).toEqual([0]);
  expect(controller.state?.[0]).toBe(0);
  expect(waiting).toEqual([]);
  controller.play(true);
  await pass(500);
  expect(controller.state?.[0]).toBeGreaterThan(15);
});
