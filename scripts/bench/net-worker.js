// What `npm run bench -- net` measures, inside one worker: short trainings of one network by our two backends, by
// TensorFlow.js and by ConvNetJS, from the same images.

import init, { Engine } from '../../www/pkg/net/som_lab.js';
import { answer } from './answer.js';
import { trainConvnet } from './convnet.js';
import { loadImages, open } from './images.js';
import { trainTf } from './tfjs.js';

/**
 * @typedef {import('../../www/engine/net-protocol.js').NetConfig} NetConfig
 * @typedef {import('./images.js').Labeled} Labeled
 * @typedef {'cpu' | 'gpu'} Backend
 * @typedef {'none' | 'learning' | 'frozen'} Masks  none, or on both hidden layers, by maps that learn or rest
 */

/** 784-100-100-10. */
const WIDTHS = [784, 100, 100, 10];

/** @type {Record<string, Engine>} */
const engines = {};
/** @type {Labeled} */
let mnist;
/** Ids of opened data sets, by backend and number of images. @type {Map<string, number>} */
const opened = new Map();

/** @param {Backend} backend @param {number} n */
function dataset(backend, n) {
  const key = `${backend} ${n}`;
  // Evaluation is a part of every run: on so few images it takes no time.
  const id = opened.get(key) ?? open(engines[backend], 'mnist', mnist, n, 16);
  opened.set(key, id);
  return id;
}

const request = { layer: 0, maps: false, filters: false, probe: null, since: 0 };
/** @param {number} start @param {number} end */
const schedule = (start, end) => ({ start, end, curve: /** @type {const} */ ('exponential'), hold: null });

answer({
  /** @param {number} n */
  async prepare(n) {
    await init();
    for (const backend of ['cpu', 'gpu']) engines[backend] = await Engine.create(backend);
    mnist = await loadImages('mnist', n);
    return { cpu: engines.cpu.info(), gpu: engines.gpu.info() };
  },

  /**
   * One pass over n images, in slices each of which is waited for, as the page does it.
   * @param {Backend} backend
   * @param {Masks} masks
   * @param {number} batch
   * @param {number} n
   */
  async ours(backend, masks, batch, n) {
    const layer = { rows: 10, cols: 10, masked: masks !== 'none' };
    /** @type {NetConfig} */
    const config = {
      hidden: [layer, layer],
      lattice: 'rectangle',
      sigma_organize: schedule(3, 1),
      sigma_forward: schedule(20, 20),
      som_rate: schedule(0.5, 0.05),
      threshold: 0,
      order: 'mask_relu',
      bias: 'before_mask',
      frozen: masks === 'frozen',
      settle: 0,
      optimizer: 'adam',
      learning_rate: schedule(0.001, 0.001),
      momentum: 0.9,
      batch_size: batch,
      seed: 1,
      epochs: 1,
      evaluations: 1,
    };
    const session = engines[backend].create_session(dataset(backend, n), config);
    try {
      await session.frame(request);
      const begin = performance.now();
      let [done, slice, state] = [0, 4 * batch, 'running'];
      while (state === 'running') {
        const sliceBegin = performance.now();
        const advanced = session.advance(slice, n);
        ({ state } = advanced);
        done += advanced.samples;
        await session.settle();
        const milliseconds = performance.now() - sliceBegin;
        slice = Math.ceil(slice * Math.min(4, Math.max(0.25, 100 / milliseconds)));
      }
      const { course, dispatches_per_step } = await session.frame(request);
      const milliseconds = performance.now() - begin;
      if (done !== n) throw new Error(`${done} of ${n} images were learned.`);
      return {
        per_second: (1000 * n) / milliseconds,
        loss: course[course.length - 1].train_loss,
        kernels: dispatches_per_step,
      };
    } finally {
      session.free();
    }
  },

  /**
   * @param {import('./tfjs.js').TfBackend} backend
   * @param {number} batch
   * @param {number} n
   */
  tf: (backend, batch, n) => trainTf(backend, mnist, WIDTHS, batch, n),

  /** @param {number} batch @param {number} n */
  convnet: (batch, n) => trainConvnet(mnist, WIDTHS, batch, n),
});
