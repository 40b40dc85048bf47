/**
 * Datasets, streamed shard by shard: the first shard is small, so that training starts on it
 * while the rest is under way.
 */

import datasets from '../catalogue/datasets.json' with { type: 'json' };
import { failureOf } from './errors.js';
import { fetchManifest, fetchShard } from './shards.js';

/** @import { Manifest, DatasetName, Shard, Supply } from './protocol.js' */
/** @import { ServedManifest } from './shards.js' */
/** @typedef {{split: 'train' | 'test', shard: Shard}} Piece */

/** What comes from the server, shard by shard. */
const SERVED = new Set(Object.entries(datasets).flatMap(([name, { served }]) => (served ? [name] : [])));

/** Cars on a turntable, drawn in the page: the side of a view in pixels. @type {Record<string, number>} */
const TURNTABLES = { turntable: 64, 'turntable-32': 32 };
const VIEWS = 72;

/** Only the random colors have a seed. @param {DatasetName | null} name @param {number} seed */
const keyOf = (name, seed) => (name === 'colors' ? `${name}-${seed}` : name);

/** Which samples come first, once there is a shard of each split. @typedef {'train' | 'test'} Haste */

/**
 * The order in which shards are fetched: a first one of each split, then all of one and of the other.
 * @param {Manifest} manifest
 * @param {Haste} [haste]
 * @returns {Piece[]}
 */
export function fetchOrder(manifest, haste = 'train') {
  const train = manifest.train.shards.map((shard) => ({ split: /** @type {const} */ ('train'), shard }));
  const test = manifest.test.shards.map((shard) => ({ split: /** @type {const} */ ('test'), shard }));
  const [first, second] = haste === 'train' ? [train, test] : [test, train];
  return [...train.slice(0, 1), ...test.slice(0, 1), ...first.slice(1), ...second.slice(1)];
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
   * @returns {Promise<ServedManifest>}
   */
  manifest(dataset) {
    return this.#once(`${dataset}/manifest.json`, fetchManifest);
  }

  /**
   * @param {DatasetName} dataset
   * @param {ServedManifest} manifest
   * @param {Shard} shard
   * @returns {Promise<Uint8Array>}
   */
  shard(dataset, manifest, shard) {
    const path = `${dataset}/${shard.file}`;
    const bytes = this.#once(path, (url) => fetchShard(url, manifest, shard.n));
    // Big arrays are not kept: the browser's own cache serves a second reading.
    bytes.finally(() => this.pending.delete(path)).catch(() => {});
    return bytes;
  }

  /** @param {DatasetName | null} dataset */
  async preload(dataset) {
    if (dataset === null || !SERVED.has(dataset)) return;
    const manifest = await this.manifest(dataset);
    for (const { shard } of fetchOrder(manifest).slice(0, 2)) {
      void this.#once(`${dataset}/${shard.file}`, (url) => fetchShard(url, manifest, shard.n)).catch(
        () => {},
      );
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

/** @typedef {{arrived: () => void, failed: (thrown: unknown) => void}} Watcher */

/** One dataset inside the engine, filling itself. */
export class Dataset {
  /**
   * @param {any} engine
   * @param {DatasetName | null} name  null: there is nothing to fetch
   * @param {Watcher} on
   */
  constructor(engine, name, on) {
    this.engine = engine;
    this.name = name;
    this.on = on;
    this.loaded = { train: 0, test: 0 };
    this.id = -1;
    this.stopped = false;
    /** @type {Manifest | null} known as soon as training can start */
    this.manifest = null;
    /** Settles when training can start. */
    this.first = Promise.resolve();
  }

  /** Random colors, which the engine makes. @param {number} seed */
  async color(seed) {
    this.id = this.engine.open_colors(seed);
    const manifest = /** @type {Manifest} */ (this.engine.manifest(this.id));
    this.manifest = manifest;
    this.loaded = { train: manifest.train.n, test: manifest.test.n };
  }

  /** @param {Supply} supply */
  async take({ manifest, train, test }) {
    if (this.stopped) return;
    this.#open(manifest);
    this.#push('train', manifest.train.n, train);
    this.#push('test', manifest.test.n, test);
  }

  /**
   * @param {ShardCache} cache
   * @param {Haste} haste
   */
  async fetch(cache, haste) {
    const served = await cache.manifest(/** @type {DatasetName} */ (this.name));
    if (this.stopped) return;
    const manifest = { ...served };
    delete manifest.coding;
    this.#open(manifest);
    const [first, ...rest] = fetchOrder(manifest, haste);
    await this.#fetchPiece(cache, served, first);
    void this.#stream(cache, served, rest);
  }

  /** @param {Manifest} manifest */
  #open(manifest) {
    this.id = this.engine.open_dataset(manifest);
    this.manifest = manifest;
  }

  /**
   * @param {ShardCache} cache
   * @param {ServedManifest} served
   * @param {Piece[]} pieces
   */
  async #stream(cache, served, pieces) {
    try {
      for (const piece of pieces) {
        if (this.stopped) return;
        await this.#fetchPiece(cache, served, piece);
        this.on.arrived();
      }
    } catch (thrown) {
      if (!this.stopped) this.on.failed(thrown);
    }
  }

  /**
   * @param {ShardCache} cache
   * @param {ServedManifest} served
   * @param {Piece} piece
   */
  async #fetchPiece(cache, served, { split, shard }) {
    const name = /** @type {DatasetName} */ (this.name);
    const bytes = await this.#patiently(() => cache.shard(name, served, shard));
    if (!this.stopped) this.#push(split, shard.n, bytes);
  }

  /**
   * @param {'train' | 'test'} split
   * @param {number} n
   * @param {Uint8Array} bytes
   */
  #push(split, n, bytes) {
    this.engine.push_shard(this.id, split, bytes);
    this.loaded[split] += n;
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

  /** Lets go of its memory, once no session has it. */
  close() {
    this.stop();
    if (this.id >= 0) this.engine.close_dataset(this.id);
  }
}

/**
 * A car on a turntable: views to train on, evenly spaced, and held-out ones half a step between them.
 * @param {DatasetName} name
 * @param {import('./tools.js').Tools} tools
 * @returns {Supply}
 */
function turntable(name, tools) {
  const size = TURNTABLES[name];
  const split = { n: VIEWS, shards: [{ file: '', n: VIEWS, bytes: 0 }] };
  const manifest = {
    name,
    title: 'Turntable',
    height: size,
    width: size,
    channels: 3,
    classes: [],
    turntable: true,
    train: split,
    test: split,
  };
  const views = (/** @type {number} */ offset) => tools.turntable_views(size, VIEWS, offset);
  return { name, manifest, train: views(0), test: views(180 / VIEWS) };
}

/** The datasets of one worker: those it has, and where they come from. */
export class Library {
  /**
   * @param {ShardCache} cache
   * @param {Watcher} on
   * @param {() => Promise<import('./tools.js').Tools>} tools
   * @param {Haste} [haste]
   */
  constructor(cache, on, tools, haste = 'train') {
    this.cache = cache;
    this.on = on;
    this.tools = tools;
    this.haste = haste;
    /** @type {Map<string | null, Dataset>} the newest of each */
    this.current = new Map();
    /** @type {Set<Dataset>} replaced ones too, while a run is on them */
    this.open = new Set();
    /** @type {Map<DatasetName, Supply>} */
    this.supplies = new Map();
  }

  /**
   * What the page brings; runs on an earlier one of the name go on with that until they are configured anew.
   * @param {Supply} supply
   */
  supply(supply) {
    this.supplies.set(supply.name, supply);
    this.current.delete(supply.name);
  }

  /**
   * @param {any} engine
   * @param {DatasetName | null} name
   * @param {number} seed
   * @returns {Dataset}
   */
  get(engine, name, seed) {
    const key = keyOf(name, seed);
    const found = this.current.get(key);
    if (found) return found;
    const forget = () => this.current.get(key) === data && this.current.delete(key);
    const data = new Dataset(engine, name, {
      arrived: this.on.arrived,
      failed: (thrown) => {
        forget();
        this.on.failed(thrown);
      },
    });
    data.first = this.#fill(data, seed);
    data.first.catch(forget);
    this.current.set(key, data);
    this.open.add(data);
    return data;
  }

  /**
   * @param {Dataset} data
   * @param {number} seed
   */
  async #fill(data, seed) {
    const { name } = data;
    if (name === null) return;
    const supply = this.supplies.get(name);
    if (supply) return data.take(supply);
    if (name === 'colors') return data.color(seed);
    if (Object.hasOwn(TURNTABLES, name)) return data.take(turntable(name, await this.tools()));
    if (SERVED.has(name)) return data.fetch(this.cache, this.haste);
    throw { kind: 'data', message: `The pictures “${name}” are not on this page: bring them again.` };
  }

  /**
   * Lets go of what nobody uses.
   * @param {Set<Dataset | null | undefined>} used
   */
  sweep(used) {
    for (const data of this.open) {
      if (used.has(data)) continue;
      data.close();
      this.open.delete(data);
      for (const [key, current] of this.current) if (current === data) this.current.delete(key);
    }
  }

  /** The engine goes, and all it holds. */
  clear() {
    for (const data of this.open) data.stop();
    this.open.clear();
    this.current.clear();
  }
}
