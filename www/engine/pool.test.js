import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { leastLoaded, workersFor } from './pool.js';
import { FakeWorker } from './testing.js';

vi.mock('./spawn.js', () => ({ dataUrl: () => 'https://host/data/', spawnEngine: vi.fn() }));
const { EngineClient } = await import('./client.js');

test.each([
  [undefined, undefined, 2],
  [1, undefined, 1],
  [2, 8, 2],
  [4, 8, 3],
  [8, 8, 7],
  [64, 32, 8],
  [16, 4, 4],
  [16, 2, 2],
  [16, 0.5, 2],
  [1, 0.25, 1],
])('%s cores and %s GiB are good for %s workers', (hardwareConcurrency, deviceMemory, workers) => {
  expect(workersFor({ hardwareConcurrency, deviceMemory })).toBe(workers);
});

test('a session goes where there is the least to do, and stays where another has no less', () => {
  expect(leastLoaded([1, 0, 0])).toBe(1);
  expect(leastLoaded([0, 0], 1)).toBe(1);
  expect(leastLoaded([1, 2], 1)).toBe(0);
  expect(leastLoaded([2, Infinity])).toBe(0);
});

const CPU = { backend: 'cpu', adapter: 'a', software: false, reason: 'r' };
const GPU = { ...CPU, backend: 'gpu' };
const LEFT = { dataset: 'mnist', config: { seed: 7 }, checkpoint: new Uint8Array([9]), run: 3 };

/** @type {FakeWorker[]} */
let workers;
/** @type {InstanceType<typeof EngineClient>} */
let client;
/** How many workers the page may start from now on. */
let may = Infinity;

beforeEach(() => {
  may = Infinity;
  workers = [];
  const spawn = () => {
    if (workers.length >= may) throw new Error('No more workers.');
    workers.push(new FakeWorker());
    return /** @type {any} */ (workers[workers.length - 1]);
  };
  client = new EngineClient({ workers: 3, spawn });
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

/** @param {object} [state] @param {object} [listener] */
function open(state = {}, listener = {}) {
  const on = {
    ready: vi.fn(),
    opened: vi.fn(),
    frame: vi.fn(),
    notice: vi.fn(),
    error: vi.fn(),
    ...listener,
  };
  const wanted = {
    kind: 'net',
    dataset: 'mnist',
    config: { seed: 1 },
    request: {},
    speed: null,
    running: true,
  };
  return client.open(/** @type {any} */ ({ ...wanted, group: 'figure', ...state }), /** @type {any} */ (on));
}
/** @param {number} [worker] @param {object} [info] @param {object} [more] */
const ready = (worker = 0, info = CPU, more = {}) =>
  workers[worker].say({ type: 'ready', kind: 'net', info, preference: 'auto', ...more });
/** @param {object} [left] of every session that is asked for */
async function release(left = LEFT) {
  for (const worker of workers) {
    for (const { session, id } of worker.told('release')) worker.say({ type: 'released', session, id, left });
  }
  await vi.advanceTimersByTimeAsync(0);
}
/** The index of each session's worker. */
const places = () => [...client.sessions.values()].map(({ worker }) => worker.index);
/** @param {number} worker @param {string} [type] */
const sessionsTold = (worker, type = 'open') => workers[worker].told(type).map(({ session }) => session);

describe('sessions are dealt', () => {
  test('as soon as the first worker is on the CPU, and the others do not look for an adapter', async () => {
    const sessions = [open(), open(), open(), open()];
    expect(workers).toHaveLength(1);
    ready();
    await release();
    expect(places()).toEqual([0, 0, 2, 1]);
    expect([0, 1, 2].map((worker) => sessionsTold(worker))).toEqual([[1, 2, 3, 4], [4], [3]]);
    expect(workers[1].heard[0]).toMatchObject({
      type: 'hello',
      preference: 'cpu',
      preload: null,
      kind: 'net',
    });
    // What they say of themselves is not what the visitor chose.
    ready(1, CPU, { preference: 'cpu' });
    expect(sessions[3].on.ready).toHaveBeenLastCalledWith(CPU, 'auto');
    expect(client.preference).toBe('auto');
  });

  test('at once where the visitor chose the CPU', () => {
    client.preference = 'cpu';
    open();
    open();
    expect(places()).toEqual([0, 1]);
    expect(workers.map(({ heard }) => heard[0].preference)).toEqual(['cpu', 'cpu']);
  });

  test('when they are to run: at rest they share one worker', async () => {
    client.preference = 'cpu';
    const sessions = [1, 2, 3, 4].map(() => open({ running: false }));
    expect(workers).toHaveLength(1);
    for (const session of sessions) session.run(true);
    expect(places()).toEqual([1, 2, 0, 0]);
    await release();
    expect([sessionsTold(1), sessionsTold(2)]).toEqual([[1], [2]]);
    // They stay there, in whatever order they rest and run.
    for (const session of sessions) session.run(false);
    for (const session of sessions.reverse()) session.run(true);
    expect(places()).toEqual([1, 2, 0, 0]);
    // One that rests or is out of sight weighs nothing, but for those that run with it.
    const [, , second, first] = sessions;
    first.run(false);
    second.setVisible(false);
    expect(client.idle('net')).toBe(2);
    expect(open({ group: null }).worker.index).toBe(1);
    expect(open({ group: null }).worker.index).toBe(2);
  });

  test('but not where the first has the GPU', () => {
    [open(), open(), open()].forEach((session) => session.run(true));
    ready(0, GPU);
    expect(places()).toEqual([0, 0, 0]);
    expect(workers).toHaveLength(1);
    expect(client.idle('net')).toBe(0);
  });

  test('among those that could be started', async () => {
    may = 1;
    client.preference = 'cpu';
    const sessions = [open(), open(), open()];
    expect(places()).toEqual([0, 0, 0]);
    expect(sessionsTold(0)).toEqual([1, 2, 3]);
    for (const { on } of sessions) expect(on.error).not.toHaveBeenCalled();
  });
});

describe('a session that moves', () => {
  test('goes on with its checkpoint and the settings that the engine took, and hears what it was told on its way', async () => {
    client.preference = 'cpu';
    const [first, second] = [open(), open({ running: false })];
    expect(places()).toEqual([0, 0]);
    second.run(true);
    second.setSpeed(5);
    const frame = second.snapshot(/** @type {any} */ ({}));
    expect(workers[1].types()).toEqual(['hello']);
    // What its former worker still says is no longer heard.
    workers[0].say({ type: 'frame', session: 2, frame: { state: 'running' }, pace: {} });
    expect(second.on.frame).not.toHaveBeenCalled();
    await release();
    expect(workers[1].types()).toEqual(['hello', 'open', 'run', 'speed', 'snapshot']);
    expect(workers[1].told('open')[0]).toMatchObject({ session: 2, ...LEFT });
    expect(second.saved).toBe(LEFT.checkpoint);
    workers[1].say({
      type: 'snapshot',
      session: 2,
      id: workers[1].told('snapshot')[0].id,
      frame: { step: 1 },
    });
    expect(await frame).toEqual({ step: 1 });
    expect(workers[0].told('run')).toEqual([]);
    expect(first.worker.index).toBe(0);
  });

  test('and is reset meanwhile goes on without what it had', async () => {
    client.preference = 'cpu';
    open();
    const session = open({ running: false });
    session.run(true);
    session.reset();
    await release();
    expect(workers[1].types()).toEqual(['hello', 'open', 'run', 'reset']);
    expect(session.saved).toBe(null);
  });

  test('and is closed meanwhile does not arrive', async () => {
    client.preference = 'cpu';
    open();
    const session = open({ running: false });
    session.run(true);
    session.close();
    await release();
    expect(workers[1].types()).toEqual(['hello']);
  });
});

test('another backend takes the sessions to where it is, and back', async () => {
  client.preference = 'cpu';
  [open(), open(), open()].forEach((session) => session.run(true));
  ready(0, CPU, { preference: 'cpu' });
  expect(places()).toEqual([0, 1, 2]);
  client.setBackend('gpu');
  expect(places()).toEqual([0, 0, 0]);
  await release();
  expect(sessionsTold(0)).toEqual([1, 2, 3]);
  ready(0, GPU, { preference: 'gpu' });
  expect(places()).toEqual([0, 0, 0]);
  client.setBackend('cpu');
  ready(0, CPU, { preference: 'cpu' });
  expect(places()).toEqual([0, 2, 1]);
  expect(workers[0].told('backend').map(({ preference }) => preference)).toEqual(['gpu', 'cpu']);
  expect([...workers[1].told('backend'), ...workers[2].told('backend')]).toEqual([]);
});

test('a worker without sessions is let go after a while, the first is kept', () => {
  client.preference = 'cpu';
  const sessions = [open(), open(), open()];
  for (const worker of [0, 1, 2]) ready(worker);
  sessions[1].close();
  vi.advanceTimersByTime(20_000);
  open();
  vi.advanceTimersByTime(60_000);
  expect(workers[1].terminate).not.toHaveBeenCalled();
  for (const session of client.sessions.values()) session.close();
  vi.advanceTimersByTime(60_000);
  expect(workers.map(({ terminate }) => terminate.mock.calls.length)).toEqual([0, 1, 1]);
  open();
  open();
  expect(workers).toHaveLength(4);
});

describe('a worker that is lost', () => {
  /** @param {number} worker */
  const lose = (worker) => workers[worker].onerror({ preventDefault() {}, message: 'Gone' });

  test('is started again with its own sessions, the others go on', () => {
    client.preference = 'cpu';
    const [first, second, third] = [open(), open(), open()];
    [0, 1, 2].forEach((worker) => ready(worker));
    workers[1].say({ type: 'checkpoint', session: 2, bytes: new Uint8Array([5]) });
    const before = [0, 2].map((worker) => workers[worker].heard.length);
    lose(1);
    expect(workers).toHaveLength(4);
    expect(workers[3].types()).toEqual(['hello', 'open']);
    expect(workers[3].told('open')[0]).toMatchObject({ session: 2, checkpoint: new Uint8Array([5]) });
    expect([0, 2].map((worker) => workers[worker].heard.length)).toEqual(before);
    expect(second.on.notice).toHaveBeenCalledWith(expect.stringContaining('last been saved'));
    for (const { on } of [first, third]) expect(on.notice).not.toHaveBeenCalled();
    // Another one's loss is not its second.
    lose(2);
    expect(third.on.error).not.toHaveBeenCalled();
    ready(3);
    lose(3);
    expect(second.on.error).toHaveBeenCalledWith({ kind: 'internal', message: 'Gone' }, true);
    expect(first.on.error).not.toHaveBeenCalled();
    client.retry('net');
    expect(
      workers
        .at(-1)
        ?.told('open')
        .map(({ session }) => session),
    ).toEqual([3]);
    expect(workers.slice(5).some((worker) => worker.told('open').some(({ session }) => session === 2))).toBe(
      true,
    );
  });

  test('before it was ready is done without', () => {
    client.preference = 'cpu';
    const [, second] = [open(), open()];
    ready(0);
    lose(1);
    expect(second.on.error).not.toHaveBeenCalled();
    expect([client.workers.length, workers.length]).toEqual([2, 3]);
    expect(workers[2].types()).toEqual(['hello', 'open']);
  });

  test('while a session leaves it: what was saved is left', async () => {
    client.preference = 'cpu';
    open();
    ready(0);
    const session = open({ running: false });
    session.saved = new Uint8Array([4]);
    session.run(true);
    lose(0);
    await vi.advanceTimersByTimeAsync(0);
    expect(workers[1].told('open')[0]).toMatchObject({ session: 2, checkpoint: new Uint8Array([4]) });
    expect(workers[2].told('open').map(({ session }) => session)).toEqual([1]);
  });
});

test('a data set of the visitor’s goes once to each worker that needs it', () => {
  client.preference = 'cpu';
  const supply = (/** @type {number} */ byte) =>
    client.supply('own', /** @type {any} */ ({}), new Uint8Array([byte]), new Uint8Array());
  supply(1);
  const [first] = [open({ dataset: 'own' }), open(), open({ dataset: 'own' })];
  first.configure('own', /** @type {any} */ ({ kind: 'net', config: {}, request: {} }));
  expect(workers.map((worker) => worker.told('own').length)).toEqual([1, 0, 1]);
  expect(workers[0].types().slice(0, 3)).toEqual(['hello', 'own', 'open']);
  supply(2);
  first.configure('own', /** @type {any} */ ({ kind: 'net', config: {}, request: {} }));
  expect(workers[0].told('own').map(({ train }) => train[0])).toEqual([1, 2]);
  expect(workers[2].told('own')).toHaveLength(1);
});

test('what a worker reports of a group is passed on to the others of it, now, later, and when it is gone', () => {
  client.preference = 'cpu';
  open();
  open();
  open({ group: 'another' });
  const mates = [{ session: 1, position: 100, slack: 10 }];
  workers[0].say({ type: 'progress', group: 'figure', mates });
  const told = { type: 'mates', group: 'figure', from: 0, mates };
  expect(workers[1].told('mates')).toEqual([expect.objectContaining(told)]);
  expect(workers[2].told('mates')).toEqual([]);
  // One that comes later is told at once.
  client.sessions.get(3)?.close();
  expect(open().worker.index).toBe(2);
  expect(workers[2].heard.slice(-2)).toEqual([
    expect.objectContaining({ type: 'open' }),
    expect.objectContaining(told),
  ]);
  ready(0);
  workers[0].onerror({ preventDefault() {}, message: '' });
  expect(workers[1].told('mates').at(-1)).toMatchObject({ from: 0, mates: [] });
});
