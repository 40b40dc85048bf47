// A convolution: ours on both backends beside TensorFlow.js and ConvNetJS; and how much faster a mask makes it that
// leaves 5 of 100 filters at a position.

/**
 * @typedef {import('../bench.mjs').Bench} Bench
 * @typedef {import('./pair.js').Pair} Pair
 */

const NET = 'conv 5×5×100, pool 2, 10';
const LEARNING = `${NET}, masks while their map learns`;
const KEPT = `${NET}, masks of kept winners`;
const [CPU, GPU] = ['our CPU path', 'our GPU path'];
const BATCH = 64;

/** @param {boolean} kept */
function pairs(kept) {
  /** @type {Pair} */
  const pair = { net: 'conv', batch: BATCH, n: 2048, slice: 256, turns: 9, kept };
  return { [CPU]: ['pair', 'cpu', pair], [GPU]: ['pair', 'gpu', { ...pair, n: 512, slice: 64, turns: 5 }] };
}

/** @type {Bench} */
export const conv = {
  n: 2560,
  figures: {
    per_second: 'images per second',
    dense_per_second: 'images per second without masks, in the same turns',
    times: 'times as fast as without masks, in turns',
    kernels: 'kernels run in a step',
    loss: 'training loss in the end',
  },
  rows: [
    {
      title: NET,
      calls: {
        [CPU]: ['ours', 'cpu', 'conv', 'none', BATCH, 2560],
        [GPU]: ['ours', 'gpu', 'conv', 'none', BATCH, 512],
        'TF.js webgpu': ['tf', 'webgpu', 'conv', BATCH, BATCH],
        'TF.js webgl': ['tf', 'webgl', 'conv', BATCH, 2 * BATCH],
        // It has no Conv2DBackpropFilter.
        'TF.js wasm': ['tf', 'wasm', 'conv', BATCH, BATCH],
        ConvNetJS: ['convnet', 'conv', BATCH, 2 * BATCH],
      },
      mayFail: ['TF.js wasm'],
    },
    { title: LEARNING, calls: pairs(false) },
    { title: KEPT, calls: pairs(true) },
  ],
  goals: [
    { title: NET, contestant: CPU, figure: 'per_second', least: 1200 },
    { title: NET, contestant: CPU, figure: 'per_second', over: 'ConvNetJS', least: 20 },
    { title: NET, contestant: GPU, figure: 'per_second', least: 250 },
    { title: NET, contestant: GPU, figure: 'per_second', over: 'TF.js webgl', least: 6 },
    // No slower than without masks + 10 %.
    { title: LEARNING, contestant: CPU, figure: 'times', least: 1 / 1.1 },
    { title: LEARNING, contestant: GPU, figure: 'times', least: 1 / 1.1 },
    { title: KEPT, contestant: CPU, figure: 'times', least: 4 },
    { title: KEPT, contestant: GPU, figure: 'times', least: 3 },
  ],
};
