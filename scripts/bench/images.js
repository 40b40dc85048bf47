// The pictures that the benches learn from: the shards of the site, unpacked.

import { fetchManifest, fetchShard } from '../../www/engine/shards.js';

/**
 * @typedef {import('../../www/engine/protocol.js').Manifest} Manifest
 * @typedef {{ height: number, width: number, channels: number, n: number, images: Uint8Array }} Samples
 * @typedef {Samples & { labels: Uint8Array, classes: string[] }} Labeled
 */

/**
 * The images of the first train shards.
 * @param {'mnist' | 'cifar10'} name
 * @param {number} n
 * @returns {Promise<Labeled>}
 */
export async function loadImages(name, n) {
  const base = new URL(`/www/public/data/${name}/`, self.location.origin);
  const manifest = await fetchManifest(new URL('manifest.json', base).href);
  const { height, width, channels, classes, train } = manifest;
  const perImage = height * width * channels;
  const [images, labels] = [new Uint8Array(n * perImage), new Uint8Array(n)];
  let filled = 0;
  for (const shard of train.shards) {
    if (filled === n) break;
    const bytes = await fetchShard(new URL(shard.file, base).href, manifest, shard.n);
    const take = Math.min(shard.n, n - filled);
    images.set(bytes.subarray(0, take * perImage), filled * perImage);
    labels.set(bytes.subarray(shard.n * perImage).subarray(0, take), filled);
    filled += take;
  }
  return { height, width, channels, classes, n, images, labels };
}

/**
 * What `open` needs of an engine: that of the maps and that of the networks have it.
 * @typedef {object} Opener
 * @property {(manifest: Manifest) => number} open_dataset
 * @property {(dataset: number, split: 'train' | 'test', bytes: Uint8Array) => void} push_shard
 */

/**
 * The first images as a data set of one shard, so that each pass is over all of them.
 * @param {string} name
 * @param {Labeled} samples
 * @param {number} n
 * @param {number} n_test  how many of them, from the first on, are held out as well
 * @returns {import('../../www/engine/protocol.js').Supply}
 */
export function datasetOf(name, { height, width, channels, classes, images, labels }, n, n_test) {
  const perImage = height * width * channels;
  const sizes = { train: n, test: n_test };
  /** @param {'train' | 'test'} split */
  const shards = (split) => ({
    n: sizes[split],
    shards: [{ file: split, n: sizes[split], bytes: sizes[split] * (perImage + 1) }],
  });
  /** @param {'train' | 'test'} split */
  const bytes = (split) => {
    const bytes = new Uint8Array(sizes[split] * (perImage + 1));
    bytes.set(images.subarray(0, sizes[split] * perImage));
    bytes.set(labels.subarray(0, sizes[split]), sizes[split] * perImage);
    return bytes;
  };
  const shape = { name, title: name, height, width, channels, classes };
  const manifest = { ...shape, train: shards('train'), test: shards('test') };
  return { name, manifest, train: bytes('train'), test: bytes('test') };
}

/**
 * Opens such a data set in an engine.
 * @param {Opener} engine
 * @param {string} name
 * @param {Labeled} samples
 * @param {number} n
 * @param {number} n_test
 */
export function open(engine, name, samples, n, n_test) {
  const { manifest, train, test } = datasetOf(name, samples, n, n_test);
  const dataset = engine.open_dataset(manifest);
  engine.push_shard(dataset, 'train', train);
  engine.push_shard(dataset, 'test', test);
  return dataset;
}
