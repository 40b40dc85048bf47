// ConvNetJS: one image at a time through the net, one update a batch. It has no Adam; AdaDelta keeps as many moments.

import convnetjs from 'convnetjs';

/**
 * @typedef {import('./images.js').Labeled} Labeled
 * @typedef {import('./nets.js').Layer} Layer
 */

/** @param {Layer} layer @returns {Record<string, string | number>[]} */
const layersOf = ({ rows, cols, kernel, pool }) => [
  kernel > 0
    ? { type: 'conv', sx: kernel, filters: rows * cols, stride: 1, pad: 0, activation: 'relu' }
    : { type: 'fc', num_neurons: rows * cols, activation: 'relu' },
  ...(pool > 1 ? [{ type: 'pool', sx: pool, stride: pool }] : []),
];

/**
 * @param {Labeled} samples
 * @param {Layer[]} layers  the hidden ones
 * @param {number} batch
 * @param {number} n
 */
export function trainConvnet({ height, width, channels, classes, images, labels }, layers, batch, n) {
  const features = height * width * channels;
  const volumes = Array.from({ length: n }, (_, i) => {
    const volume = new convnetjs.Vol(width, height, channels, 0);
    images.subarray(i * features, (i + 1) * features).forEach((byte, k) => (volume.w[k] = byte / 255));
    return volume;
  });
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: 'input', out_sx: width, out_sy: height, out_depth: channels },
    ...layers.flatMap(layersOf),
    { type: 'softmax', num_classes: classes.length },
  ]);
  const trainer = new convnetjs.Trainer(net, { method: 'adadelta', batch_size: batch });
  const losses = [];
  const begin = performance.now();
  for (const [i, volume] of volumes.entries()) losses.push(trainer.train(volume, labels[i]).loss);
  const milliseconds = performance.now() - begin;
  const last = losses.slice(-batch);
  return {
    per_second: (1000 * n) / milliseconds,
    loss: last.reduce((sum, loss) => sum + loss, 0) / last.length,
  };
}
