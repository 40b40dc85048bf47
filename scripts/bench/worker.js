// What `npm run bench` measures, inside one worker: complete short trainings by our two backends and by ml-som, on
// the same samples and over the same schedules.

import SOM from 'ml-som';
import init, { Engine } from '../../www/pkg/som_lab.js';

/**
 * @typedef {import('../../www/engine/protocol.js').Config} Config
 * @typedef {import('../../www/engine/protocol.js').Manifest} Manifest
 * @typedef {'cpu' | 'gpu'} Backend
 * @typedef {'mnist' | 'patches'} Data
 * @typedef {{ data: Data, training: 'batch' | 'online', size: number }} Workload size: rows and columns of the map
 * @typedef {{ height: number, width: number, channels: number, n: number, images: Uint8Array }} Samples
 */

/** @type {Record<string, Engine>} */
const engines = {};
/** @type {Record<string, Samples>} */
const data = {};
/** Ids of opened data sets, by backend, name and number of samples. @type {Map<string, number>} */
const opened = new Map();

/**
 * The images of the first train shards, without labels.
 * @param {string} name
 * @param {number} n
 */
async function loadImages(name, n) {
  const base = new URL(`/www/public/data/${name}/`, self.location.origin);
  /** @type {Manifest} */
  const { height, width, channels, train } = await (await fetch(new URL('manifest.json', base))).json();
  const perImage = height * width * channels;
  const images = new Uint8Array(n * perImage);
  let filled = 0;
  for (const shard of train.shards) {
    if (filled === n) break;
    const { body } = await fetch(new URL(shard.file, base));
    if (!body) throw new Error(`${shard.file} is empty.`);
    const bytes = await new Response(body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
    const take = Math.min(shard.n, n - filled);
    images.set(new Uint8Array(bytes, 0, take * perImage), filled * perImage);
    filled += take;
  }
  return { height, width, channels, n, images };
}

/**
 * Patches of 4×4 pixels of CIFAR-10, one every 4 pixels of the middle of each image.
 * @param {number} n
 * @returns {Promise<Samples>}
 */
async function loadPatches(n) {
  const [side, perImage] = [4, 36];
  const { width, height, channels, images } = await loadImages('cifar10', Math.ceil(n / perImage));
  const row = side * channels;
  const patches = new Uint8Array(n * side * row);
  for (let i = 0; i < n; i++) {
    const [image, place] = [Math.floor(i / perImage), i % perImage];
    const [top, left] = [4 + 4 * Math.floor(place / 6), 4 + 4 * (place % 6)];
    for (let y = 0; y < side; y++) {
      const from = ((image * height + top + y) * width + left) * channels;
      patches.set(images.subarray(from, from + row), (i * side + y) * row);
    }
  }
  return { height: side, width: side, channels, n, images: patches };
}

/** Patches that our engine takes from every image: it cuts them itself. */
const PER_IMAGE = 20;

/**
 * The first images as a data set of one shard, so that each pass is over all of them.
 * @param {Backend} backend
 * @param {'mnist' | 'cifar10'} name
 * @param {number} n
 */
function open(backend, name, n) {
  const key = `${backend} ${name} ${n}`;
  const id = opened.get(key);
  if (id !== undefined) return id;

  const { height, width, channels, images } = data[name];
  const perImage = height * width * channels;
  const classes = ['any'];
  /** @param {string} split @param {number} n */
  const shard = (split, n) => ({ n, shards: [{ file: split, n, bytes: n * (perImage + 1) }] });
  const splits = { train: shard('train', n), test: shard('test', 100) };
  const dataset = engines[backend].open_dataset({
    name,
    title: name,
    height,
    width,
    channels,
    classes,
    ...splits,
  });
  for (const [split, n] of /** @type {const} */ ([
    ['train', splits.train.n],
    ['test', 100],
  ])) {
    const bytes = new Uint8Array(n * (perImage + 1));
    bytes.set(images.subarray(0, n * perImage));
    engines[backend].push_shard(dataset, split, bytes);
  }
  opened.set(key, dataset);
  return dataset;
}

const request = { view: 'codebook', component: 0, evaluate: 0, unit: null, layer: 0, rebuild: null };

const calls = {
  /** @param {number} n */
  async prepare(n) {
    await init();
    for (const backend of /** @type {const} */ (['cpu', 'gpu']))
      engines[backend] = await Engine.create(backend);
    data.mnist = await loadImages('mnist', n);
    data.cifar10 = await loadImages('cifar10', n / PER_IMAGE);
    data.patches = await loadPatches(n);
    return { cpu: engines.cpu.info(), gpu: engines.gpu.info() };
  },

  /**
   * One training of one epoch over n samples, in slices each of which is waited for, as the page does it.
   * @param {Backend} backend
   * @param {Workload} workload
   * @param {number} n
   */
  async ours(backend, { data, training, size }, n) {
    /** @type {Config} */
    const config = {
      rows: size,
      cols: size,
      lattice: 'rectangle',
      neighborhood: 'gaussian',
      sigma: { start: size / 2, end: 0.5, curve: 'exponential', hold: null },
      learning_rate: { start: 0.5, end: 0.05, curve: 'linear', hold: null },
      training,
      batch_size: 256,
      init: 'random',
      seed: 1,
      epochs: 1,
      patch: { size: 0, stride: 1, gray: false, centered: false, per_image: 1 },
      stack: [],
    };
    if (data === 'patches') config.patch = { ...config.patch, size: 4, per_image: PER_IMAGE };
    const images = data === 'patches' ? open(backend, 'cifar10', n / PER_IMAGE) : open(backend, data, n);
    const session = engines[backend].create_session(images, config);
    try {
      await session.frame(request);
      const begin = performance.now();
      let [done, slice, state] = [0, 256, 'running'];
      while (state === 'running') {
        const sliceBegin = performance.now();
        const advanced = session.advance(slice, n);
        ({ state } = advanced);
        done += advanced.samples;
        await session.settle();
        const milliseconds = performance.now() - sliceBegin;
        slice = Math.ceil(slice * Math.min(4, Math.max(0.25, 100 / milliseconds)));
      }
      await session.frame(request);
      if (done !== n) throw new Error(`${done} of ${n} samples were presented.`);
      return (1000 * n) / (performance.now() - begin);
    } finally {
      session.free();
    }
  },

  /**
   * ml-som knows online training only.
   * @param {Workload} workload
   * @param {number} n
   */
  mlSom({ data: name, size }, n) {
    const { height, width, channels, images } = data[name];
    const fields = height * width * channels;
    const samples = Array.from({ length: n }, (_, i) =>
      Array.from(images.subarray(i * fields, (i + 1) * fields), (byte) => byte / 255),
    );
    const som = new SOM(size, size, { fields, iterations: 1, learningRate: 0.5, torus: false });
    const begin = performance.now();
    som.train(samples);
    return (1000 * n) / (performance.now() - begin);
  },
};

self.onmessage = async ({ data: { name, args } }) => {
  try {
    self.postMessage({ result: await /** @type {any} */ (calls)[name](...args) });
  } catch (error) {
    self.postMessage({ error: error instanceof Error ? `${error}\n${error.stack}` : JSON.stringify(error) });
  }
};
