// Networks: ours on both backends, without masks and with them, beside TensorFlow.js and ConvNetJS.

/** @import { Bench } from '../bench.mjs' */

const NET = '784-100-100-10';

/**
 * @param {number} batch
 * @param {import('./nets.js').Masks} masks
 */
const ours = (batch, masks) => ({
  'our CPU path': ['ours', 'cpu', 'fc', masks, batch, 25600],
  'our GPU path': ['ours', 'gpu', 'fc', masks, batch, 6400],
});

/** @type {Bench} */
export const net = {
  n: 25600,
  figures: {
    per_second: 'images per second',
    kernels: 'kernels run in a step',
    loss: 'training loss in the end',
  },
  // About as many images as take each of them a second or two.
  rows: [64, 256].flatMap((batch) => [
    {
      title: `${NET}, batch ${batch}`,
      calls: {
        ...ours(batch, 'none'),
        'TF.js webgpu': ['tf', 'webgpu', 'fc', batch, 5 * Math.max(128, batch)],
        'TF.js webgl': ['tf', 'webgl', 'fc', batch, 20 * Math.max(128, batch)],
        'TF.js wasm': ['tf', 'wasm', 'fc', batch, 12800],
        ConvNetJS: ['convnet', 'fc', batch, 2560],
      },
    },
    { title: `${NET}, batch ${batch}, masks`, calls: ours(batch, 'learning') },
    { title: `${NET}, batch ${batch}, masks by resting maps`, calls: ours(batch, 'frozen') },
  ]),
};
