// What `npm run bench -- net` and `-- conv` measure, inside one worker: short trainings of one network by our two
// backends, by TensorFlow.js and by ConvNetJS, from the same images.

import init, { Engine } from '../../www/pkg/net/som_lab.js';
import { answer } from './answer.js';
import { trainConvnet } from './convnet.js';
import { loadImages, open } from './images.js';
import { configOf, NETS } from './nets.js';
import { measurePair } from './pair.js';
import { trainTf } from './tfjs.js';

/**
 * @typedef {import('./images.js').Labeled} Labeled
 * @typedef {import('./nets.js').NetName} NetName
 * @typedef {'cpu' | 'gpu'} Backend
 */

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
   * @param {NetName} net
   * @param {import('./nets.js').Masks} masks
   * @param {number} batch
   * @param {number} n
   */
  async ours(backend, net, masks, batch, n) {
    const config = configOf(net, masks, batch, 1);
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
        await session.sync();
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

  /** @param {Backend} backend @param {import('./pair.js').Pair} pair */
  pair: (backend, pair) => measurePair(engines[backend], dataset(backend, pair.n), pair),

  /**
   * @param {import('./tfjs.js').TfBackend} backend
   * @param {NetName} net
   * @param {number} batch
   * @param {number} n
   */
  tf: (backend, net, batch, n) => trainTf(backend, mnist, NETS[net].layers, batch, n),

  /** @param {NetName} net @param {number} batch @param {number} n */
  convnet: (net, batch, n) => trainConvnet(mnist, NETS[net].layers, batch, n),
});
