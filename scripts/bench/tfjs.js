// TensorFlow.js, as fast as its users can write it: no layers API, images that lie on the device, whole batches sliced
// from them in order.

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

/** By backend. @type {Map<TfBackend, { images: tf.Tensor2D, labels: tf.Tensor2D, n: number }>} */
const uploaded = new Map();

/**
 * @param {TfBackend} backend
 * @param {Labeled} samples
 * @param {number} n
 */
function upload(backend, { height, width, channels, classes, images, labels }, n) {
  const known = uploaded.get(backend);
  if (known && known.n >= n) return known;
  tf.dispose([known?.images, known?.labels].filter((tensor) => tensor !== undefined));
  const features = height * width * channels;
  const pixels = Float32Array.from(images.subarray(0, n * features), (byte) => byte / 255);
  const hot = new Float32Array(n * classes.length);
  for (let i = 0; i < n; i++) hot[i * classes.length + labels[i]] = 1;
  const fresh = {
    images: tf.tensor2d(pixels, [n, features]),
    labels: tf.tensor2d(hot, [n, classes.length]),
    n,
  };
  uploaded.set(backend, fresh);
  return fresh;
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
  const { images, labels } = upload(backend, samples, n);
  const layers = widths.slice(1).map((width, i) => ({
    weights: tf.variable(tf.randomNormal([widths[i], width], 0, Math.sqrt(2 / widths[i]), 'float32', 1 + i)),
    bias: tf.variable(tf.zeros([width])),
  }));
  const optimizer = tf.train.adam(0.001);
  /** @param {number} at */
  const step = (at) =>
    optimizer.minimize(() => {
      const inputs = tf.slice2d(images, [at, 0], [batch, widths[0]]);
      const logits = layers.reduce((x, { weights, bias }, i) => {
        const sums = tf.add(tf.matMul(x, weights), bias);
        return i < layers.length - 1 ? tf.relu(sums) : sums;
      }, /** @type {tf.Tensor} */ (inputs));
      return tf.losses.softmaxCrossEntropy(tf.slice2d(labels, [at, 0], [batch, labels.shape[1]]), logits);
    }, true);

  let loss = step(0);
  await loss?.data();
  const begin = performance.now();
  for (let at = 0; at + batch <= n; at += batch) {
    loss?.dispose();
    loss = step(at);
  }
  const [last] = (await loss?.data()) ?? [];
  const milliseconds = performance.now() - begin;

  const { kernels } = await tf.profile(() => step(0) ?? []);
  tf.dispose([loss, layers].filter((tensors) => tensors !== null));
  optimizer.dispose();
  return {
    per_second: (1000 * n) / milliseconds,
    loss: last,
    kernels: kernels.filter(({ name }) => !IDLE.includes(name)).length,
  };
}
