import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { file, png, zip } from './testing.js';
import { gunzip, unzip } from './unpack.js';

const LIMITS = { entries: 50, bytes: 4_000_000, ratio: 100, little: 100_000 };
/** @param {Blob} blob */
const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());
/** @param {Blob} blob */
const source = (blob) => ({ path: 'a/set.zip', blob });
const zeros = (/** @type {number} */ n) => new Blob([new Uint8Array(n)]);

/**
 * One clear sentence that names the file.
 * @param {Promise<unknown>} promise
 * @param {RegExp} words
 */
async function refuses(promise, words) {
  const failure = await promise.then(
    () => expect.unreachable(),
    (thrown) => thrown,
  );
  expect(failure.kind).toBe('input');
  expect(failure.message).toMatch(words);
  expect(failure.message).toMatch(/^set\.\w+.*[^.]\.$/);
}

test('what is in a ZIP comes out, without what systems leave in it', async () => {
  const blob = await zip({
    'pets/cat/1.png': new Blob([png(2, 3)]),
    '__MACOSX/pets/._1.png': 'junk',
    'pets/.DS_Store': 'junk',
    'pets/notes.txt': 'words',
  });
  const { sources, bad } = await unzip(source(blob));
  expect(bad).toEqual([]);
  expect(sources.map(({ path }) => path)).toEqual(['a/set/pets/cat/1.png', 'a/set/pets/notes.txt']);
  expect(await bytesOf(sources[0].blob)).toEqual(png(2, 3));
});

test('a truncated ZIP is told as such', async () => {
  const blob = await zip({ 'a.png': new Blob([png(20, 20)]), 'b.png': new Blob([png(20, 20)]) });
  for (const length of [blob.size - 10, blob.size - 60, 40, 4]) {
    await refuses(unzip(source(blob.slice(0, length))), /damaged or incomplete/);
  }
});

test('a ZIP behind a password is told as such', async () => {
  await refuses(unzip(source(await zip({ 'a.png': 'secret' }, { password: 'x' }))), /password/);
});

test('bombs are not unpacked', async () => {
  const big = await zip({ a: zeros(5_000_000) });
  await refuses(unzip(source(big), LIMITS), /unpacks to more than 3\.81 MB/);
  const dense = await zip({ a: zeros(3_000_000) });
  await refuses(unzip(source(dense), LIMITS), /unpacks from .* to 2\.86 MB/);
  const many = await zip(Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`${i}`, 'x'])));
  await refuses(unzip(source(many), LIMITS), /more than 50 files/);
});

test('a bomb that says it is small is stopped when it is not', async () => {
  const bytes = await bytesOf(await zip({ 'a.bin': zeros(3_000_000) }, { dataDescriptor: false }));
  const view = new DataView(bytes.buffer);
  // The length of what is unpacked, in the entry's own header and in the directory.
  for (let at = 0; at < bytes.length - 30; at++) {
    const mark = view.getUint32(at, true);
    if (mark === 0x04034b50) view.setUint32(at + 22, 1000, true);
    if (mark === 0x02014b50) view.setUint32(at + 24, 1000, true);
  }
  const { sources, bad } = await unzip(source(new Blob([bytes])), LIMITS);
  expect(sources).toEqual([]);
  expect(bad).toEqual(['a.bin is damaged, in set.zip.']);
});

test('one damaged entry is named, the others come out', async () => {
  const bytes = await bytesOf(await zip({ 'a.txt': 'first', 'b.txt': 'second' }, { level: 0 }));
  const at = new TextDecoder('latin1').decode(bytes).indexOf('first');
  bytes[at] ^= 1;
  const { sources, bad } = await unzip(source(new Blob([bytes])));
  expect(sources.map(({ path }) => path)).toEqual(['a/set/b.txt']);
  expect(bad).toEqual(['a.txt is damaged, in set.zip.']);
});

test('two entries on the same bytes are one too many', async () => {
  const bytes = await bytesOf(await zip({ 'a.txt': 'first', 'b.txt': 'first' }, { level: 0 }));
  const view = new DataView(bytes.buffer);
  const directory = [];
  for (let at = 0; at < bytes.length - 4; at++) {
    if (view.getUint32(at, true) === 0x02014b50) directory.push(at);
  }
  view.setUint32(directory[1] + 42, 0, true);
  const { sources, bad } = await unzip(source(new Blob([bytes])));
  expect(sources).toHaveLength(1);
  expect(bad).toHaveLength(1);
});

test('gzip is unpacked as far as it may be', async () => {
  const { path, blob } = await gunzip(file('a/set.idx.gz', gzipSync(Buffer.from('inside'))));
  expect(path).toBe('a/set.idx');
  expect(await blob.text()).toBe('inside');
  const large = gzipSync(Buffer.alloc(5_000_000));
  await refuses(gunzip(file('set.gz', large), LIMITS), /more than 3\.81 MB/);
  await refuses(gunzip(file('set.gz', large.subarray(0, 1000)), LIMITS), /damaged or incomplete/);
  await refuses(gunzip(file('set.gz', Buffer.from('\x1f\x8bnothing of the kind')), LIMITS), /damaged/);
});
