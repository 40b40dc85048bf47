import { gzipSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { Library, ShardCache, fetchOrder } from './datasets.js';

/** @param {string[]} files */
const split = (files) => ({ n: files.length, shards: files.map((file) => ({ file, n: 1, bytes: 1 })) });
const MANIFEST = {
  name: 'mnist',
  title: 'MNIST',
  height: 1,
  width: 1,
  channels: 1,
  classes: ['0'],
  train: split(['a', 'b', 'c']),
  test: split(['x', 'y']),
};

/** @param {Record<string, () => Response>} files */
function serve(files) {
  const fetched = vi.fn(async (/** @type {string} */ url) => {
    const name = url.split('/').at(-1) ?? '';
    return files[name]?.() ?? new Response('', { status: 404 });
  });
  vi.stubGlobal('fetch', fetched);
  return fetched;
}
afterEach(() => vi.unstubAllGlobals());

const shard = (/** @type {number[]} */ bytes) => () => new Response(gzipSync(new Uint8Array(bytes)));

test('a first shard of each split comes first, then what there is more haste for', () => {
  const order = (/** @type {'train' | 'test'} */ haste) =>
    fetchOrder(MANIFEST, haste).map((piece) => piece.shard.file);
  expect(order('train')).toEqual(['a', 'x', 'b', 'c', 'y']);
  expect(order('test')).toEqual(['a', 'x', 'y', 'b', 'c']);
});

test('a dataset fills itself in order, and training can start after the first shard', async () => {
  serve({
    'manifest.json': () => Response.json(MANIFEST),
    a: shard([1, 0]),
    b: shard([2, 0]),
    c: shard([3, 0]),
    x: shard([4, 0]),
    y: shard([5, 0]),
  });
  const engine = { open_dataset: () => 5, push_shard: vi.fn() };
  const cache = new ShardCache('https://host/data/');
  await cache.preload('mnist');
  let atFirst = 0;
  await new Promise((resolve) => {
    const on = {
      failed: resolve,
      arrived: () => data.loaded.train + data.loaded.test === 5 && resolve(undefined),
    };
    const library = new Library(cache, on, tools);
    const data = library.get(engine, 'mnist', 1);
    void data.first.then(() => (atFirst = data.loaded.train));
  });
  expect(atFirst).toBe(1);
  expect(engine.push_shard.mock.calls.map(([id, which, bytes]) => [id, which, bytes[0]])).toEqual([
    [5, 'train', 1],
    [5, 'test', 4],
    [5, 'train', 2],
    [5, 'train', 3],
    [5, 'test', 5],
  ]);
});

/** Tools whose views only say what was asked for. */
const tools = async () =>
  /** @type {import('./tools.js').Tools} */ (
    /** @type {unknown} */ ({ turntable_views: (/** @type {number[]} */ ...asked) => new Uint8Array(asked) })
  );

/** An engine that only counts what it has. */
function fakeEngine() {
  /** @type {Map<number, string>} */
  const held = new Map();
  let next = 0;
  const add = (/** @type {string} */ what) => held.set(next, what) && next++;
  return {
    held,
    open_colors: (/** @type {number} */ seed) => add(`colors ${seed}`),
    open_dataset: (/** @type {{title: string}} */ { title }) => add(title),
    manifest: (/** @type {number} */ id) => ({ ...MANIFEST, title: held.get(id), train: split(['a']) }),
    push_shard: vi.fn(),
    close_dataset: (/** @type {number} */ id) => held.delete(id),
  };
}
const on = { arrived: () => {}, failed: () => {} };
const library = () => new Library(new ShardCache('https://host/data/'), on, tools);
const OWN = { ...MANIFEST, title: 'mine', train: split(['']), test: split(['']) };
const supply = (/** @type {string} */ title) => ({
  name: 'own',
  manifest: { ...OWN, title },
  train: new Uint8Array([1]),
  test: new Uint8Array([2]),
});

test('the engine gets a manifest without the coding of the shards, which it need not know', async () => {
  const coded = { ...MANIFEST, channels: 3, coding: 'rgb-gradient' };
  serve({
    'manifest.json': () => Response.json(coded),
    a: shard([1, 0, 0, 0]),
    b: shard([0, 0, 0, 0]),
    c: shard([0, 0, 0, 0]),
    x: shard([0, 0, 0, 0]),
    y: shard([0, 0, 0, 0]),
  });
  const engine = { ...fakeEngine(), open_dataset: vi.fn(() => 3) };
  await library().get(engine, 'mnist', 1).first;
  expect(engine.open_dataset.mock.calls).toEqual([[{ ...MANIFEST, channels: 3 }]]);
  expect(engine.push_shard.mock.calls).toEqual([[3, 'train', Uint8Array.of(129, 129, 129, 0)]]);
});

test('what is made in the page is complete at once and says what it is', async () => {
  const engine = fakeEngine();
  const shelf = library();
  const colors = shelf.get(engine, 'colors', 7);
  await colors.first;
  expect([...engine.held.values()]).toEqual(['colors 7']);
  for (const [name, size] of /** @type {const} */ ([
    ['turntable', 64],
    ['turntable-32', 32],
  ])) {
    const data = shelf.get(engine, name, 7);
    await data.first;
    expect(data.loaded).toEqual({ train: 72, test: 72 });
    expect(data.manifest).toMatchObject({ name, height: size, width: size, turntable: true });
    const [train, test] = engine.push_shard.mock.calls.slice(-2);
    expect([train[2], test[2]]).toEqual([new Uint8Array([size, 72, 0]), new Uint8Array([size, 72, 2])]);
  }
  expect(shelf.get(engine, 'turntable', 1)).toBe(shelf.get(engine, 'turntable', 2));
  expect(shelf.get(engine, 'colors', 1)).not.toBe(shelf.get(engine, 'colors', 2));
});

test('a set of one’s own is there at once, and a second of its name takes its place', async () => {
  const engine = fakeEngine();
  const shelf = library();
  shelf.supply(supply('first'));
  const first = shelf.get(engine, 'own', 1);
  await first.first;
  expect(first.manifest?.title).toBe('first');
  expect(engine.push_shard.mock.calls).toEqual([
    [0, 'train', new Uint8Array([1])],
    [0, 'test', new Uint8Array([2])],
  ]);
  shelf.supply(supply('second'));
  const second = shelf.get(engine, 'own', 1);
  await second.first;
  expect(second).not.toBe(first);
  shelf.sweep(new Set([first, second]));
  expect([...engine.held.values()]).toEqual(['first', 'second']);
  shelf.sweep(new Set([second]));
  expect([...engine.held.values()]).toEqual(['second']);
  expect(shelf.get(engine, 'own', 1)).toBe(second);
  // Another backend knows nothing, and gets it again.
  shelf.clear();
  await shelf.get(fakeEngine(), 'own', 1).first;
});

test('a set that is not on this page is told by its name', async () => {
  await expect(library().get(fakeEngine(), 'own-2', 1).first).rejects.toMatchObject({
    kind: 'data',
    message: expect.stringContaining('own-2'),
  });
});

test('a set nobody waits for any more is not opened', async () => {
  serve({ 'manifest.json': () => Response.json(MANIFEST), a: shard([1, 0]) });
  const engine = fakeEngine();
  const shelf = library();
  const data = shelf.get(engine, 'mnist', 1);
  shelf.sweep(new Set());
  await data.first;
  expect(engine.held.size).toBe(0);
});
