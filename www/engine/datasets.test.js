import { gzipSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { Dataset, ShardCache, fetchOrder, fetchShard } from './datasets.js';

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

test('a first shard of each split comes first', () => {
  expect(fetchOrder(MANIFEST).map((piece) => piece.shard.file)).toEqual(['a', 'x', 'b', 'c', 'y']);
});

test('a shard is unpacked', async () => {
  serve({ a: shard([7, 8, 9]) });
  expect([...(await fetchShard('https://host/data/mnist/a'))]).toEqual([7, 8, 9]);
});

test.each([
  ['missing', {}, 'network'],
  ['damaged', { a: () => new Response('no gzip') }, 'data'],
])('a %s shard is told by name', async (_, files, kind) => {
  serve(/** @type {any} */ (files));
  await expect(fetchShard('https://host/data/mnist/a')).rejects.toMatchObject({
    kind,
    message: expect.stringContaining('mnist/a'),
  });
});

test('a dataset fills itself in order, and training can start after the first shard', async () => {
  serve({
    'manifest.json': () => Response.json(MANIFEST),
    a: shard([1]),
    b: shard([2]),
    c: shard([3]),
    x: shard([4]),
    y: shard([5]),
  });
  const engine = { open_dataset: () => 5, push_shard: vi.fn() };
  const cache = new ShardCache('https://host/data/');
  await cache.preload('mnist');
  await new Promise((resolve) => {
    const data = new Dataset(engine, cache, 'mnist', 1, {
      failed: resolve,
      arrived: () => data.loaded.train + data.loaded.test === 5 && resolve(undefined),
    });
    void data.first.then(() => expect(data.loaded).toEqual({ train: 1, test: 0 }));
  });
  expect(engine.push_shard.mock.calls.map(([id, which, bytes]) => [id, which, bytes[0]])).toEqual([
    [5, 'train', 1],
    [5, 'test', 4],
    [5, 'train', 2],
    [5, 'train', 3],
    [5, 'test', 5],
  ]);
});
