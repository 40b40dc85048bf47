/** Files made of real bytes. */

import { BlobReader, BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js';
import { encode } from 'fast-png';
import { crc32 } from 'node:zlib';

/**
 * @param {number} width
 * @param {number} height
 * @param {number[] | ((x: number, y: number) => number[])} [color]  one for all, or one for each pixel
 */
export function png(width, height, color = [200, 30, 90]) {
  const colorAt = typeof color === 'function' ? color : () => color;
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set(colorAt(i % width, Math.floor(i / width)), 3 * i);
  return new Uint8Array(encode({ width, height, channels: 3, depth: 8, data }));
}

/**
 * A PNG that says it is of another size.
 * @param {number} width
 * @param {number} height
 */
export function lyingPng(width, height) {
  const bytes = png(1, 1);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  view.setUint32(29, crc32(bytes.subarray(12, 29)));
  return bytes;
}

/**
 * @param {number[]} shape
 * @param {Uint8Array} [elements]
 * @param {number} [type]
 */
export function idx(shape, elements = new Uint8Array(shape.reduce((a, b) => a * b, 1)), type = 8) {
  const bytes = new Uint8Array(4 + 4 * shape.length + elements.length);
  bytes.set([0, 0, type, shape.length]);
  shape.forEach((size, i) => new DataView(bytes.buffer).setUint32(4 + 4 * i, size));
  bytes.set(elements, 4 + 4 * shape.length);
  return bytes;
}

/**
 * @param {string} descr
 * @param {string} shape
 * @param {Uint8Array} elements
 */
export function npy(descr, shape, elements) {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }\n`;
  const bytes = new Uint8Array(10 + header.length + elements.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(elements, 10 + header.length);
  return bytes;
}

/**
 * @param {Record<string, Blob | string>} entries
 * @param {import('@zip.js/zip.js').ZipWriterConstructorOptions} [options]
 */
export async function zip(entries, options = {}) {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false, ...options });
  for (const [name, content] of Object.entries(entries)) {
    await writer.add(name, typeof content === 'string' ? new TextReader(content) : new BlobReader(content));
  }
  return writer.close();
}
