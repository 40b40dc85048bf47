import { gzipSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { encodeRgbGradient } from '../../scripts/lib/rgb-gradient.mjs';
import { ShardDecoder, fetchManifest, fetchShard } from './shards.js';

/** @type {import('./shards.js').ServedManifest} */
const PHOTOS = {
  name: 'photos',
  title: 'Photos',
  coding: 'rgb-gradient',
  height: 5,
  width: 7,
  channels: 3,
  classes: ['a', 'b'],
  train: { n: 70, shards: [] },
  test: { n: 70, shards: [] },
};
const N = 70;

/** Two full groups and a part of one; all values, and edges between the darkest and the brightest. */
const images = Uint8Array.from({ length: N * 5 * 7 * 3 }, (_, i) => {
  const [pixel, channel] = [Math.trunc(i / 3), i % 3];
  return pixel % 11 === 0 ? 255 * (channel & 1) : pixel * 37 + channel * channel * 90 + (pixel >> 5);
});
const labels = Uint8Array.from({ length: N }, (_, i) => i % 2);
const plain = new Uint8Array([...images, ...labels]);
const coded = new Uint8Array([...encodeRgbGradient(images, 5, 7), ...labels]);

/** @param {Uint8Array} file */
function serve(file) {
  const fetched = vi.fn(async () => new Response(/** @type {any} */ (file)));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}
afterEach(() => vi.unstubAllGlobals());

test('a shard made by hand is decoded', () => {
  // The shard of the test in src/data/coding.rs.
  const decoder = new ShardDecoder({ ...PHOTOS, height: 2, width: 2 }, 1);
  decoder.write(Uint8Array.of(2, 1, 226, 150, 0, 0, 0, 0, 1, 0, 255, 1, 7));
  expect([...decoder.bytes]).toEqual([130, 130, 131, 130, 130, 130, 100, 100, 100, 1, 1, 1, 7]);
});

test.each([1, 100, 3360, 5000, coded.length])('photographs come back from parts of %i bytes', (size) => {
  const decoder = new ShardDecoder(PHOTOS, N);
  for (let at = 0; at < coded.length; at += size) decoder.write(coded.subarray(at, at + size));
  expect(decoder.length).toBe(plain.length);
  expect(decoder.bytes).toEqual(plain);
});

test('a shard is fetched, unpacked and decoded', async () => {
  serve(gzipSync(coded));
  expect(await fetchShard('https://host/data/photos/a', PHOTOS, N)).toEqual(plain);
});

test('without a coding, images are as they are', async () => {
  serve(gzipSync(plain));
  const manifest = { ...PHOTOS, coding: undefined };
  expect(await fetchShard('https://host/data/photos/a', manifest, N)).toEqual(plain);
});

test.each([
  ['short', gzipSync(coded.subarray(1)), `it holds less than ${coded.length} bytes.`],
  ['long', gzipSync(new Uint8Array(coded.length + 1)), `it holds more than ${coded.length} bytes.`],
  ['cut', gzipSync(coded).subarray(0, 100), 'it could not be unpacked.'],
])('a %s shard is told by name', async (_, file, sentence) => {
  serve(file);
  const message = `photos/a is damaged: ${sentence}`;
  await expect(fetchShard('https://host/data/photos/a', PHOTOS, N)).rejects.toEqual({
    kind: 'data',
    message,
  });
});

test('a file that is no gzip stream is told by name, and so is one that is missing', async () => {
  serve(coded);
  await expect(fetchShard('https://host/data/photos/a', PHOTOS, N)).rejects.toMatchObject({ kind: 'data' });
  vi.stubGlobal('fetch', async () => new Response('', { status: 404 }));
  await expect(fetchShard('https://host/data/photos/a', PHOTOS, N)).rejects.toEqual({
    kind: 'network',
    message: 'photos/a could not be fetched (status 404).',
  });
});

test('a coding of tomorrow is refused before anything is fetched', async () => {
  const fetched = serve(coded);
  const manifest = /** @type {any} */ ({ ...PHOTOS, coding: 'better' });
  await expect(fetchShard('https://host/data/photos/a', manifest, N)).rejects.toMatchObject({
    kind: 'data',
    message: expect.stringContaining('better'),
  });
  expect(fetched).not.toHaveBeenCalled();
});

test('the cache is asked for no manifest that the server has replaced', async () => {
  const fetched = serve(new TextEncoder().encode('{}'));
  await fetchManifest('https://host/data/photos/manifest.json');
  expect(fetched.mock.calls[0].at(1)).toMatchObject({ cache: 'no-cache' });
});

test.each([
  [
    'nothing',
    new Response('', { status: 404 }),
    'network',
    'photos/manifest.json could not be fetched (status 404).',
  ],
  [
    'a page of the site',
    new Response('<html>'),
    'data',
    'There are no data at https://host/photos/manifest.json.',
  ],
])(
  'where the data should be there is %s: that is told, and what to do',
  async (_, response, kind, message) => {
    vi.stubGlobal('fetch', async () => response);
    await expect(fetchManifest('https://host/photos/manifest.json')).rejects.toEqual({
      kind,
      message: `${message} The site must serve the data there, or name their folder as data-url.`,
    });
  },
);
