// ConvNetJS: one image at a time through the net, one update a batch. It has no Adam; AdaDelta keeps as many moments.

import convnetjs from 'convnetjs';

/** @typedef {import('./images.js').Labeled} Labeled */

/**
 * @param {Labeled} samples
 * @param {number[]} widths  of all layers, the input's and the output's too
 * @param {number} batch
 * @param {number} n
 */
export function trainConvnet({ height, width, channels, images, labels }, widths, batch, n) {
  const features = height * width * channels;
  const volumes = Array.from({ length: n }, (_, i) => {
    const volume = new convnetjs.Vol(1, 1, features, 0);
    images.subarray(i * features, (i + 1) * features).forEach((byte, k) => (volume.w[k] = byte / 255));
    return volume;
  });
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: 'input', out_sx: 1, out_sy: 1, out_depth: features },
    ...widths.slice(1, -1).map((num_neurons) => ({ type: 'fc', num_neurons, activation: 'relu' })),
    { type: 'softmax', num_classes: widths[widths.length - 1] },
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
