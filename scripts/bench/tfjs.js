// TensorFlow.js, as fast as its users can write it: no layers API, and every batch lies on the device beforehand (the
// wasm backend takes longer to slice one from all images than to learn from it).

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';

/**
 * @typedef {import('./images.js').Labeled} Labeled
 * @typedef {'webgpu' | 'webgl' | 'wasm'} TfBackend
 */

setWasmPaths(new URL('/node_modules/@tensorflow/tfjs-backend-wasm/dist/', self.location.origin).href);

/** Kernels that move nothing, and the name under which others run. */
const IDLE = ['Identity', 'Reshape', 'softmaxCrossEntropy__op'];

/**
 * The first n images in order, batch by batch, on the device of the present backend.
 * @param {Labeled} samples
 * @param {number} batch
 * @param {number} n
 */
function upload({ height, width, channels, classes, images, labels }, batch, n) {
  const features = height * width * channels;
  return Array.from({ length: n / batch }, (_, i) => {
    const pixels = images.subarray(i * batch * features, (i + 1) * batch * features);
    const hot = new Float32Array(batch * classes.length);
    for (let k = 0; k < batch; k++) hot[k * classes.length + labels[i * batch + k]] = 1;
    return {
      inputs: tf.tensor2d(
        Float32Array.from(pixels, (byte) => byte / 255),
        [batch, features],
      ),
      targets: tf.tensor2d(hot, [batch, classes.length]),
    };
  });
}

/**
 * One training over the first n images: ReLU between the layers, softmax cross-entropy, Adam.
 * @param {TfBackend} backend
 * @param {Labeled} samples
 * @param {number[]} widths  of all layers, the input's and the output's too
 * @param {number} batch
 * @param {number} n
 */
export async function trainTf(backend, samples, widths, batch, n) {
  await tf.setBackend(backend);
  const batches = upload(samples, batch, n);
  const layers = widths.slice(1).map((width, i) => ({
    weights: tf.variable(tf.randomNormal([widths[i], width], 0, Math.sqrt(2 / widths[i]), 'float32', 1 + i)),
    bias: tf.variable(tf.zeros([width])),
  }));
  const optimizer = tf.train.adam(0.001);
  /** @param {typeof batches[number]} batch */
  const step = ({ inputs, targets }) =>
    optimizer.minimize(() => {
      const logits = layers.reduce((x, { weights, bias }, i) => {
        const sums = tf.add(tf.matMul(x, weights), bias);
        return i < layers.length - 1 ? tf.relu(sums) : sums;
      }, /** @type {tf.Tensor} */ (inputs));
      return tf.losses.softmaxCrossEntropy(targets, logits);
    }, true);

  // The first step compiles, and waits until all batches are there.
  let loss = step(batches[0]);
  await loss?.data();
  const begin = performance.now();
  for (const batch of batches) {
    loss?.dispose();
    loss = step(batch);
  }
  const [last] = (await loss?.data()) ?? [];
  const milliseconds = performance.now() - begin;

  const { kernels } = await tf.profile(() => step(batches[0]) ?? []);
  optimizer.dispose();
  tf.disposeVariables();
  tf.dispose([batches, loss ?? []]);
  return {
    per_second: (1000 * n) / milliseconds,
    loss: last,
    kernels: kernels.filter(({ name }) => !IDLE.includes(name)).length,
  };
}
