/**
 * Safetensors: the length of a header, the header in JSON (type, shape and place of every tensor), then their bytes, one
 * after the other (https://github.com/huggingface/safetensors#format).
 */

/**
 * @typedef {object} Entry
 * @property {string} name
 * @property {'F32' | 'U8'} dtype
 * @property {number[]} shape
 * @property {Uint8Array} bytes  little-endian, in C order
 */

const SIZES = { F32: 4, U8: 1 };
const NO_FILE = 'This is not a safetensors file, or it is damaged.';

/**
 * @param {Entry[]} entries
 * @param {Record<string, string>} metadata
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function writeSafetensors(entries, metadata) {
  let end = 0;
  const places = entries.map(({ name, dtype, shape, bytes }) => {
    const start = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [start, end] }];
  });
  const header = new TextEncoder().encode(
    JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(places) }),
  );
  // Tensors begin at a multiple of eight bytes, so that readers can look at them where they lie.
  const length = Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(header, 8);
  let at = 8 + length;
  for (const { bytes } of entries) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/**
 * @param {Uint8Array} file
 * @returns {{entries: Entry[], metadata: Record<string, string>}}
 * @throws {Error} in a sentence, where it is no such file
 */
export function readSafetensors(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = file.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (8 + length > file.length) throw new Error(NO_FILE);
  const { __metadata__: metadata = {}, ...places } = headerOf(file.subarray(8, 8 + length));
  const data = file.subarray(8 + length);
  const entries = Object.entries(places).map(([name, place]) => entryOf(name, place, data));
  return { entries, metadata };
}

/** @param {Uint8Array} bytes @returns {Record<string, any>} */
function headerOf(bytes) {
  try {
    const header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof header === 'object' && header !== null) return header;
  } catch {
    // Told below.
  }
  throw new Error(NO_FILE);
}

/**
 * @param {string} name
 * @param {any} place
 * @param {Uint8Array} data
 * @returns {Entry}
 */
function entryOf(name, place, data) {
  const { dtype, shape, data_offsets: offsets } = place ?? {};
  const whole = (/** @type {unknown} */ n) => Number.isSafeInteger(n) && /** @type {number} */ (n) >= 0;
  if (!Array.isArray(shape) || !shape.every(whole) || !Array.isArray(offsets) || !offsets.every(whole)) {
    throw new Error(NO_FILE);
  }
  if (!Object.hasOwn(SIZES, dtype)) {
    throw new Error(`The tensor “${name}” is of type ${String(dtype).slice(0, 9)}; F32 and U8 are read.`);
  }
  const [start, end] = offsets;
  const size = SIZES[/** @type {Entry['dtype']} */ (dtype)];
  const bytes = shape.reduce((/** @type {number} */ product, n) => product * n, size);
  if (end > data.length || end - start !== bytes) throw new Error(NO_FILE);
  return { name, dtype, shape, bytes: data.subarray(start, end) };
}
