// What `npm run bench -- som` measures, inside one worker: complete short trainings by our two backends and by ml-som,
// on the same samples and over the same schedules.

import SOM from 'ml-som';
import init, { Engine } from '../../www/pkg/som_lab.js';
import { answer } from './answer.js';
import { defaultsOf } from '../../www/settings/schema.js';
import { loadImages, open } from './images.js';

/**
 * @typedef {import('../../www/engine/protocol.js').Config} Config
 * @typedef {import('./images.js').Labeled} Labeled
 * @typedef {import('./images.js').Samples} Samples
 * @typedef {'cpu' | 'gpu'} Backend
 * @typedef {{ data: 'mnist' | 'patches', training: 'batch' | 'online', size: number }} Workload
 *   size: rows and columns of the map
 */

/** Patches that our engine takes from every image: it cuts them itself. */
const PER_IMAGE = 20;

/** @type {Record<string, Engine>} */
const engines = {};
/** @type {{ mnist: Labeled, cifar10: Labeled, patches: Samples }} */
let data;
/** Ids of opened data sets, by backend, name and number of samples. @type {Map<string, number>} */
const opened = new Map();

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

/**
 * @param {Backend} backend
 * @param {'mnist' | 'cifar10'} name
 * @param {number} n
 */
function dataset(backend, name, n) {
  const key = `${backend} ${name} ${n}`;
  const id = opened.get(key) ?? open(engines[backend], name, data[name], n, 100);
  opened.set(key, id);
  return id;
}

const request = { view: 'codebook', component: 0, evaluate: 0, unit: null, layer: 0, rebuild: null };

answer({
  /** @param {number} n */
  async prepare(n) {
    await init();
    for (const backend of ['cpu', 'gpu']) engines[backend] = await Engine.create(backend);
    data = {
      mnist: await loadImages('mnist', n),
      cifar10: await loadImages('cifar10', n / PER_IMAGE),
      patches: await loadPatches(n),
    };
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
      .../** @type {Config} */ (defaultsOf('map')),
      rows: size,
      cols: size,
      sigma: { start: size / 2, end: 0.5, curve: 'exponential', hold: null },
      learning_rate: { start: 0.5, end: 0.05, curve: 'linear', hold: null },
      training,
      batch_size: 256,
      seed: 1,
      epochs: 1,
    };
    if (data === 'patches') config.patch = { ...config.patch, size: 4, per_image: PER_IMAGE };
    const images =
      data === 'patches' ? dataset(backend, 'cifar10', n / PER_IMAGE) : dataset(backend, data, n);
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
        await session.sync();
        const milliseconds = performance.now() - sliceBegin;
        slice = Math.ceil(slice * Math.min(4, Math.max(0.25, 100 / milliseconds)));
      }
      await session.frame(request);
      if (done !== n) throw new Error(`${done} of ${n} samples were presented.`);
      return { per_second: (1000 * n) / (performance.now() - begin) };
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
    return { per_second: (1000 * n) / (performance.now() - begin) };
  },
});
