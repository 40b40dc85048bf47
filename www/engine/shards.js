/**
 * Shards as they come from the server: gzip streams of images and labels, decoded while they arrive.
 */

import { GROUP, decodeGroup } from './rgb-gradient.js';

/** @import { Manifest } from './protocol.js' */
/**
 * How the images of a data set are coded in its shards; without it, as they are.
 * @typedef {Manifest & { coding?: 'rgb-gradient' }} ServedManifest
 */

const PLACE = 'The site must serve the data there, or name their folder as data-url.';

/** Milliseconds of decoding after which the worker looks after its messages. */
const SLICE = 20;

/**
 * Fetches and decodes one shard.
 * @param {string} url
 * @param {ServedManifest} manifest
 * @param {number} n  its samples
 * @param {AbortSignal} [signal]
 * @returns {Promise<Uint8Array>} `n` images (HWC), then their labels where the set has classes
 * @throws a Failure of kind 'unsupported', 'network' or 'data'
 */
export async function fetchShard(url, manifest, n, signal) {
  if (typeof DecompressionStream === 'undefined') {
    throw { kind: 'unsupported', message: 'This browser cannot unpack gzip streams.' };
  }
  const decoder = new ShardDecoder(manifest, n);
  const response = await request(url, signal);
  if (!response.body) throw { kind: 'network', message: `${name(url)} arrived empty.` };
  const reader = response.body.pipeThrough(new DecompressionStream('gzip')).getReader();
  let since = performance.now();
  for (;;) {
    /** @type {ReadableStreamReadResult<Uint8Array>} */
    let part;
    try {
      part = await reader.read();
    } catch (thrown) {
      if (signal?.aborted) throw thrown;
      throw { kind: 'data', message: `${name(url)} is damaged: it could not be unpacked.` };
    }
    if (!part.done) decoder.write(part.value);
    const missing = decoder.bytes.length - decoder.length;
    if (missing < 0 || (part.done && missing > 0)) {
      if (!part.done) void reader.cancel();
      const found = `${missing < 0 ? 'more' : 'less'} than ${decoder.bytes.length} bytes`;
      throw { kind: 'data', message: `${name(url)} is damaged: it holds ${found}.` };
    }
    if (part.done) return decoder.bytes;
    if (performance.now() - since > SLICE) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      since = performance.now();
    }
  }
}

/** A shard, decoded part by part. */
export class ShardDecoder {
  /**
   * @param {ServedManifest} manifest
   * @param {number} n
   */
  constructor({ name, coding, height, width, channels, classes }, n) {
    if (coding !== undefined && (coding !== 'rgb-gradient' || channels !== 3)) {
      throw { kind: 'data', message: `This page does not know how ${name} is coded (${coding}).` };
    }
    this.height = height;
    this.width = width;
    this.pixels = n * height * width * channels;
    /** Complete when `length` has come to its length. */
    this.bytes = new Uint8Array(this.pixels + (classes.length > 0 ? n : 0));
    /** Bytes that have come, even if they are more than there is room for. */
    this.length = 0;
    /** Bytes up to which pixels are decoded. */
    this.decoded = coding ? 0 : this.pixels;
    this.residuals = new Uint8Array(GROUP * height * width * channels);
  }

  /** @param {Uint8Array} part the next bytes of the decompressed shard */
  write(part) {
    const room = this.bytes.length - this.length;
    if (room > 0) this.bytes.set(part.subarray(0, room), this.length);
    this.length += part.length;
    while (this.decoded < this.pixels) {
      const end = Math.min(this.decoded + this.residuals.length, this.pixels);
      if (end > this.length) return;
      const group = this.bytes.subarray(this.decoded, end);
      const residuals = this.residuals.subarray(0, group.length);
      residuals.set(group);
      decodeGroup(residuals, group, this.height, this.width);
      this.decoded = end;
    }
  }
}

/**
 * Asks the server whether the manifest in the browser's cache still holds: it names the files and their coding.
 * @param {string} url
 */
export async function fetchManifest(url) {
  const response = await request(url, undefined, { cache: 'no-cache' }, ` ${PLACE}`);
  try {
    return /** @type {ServedManifest} */ (await response.json());
  } catch {
    // Some servers answer with a page of theirs where there is nothing.
    throw { kind: 'data', message: `There are no data at ${url}. ${PLACE}` };
  }
}

/**
 * @param {string} url
 * @param {AbortSignal} [signal]
 * @param {RequestInit} [options]
 * @param {string} [missing]  what to say where there is nothing
 * @returns {Promise<Response>}
 */
async function request(url, signal, options, missing = '') {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, { ...options, signal });
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw { kind: 'network', message: `${name(url)} could not be fetched.` };
  }
  if (!response.ok) {
    throw {
      kind: 'network',
      message: `${name(url)} could not be fetched (status ${response.status}).${response.status === 404 ? missing : ''}`,
    };
  }
  return response;
}

/** @param {string} url */
function name(url) {
  return new URL(url, 'https://localhost/').pathname.split('/').slice(-2).join('/');
}
