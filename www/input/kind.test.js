import { expect, test } from 'vitest';
import { HEAD, kindOf } from './kind.js';
import { idx, npy, png, zip } from './testing.js';

const text = (/** @type {string} */ words) => new TextEncoder().encode(words);
const ftyp = (/** @type {string} */ brand) => text(`\0\0\0\x1cftyp${brand}\0\0\0\0mif1`);
/** @param {Uint8Array} bytes */
const kind = (bytes) => kindOf(bytes.subarray(0, HEAD), bytes.length);

test.each([
  ['png', png(2, 2)],
  ['jpeg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 0)],
  ['gif', text('GIF89a\x01\0')],
  ['webp', text('RIFF\x10\0\0\0WEBPVP8 ')],
  ['bmp', text('BM\x46\0\0\0\0\0\0\0\x36\0\0\0')],
  ['avif', ftyp('avif')],
  ['heic', ftyp('heic')],
  ['svg', text('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['svg', text('\ufeff<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE svg>\n<svg width="1">')],
  ['npy', npy('|u1', '(1, 1)', Uint8Array.of(1))],
  ['idx', idx([2, 3, 3])],
  ['idx', idx([2], Uint8Array.of(1, 2))],
  ['cifar', Uint8Array.from({ length: 3073 }, (_, i) => i % 10)],
  // Looks like IDX for four bytes, but does not have its length.
  ['cifar', Uint8Array.from({ length: 2 * 3073 }, (_, i) => [0, 0, 8, 3][i] ?? 7)],
  ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0)],
  ['tar', Uint8Array.from({ length: 512 }, (_, i) => 'ustar'.charCodeAt(i - 257) || 0)],
  ['pickle', Uint8Array.of(0x80, 2, 0x7d, 0)],
  ['pdf', text('%PDF-1.7')],
  ['empty', new Uint8Array()],
  ['text', text('no picture, <svg> or not: äöü\r\n')],
  ['unknown', Uint8Array.of(1, 2, 3, 0, 255)],
])('%s', (expected, bytes) => expect(kind(bytes)).toBe(expected));

test('zip, empty or not', async () => {
  for (const entries of /** @type {Record<string, string>[]} */ ([{}, { a: 'b' }])) {
    expect(kind(new Uint8Array(await (await zip(entries)).arrayBuffer()))).toBe('zip');
  }
});
