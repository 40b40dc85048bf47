/**
 * Archives, unpacked only as far as they may be: what a header says is checked first, what comes out is counted.
 */

import { amount, bad } from './failure.js';
import { ARCHIVE } from './limits.js';
import { baseName, isJunk } from './names.js';

/** @import { Source } from './source.js' */
/** @import { FileEntry } from '@zip.js/zip.js' */
/** @typedef {{sources: Source[], bad: string[]}} Unpacked */

/** What zip.js says of an entry, in our words. @type {Record<string, string>} */
const REASONS = {
  'Compression method not supported': 'is packed in a way that browsers cannot unpack',
  'Overlapping entry found': 'shares its bytes with another file',
};

/**
 * What a ZIP holds; entries that are damaged are told by name.
 * @param {Source} source
 * @param {typeof ARCHIVE} [limits]
 * @returns {Promise<Unpacked>}
 */
export async function unzip({ path, blob }, limits = ARCHIVE) {
  const { BlobReader, ZipReader } = await import('@zip.js/zip.js/lib/zip-core.js');
  const name = baseName(path);
  const reader = new ZipReader(new BlobReader(blob), {
    useWebWorkers: false,
    checkOverlappingEntry: true,
    checkCrc32: true,
  });
  /** @type {Unpacked} */
  const unpacked = { sources: [], bad: [] };
  try {
    const entries = await entriesOf(reader, name, blob.size, limits);
    for (const entry of entries) {
      const inside = `${path.replace(/\.[^./]*$/, '')}/${entry.filename.replaceAll('\\', '/')}`;
      try {
        unpacked.sources.push({ path: inside, blob: await extract(entry, limits.bytes) });
      } catch (thrown) {
        const { message } = /** @type {Error} */ (thrown);
        unpacked.bad.push(`${baseName(entry.filename)} ${REASONS[message] ?? 'is damaged'}, in ${name}.`);
      }
    }
  } catch (thrown) {
    throw zipFailure(thrown, name);
  } finally {
    await reader.close().catch(() => {});
  }
  return unpacked;
}

/**
 * The entries that matter, if their headers promise no more than there may be.
 * @param {import('@zip.js/zip.js').ZipReader<unknown>} reader
 * @param {string} name
 * @param {number} size  of the archive
 * @param {typeof ARCHIVE} limits
 */
async function entriesOf(reader, name, size, limits) {
  /** @type {FileEntry[]} */
  const entries = [];
  let bytes = 0;
  let seen = 0;
  for await (const entry of reader.getEntriesGenerator()) {
    if (++seen > limits.entries) {
      throw bad(`${name} holds more than ${limits.entries} files: pack fewer of them.`);
    }
    if (entry.directory || isJunk(entry.filename.replaceAll('\\', '/'))) continue;
    if (entry.encrypted)
      throw bad(`${name} is locked with a password: unpack it and bring the files themselves.`);
    bytes += entry.uncompressedSize;
    if (bytes > limits.bytes) {
      throw bad(`${name} unpacks to more than ${amount(limits.bytes)}: bring fewer or smaller files.`);
    }
    entries.push(entry);
  }
  if (bytes > limits.little && bytes > limits.ratio * size) {
    throw bad(
      `${name} unpacks from ${amount(size)} to ${amount(bytes)}, as no pictures do: it is not opened.`,
    );
  }
  return entries;
}

/**
 * @param {FileEntry} entry
 * @param {number} most
 * @returns {Promise<Blob>}
 */
async function extract(entry, most) {
  const { writable, blob } = sink(Math.min(most, entry.uncompressedSize));
  await entry.getData(writable);
  return blob();
}

/** Thrown by a sink that is full. */
const FULL = new Error('more bytes than there may be');

/**
 * Takes what comes, and no more than it may.
 * @param {number} most  bytes
 */
function sink(most) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const chunks = [];
  let bytes = 0;
  const writable = new WritableStream({
    write(chunk) {
      bytes += chunk.length;
      if (bytes > most) throw FULL;
      chunks.push(chunk);
    },
  });
  return { writable, blob: () => new Blob(chunks) };
}

/**
 * @param {unknown} thrown
 * @param {string} name
 */
function zipFailure(thrown, name) {
  if (typeof thrown === 'object' && thrown !== null && 'kind' in thrown) return thrown;
  const { message } = /** @type {Error} */ (thrown);
  if (message === 'Split zip file') return bad(`${name} is one part of a split ZIP: join the parts first.`);
  return bad(`${name} is damaged or incomplete: pack it or download it again.`);
}

/**
 * @param {Source} source
 * @param {typeof ARCHIVE} [limits]
 * @returns {Promise<Source>}
 */
export async function gunzip({ path, blob }, limits = ARCHIVE) {
  const name = baseName(path);
  const { writable, blob: unpacked } = sink(limits.bytes);
  try {
    await blob.stream().pipeThrough(new DecompressionStream('gzip')).pipeTo(writable);
  } catch (thrown) {
    if (thrown === FULL)
      throw bad(`${name} unpacks to more than ${amount(limits.bytes)}: bring less at once.`);
    throw bad(`${name} is damaged or incomplete: download it again.`);
  }
  return { path: path.replace(/\.gz$/i, ''), blob: unpacked() };
}
