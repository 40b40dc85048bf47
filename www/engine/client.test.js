import { beforeEach, expect, test, vi } from 'vitest';
import { FakeWorker } from './testing.js';

vi.mock('./spawn.js', () => ({ dataUrl: () => 'https://host/data/', spawnEngine: vi.fn() }));
const { EngineClient } = await import('./client.js');

const INFO = { backend: 'gpu', adapter: 'a', software: false, reason: 'r' };
/** @type {FakeWorker[]} */
let workers;
/** @type {InstanceType<typeof EngineClient>} */
let client;
/** @type {Record<string, import('vitest').Mock>} */
let on;

/** @param {number} [most]  the most there may be */
function make(most = 3) {
  workers = [];
  client = new EngineClient({
    workers: most,
    spawn: () => {
      workers.push(new FakeWorker());
      return /** @type {any} */ (workers[workers.length - 1]);
    },
  });
}

beforeEach(() => {
  make();
  on = { ready: vi.fn(), opened: vi.fn(), frame: vi.fn(), notice: vi.fn(), error: vi.fn() };
});

/** @param {'map' | 'net'} [kind] @param {object} [listener] @param {string} [dataset] */
const open = (kind = 'map', listener = on, dataset = 'mnist') =>
  client.open(
    /** @type {any} */ ({
      kind,
      dataset,
      config: { seed: 1 },
      request: {},
      speed: null,
      running: true,
    }),
    /** @type {any} */ (listener),
  );
/** @param {object} info @param {'map' | 'net'} [kind] */
const ready = (info = INFO, kind = 'map') =>
  workers.at(-1)?.say({ type: 'ready', kind, info, preference: 'auto' });
const lose = () =>
  workers.at(-1)?.say({ type: 'error', session: null, kind: 'gpu', message: 'Lost.', fatal: true });

test('on the GPU, all figures share one worker', () => {
  open();
  open();
  ready();
  expect(workers).toHaveLength(1);
  expect(workers[0].types()).toEqual(['hello', 'open', 'open']);
});

test('what is closed before the engine has answered is not done at all', () => {
  const sessions = Array.from({ length: 10 }, () => open());
  sessions.pop()?.close();
  expect(workers[0].terminate).not.toHaveBeenCalled();
  for (const session of sessions) session.close();
  expect(workers[0].terminate).toHaveBeenCalledTimes(1);
  expect([client.started, client.sessions.size]).toEqual([false, 0]);
  // Seen again, it is asked for anew; an engine that has answered stays.
  const again = open();
  expect(workers[1].types()).toEqual(['hello', 'open']);
  ready();
  again.close();
  expect([workers.length, workers[1].terminate.mock.calls.length]).toEqual([2, 0]);
});

test('a lost device is started again from the last checkpoint, then the CPU takes over', () => {
  open();
  ready();
  workers[0].say({ type: 'checkpoint', session: 1, bytes: new Uint8Array([1, 2]) });
  lose();
  expect(workers).toHaveLength(2);
  expect(workers[0].terminate).toHaveBeenCalled();
  expect(workers[1].heard[1]).toMatchObject({ type: 'open', checkpoint: new Uint8Array([1, 2]) });
  expect(on.notice).toHaveBeenLastCalledWith(expect.stringContaining('last been saved'));

  ready();
  lose();
  expect(workers[2].heard[0]).toMatchObject({ type: 'hello', preference: 'cpu' });
  expect(on.notice).toHaveBeenLastCalledWith(expect.stringContaining('CPU has taken over'));

  ready({ ...INFO, backend: 'cpu' });
  lose();
  expect(workers).toHaveLength(3);
  expect(on.error).toHaveBeenCalledWith(expect.objectContaining({ kind: 'gpu' }), true);
});

test('a worker that never started is told, not tried for ever', () => {
  open();
  workers[0].onerror({ preventDefault() {}, message: '' });
  expect(workers).toHaveLength(1);
  expect(on.error).toHaveBeenCalledWith({ kind: 'worker', message: '' }, true);
});

test('an error of one session is that session’s alone', () => {
  open();
  const other = { ...on, error: vi.fn() };
  open('map', other);
  ready();
  const no = { kind: 'config', message: 'No.', field: 'sigma.end' };
  workers[0].say({ type: 'error', session: 1, ...no, fatal: false });
  expect(on.error).toHaveBeenCalledWith(no, false);
  expect(other.error).not.toHaveBeenCalled();
});

test('a message of another version ends in words', () => {
  open();
  workers[0].onmessage({ data: { v: 99, type: 'frame' } });
  expect(on.error).toHaveBeenCalledWith(expect.objectContaining({ kind: 'protocol' }), true);
});

test('answers find their questions', async () => {
  open();
  const answer = client.selfCheck();
  const { id } = workers[0].heard.at(-1);
  workers[0].say({ type: 'self_check', id, results: [] });
  expect(await answer).toEqual([]);
});

test('what was supplied and probed is supplied and probed again', () => {
  const manifest = /** @type {any} */ ({ title: 'mine' });
  client.supply('own', manifest, new Uint8Array([1]), new Uint8Array([2]));
  const session = open('map', on, 'own');
  const picture = { height: 1, width: 1, channels: 3, pixels: new Uint8Array(3) };
  session.probe(picture);
  expect(workers[0].types()).toEqual(['hello', 'own', 'open', 'probe']);
  ready();
  lose();
  expect(workers[1].types()).toEqual(['hello', 'own', 'open', 'probe']);
  expect(workers[1].heard[1]).toMatchObject({ name: 'own', manifest, train: new Uint8Array([1]) });
  expect(workers[1].heard[3]).toMatchObject({ session: 1, picture });
});

test('pictures are answered to the session that asked', async () => {
  const asked = open().pictures('test', [3, 1]);
  const question = workers[0].heard.at(-1);
  expect(question).toMatchObject({ session: 1, split: 'test', indices: new Uint32Array([3, 1]) });
  workers[0].say({ type: 'pictures', session: 1, id: question.id, pictures: { count: 2 } });
  expect(await asked).toEqual({ count: 2 });
});

test('old data sets go where there are too many, those in use stay', () => {
  const session = open();
  const large = /** @type {any} */ ({ length: 100 * 1024 * 1024 });
  const none = /** @type {any} */ ({ length: 0 });
  const manifest = /** @type {any} */ ({});
  for (const name of ['mnist', 'own-1', 'own-2', 'own-3']) {
    client.supply(name, manifest, large, none);
    if (name === 'own-1') session.configure(name, /** @type {any} */ ({ kind: 'map' }));
    session.configure('mnist', /** @type {any} */ ({ kind: 'map' }));
  }
  expect([...client.supplies.keys()]).toEqual(['mnist', 'own-3']);
  // Only what a session was on has come to a worker.
  expect(workers[0].told('own').map(({ name }) => name)).toEqual(['mnist', 'own-1']);
  expect(workers[0].told('disown').map(({ name }) => name)).toEqual(['own-1']);
});

test('each figure hears of the engine that it is on, and the worker of what it will need', () => {
  const net = { ...on, ready: vi.fn() };
  open('net', net);
  open('map');
  expect(workers[0].heard[0]).toMatchObject({ type: 'hello', kind: 'net' });
  ready(INFO, 'net');
  expect(net.ready).toHaveBeenCalledWith(INFO, 'auto');
  expect(on.ready).not.toHaveBeenCalled();
  const late = { ...on, ready: vi.fn() };
  open('net', late);
  expect(late.ready).toHaveBeenCalledWith(INFO, 'auto');
});

test('an engine that could not be started takes nothing else with it, and is tried again alone', () => {
  const net = { ...on, error: vi.fn() };
  open('map');
  const other = open('net', net);
  ready();
  workers[0].say({ type: 'error', session: other.id, kind: 'internal', message: 'No.', fatal: true });
  expect(workers).toHaveLength(1);
  expect(net.error).toHaveBeenCalledWith({ kind: 'internal', message: 'No.' }, true);
  expect(on.error).not.toHaveBeenCalled();
  workers[0].heard = [];
  client.retry('net');
  expect(workers[0].heard).toEqual([expect.objectContaining({ type: 'open', session: other.id })]);
  // Once it has started, its loss is a loss.
  ready(INFO, 'net');
  workers[0].say({ type: 'error', session: other.id, kind: 'internal', message: 'Gone.', fatal: true });
  expect(workers).toHaveLength(2);
});

test('where one engine is on the CPU already, the loss of the other still hands over to it', () => {
  make(1);
  open('map');
  open('net');
  const start = () => {
    ready({ ...INFO, backend: 'cpu' });
    ready(INFO, 'net');
  };
  start();
  lose();
  start();
  lose();
  expect(workers).toHaveLength(3);
  expect(workers[2].heard[0]).toMatchObject({ type: 'hello', preference: 'cpu' });
});

test('what neurons want to see is answered to the session that asked', async () => {
  const asked = open('net').ascend(/** @type {any} */ ({ layer: 0 }));
  const question = workers[0].heard.at(-1);
  expect(question).toMatchObject({ type: 'ascend', session: 1, options: { layer: 0 } });
  workers[0].say({ type: 'ascend', session: 1, id: question.id, ascended: { organization: 0.1 } });
  expect(await asked).toEqual({ organization: 0.1 });
});
