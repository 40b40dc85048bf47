/**
 * Label files: one class for every image. IDX of one dimension, and NPY of one dimension and whole numbers.
 */

import { bad } from './failure.js';

/** @import { Bytes } from './source.js' */

const MOST_CLASS = 255;

/**
 * @param {string} name
 * @param {Bytes} bytes
 * @returns {Bytes | null} null where this is no label file at all
 */
export function labelsOf(name, bytes) {
  if (bytes[0] === 0x93) return ofNpy(name, bytes);
  if (bytes[2] !== 8 || bytes[3] !== 1) return null;
  const n = bytes.length < 8 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(4);
  if (n === bytes.length - 8) return bytes.slice(8);
  throw bad(
    `${name} says that it holds ${Math.max(0, n)} labels, but holds ${Math.max(0, bytes.length - 8)}: get it again.`,
  );
}

/** Readers of one element, by NumPy's letter and size. @type {Record<string, (view: DataView, at: number, little: boolean) => number>} */
const READERS = {
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  i2: (view, at, little) => view.getInt16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
};

/**
 * @param {string} name
 * @param {Bytes} bytes
 * @returns {Bytes | null}
 */
function ofNpy(name, bytes) {
  if (bytes.length < 12) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [start, length] = bytes[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, start + length));
  const n = Number(/'shape':\s*\((\d+),\s*\)/.exec(header)?.[1] ?? NaN);
  const [, order = '', type = ''] = /'descr':\s*'([<>|])([iu][1248])'/.exec(header) ?? [];
  const read = READERS[type];
  if (!Number.isInteger(n) || !read) return null;
  const size = Number(type[1]);
  const elements = bytes.length - start - length;
  if (elements !== n * size) {
    throw bad(
      `${name} says that it holds ${n} labels, but holds ${Math.floor(Math.max(0, elements) / size)}: save it again.`,
    );
  }
  return Uint8Array.from({ length: n }, (_, i) => {
    const label = read(view, start + length + i * size, order !== '>');
    if (label >= 0 && label <= MOST_CLASS) return label;
    throw bad(`${name} has the label ${label}, and classes are numbered from 0 to ${MOST_CLASS}.`);
  });
}
