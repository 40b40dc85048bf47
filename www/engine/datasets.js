/**
 * Datasets, streamed shard by shard: the first shard is small, so that training starts on it
 * while the rest is under way.
 */

import { failureOf } from './errors.js';

/** @typedef {import('./protocol.js').Manifest} Manifest */
/** @typedef {import('./protocol.js').DatasetName} DatasetName */
/** @typedef {import('./protocol.js').Shard} Shard */
/** @typedef {{split: 'train' | 'test', shard: Shard}} Piece */

/** @type {Manifest} */
const COLORS = {
  name: 'colors',
  title: 'Random colors',
  height: 1,
  width: 1,
  channels: 3,
  classes: [],
  train: { n: 0, shards: [] },
  test: { n: 0, shards: [] },
};

/**
 * The order in which shards are fetched: a first one of each split, then the training samples.
 * @param {Manifest} manifest
 * @returns {Piece[]}
 */
export function fetchOrder(manifest) {
  const train = manifest.train.shards.map((shard) => ({ split: /** @type {const} */ ('train'), shard }));
  const test = manifest.test.shards.map((shard) => ({ split: /** @type {const} */ ('test'), shard }));
  return [...train.slice(0, 1), ...test.slice(0, 1), ...train.slice(1), ...test.slice(1)];
}

/**
 * Fetches and unpacks one gzip file.
 * @param {string} url
 * @param {AbortSignal} [signal]
 * @returns {Promise<Uint8Array>}
 */
export async function fetchShard(url, signal) {
  if (typeof DecompressionStream === 'undefined') {
    throw { kind: 'unsupported', message: 'This browser cannot unpack gzip streams.' };
  }
  const response = await request(url, signal);
  if (!response.body) throw { kind: 'network', message: `${name(url)} arrived empty.` };
  const unpacked = response.body.pipeThrough(new DecompressionStream('gzip'));
  try {
    return new Uint8Array(await new Response(unpacked).arrayBuffer());
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw { kind: 'data', message: `${name(url)} is damaged: it could not be unpacked.` };
  }
}

/**
 * @param {string} url
 * @param {AbortSignal} [signal]
 * @returns {Promise<Response>}
 */
async function request(url, signal) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, { signal });
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw { kind: 'network', message: `${name(url)} could not be fetched.` };
  }
  if (!response.ok) {
    throw { kind: 'network', message: `${name(url)} could not be fetched (status ${response.status}).` };
  }
  return response;
}

/** @param {string} url */
function name(url) {
  return new URL(url, 'https://localhost/').pathname.split('/').slice(-2).join('/');
}

/** The manifests and first shards, fetched while the engine still starts. */
export class ShardCache {
  /** @param {string} dataUrl */
  constructor(dataUrl) {
    this.dataUrl = dataUrl;
    /** @type {Map<string, Promise<any>>} */
    this.pending = new Map();
  }

  /**
   * @param {DatasetName} dataset
   * @returns {Promise<Manifest>}
   */
  manifest(dataset) {
    return this.#once(`${dataset}/manifest.json`, async (url) => (await request(url)).json());
  }

  /**
   * @param {DatasetName} dataset
   * @param {Shard} shard
   * @returns {Promise<Uint8Array>}
   */
  shard(dataset, shard) {
    const path = `${dataset}/${shard.file}`;
    const bytes = this.#once(path, (url) => fetchShard(url));
    // Big arrays are not kept: the browser's own cache serves a second reading.
    bytes.finally(() => this.pending.delete(path)).catch(() => {});
    return bytes;
  }

  /** @param {DatasetName} dataset */
  async preload(dataset) {
    if (dataset === 'colors') return;
    const manifest = await this.manifest(dataset);
    for (const { shard } of fetchOrder(manifest).slice(0, 2)) {
      void this.#once(`${dataset}/${shard.file}`, (url) => fetchShard(url)).catch(() => {});
    }
  }

  /**
   * @param {string} path
   * @param {(url: string) => Promise<any>} load
   */
  #once(path, load) {
    let result = this.pending.get(path);
    if (!result) {
      result = load(new URL(path, this.dataUrl).href);
      result.catch(() => this.pending.delete(path));
      this.pending.set(path, result);
    }
    return result;
  }
}

/**
 * One dataset inside the engine, filling itself.
 */
export class Dataset {
  /**
   * @param {any} engine
   * @param {ShardCache} cache
   * @param {DatasetName} name
   * @param {number} seed  only the random colors have one
   * @param {{arrived: () => void, failed: (thrown: unknown) => void}} on
   */
  constructor(engine, cache, name, seed, on) {
    this.engine = engine;
    this.cache = cache;
    this.name = name;
    this.on = on;
    this.loaded = { train: 0, test: 0 };
    this.id = -1;
    this.stopped = false;
    /** @type {Manifest} */
    this.manifest = COLORS;
    /** Settles when training can start. */
    this.first = name === 'colors' ? this.#openColors(seed) : this.#openShards();
  }

  /** @param {number} seed */
  async #openColors(seed) {
    this.id = this.engine.open_colors(seed);
    this.loaded = { train: Infinity, test: Infinity };
  }

  async #openShards() {
    this.manifest = await this.cache.manifest(this.name);
    this.id = this.engine.open_dataset(this.manifest);
    const [first, ...rest] = fetchOrder(this.manifest);
    await this.#push(first);
    void this.#stream(rest);
  }

  /** @param {Piece[]} pieces */
  async #stream(pieces) {
    try {
      for (const piece of pieces) {
        if (this.stopped) return;
        await this.#push(piece);
        this.on.arrived();
      }
    } catch (thrown) {
      if (!this.stopped) this.on.failed(thrown);
    }
  }

  /** @param {Piece} piece */
  async #push({ split, shard }) {
    const bytes = await this.#patiently(() => this.cache.shard(this.name, shard));
    if (this.stopped) return;
    this.engine.push_shard(this.id, split, bytes);
    this.loaded[split] += shard.n;
  }

  /**
   * A connection may falter for a moment.
   * @template T
   * @param {() => Promise<T>} fetchIt
   * @returns {Promise<T>}
   */
  async #patiently(fetchIt) {
    for (const pause of [500, 2000]) {
      try {
        return await fetchIt();
      } catch (thrown) {
        if (failureOf(thrown).kind !== 'network') throw thrown;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    return fetchIt();
  }

  stop() {
    this.stopped = true;
  }
}
