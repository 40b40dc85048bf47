// TensorFlow.js, as fast as its users can write it: no layers API, and every batch lies on the device beforehand (the
// wasm backend takes longer to slice one from all images than to learn from it).

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';

/**
 * @typedef {import('./images.js').Labeled} Labeled
 * @typedef {import('./nets.js').Layer} Layer
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
      inputs: tf.tensor4d(
        Float32Array.from(pixels, (byte) => byte / 255),
        [batch, height, width, channels],
      ),
      targets: tf.tensor2d(hot, [batch, classes.length]),
    };
  });
}

/**
 * Weights of all layers, and what comes out of them before the softmax.
 * @param {Labeled} samples
 * @param {Layer[]} hidden
 */
function network({ height, width, channels, classes }, hidden) {
  let shape = [height, width, channels];
  const linear = { rows: 1, cols: classes.length, kernel: 0, pool: 1 };
  const layers = [...hidden, linear].map(({ rows, cols, kernel, pool }, i) => {
    const neurons = rows * cols;
    const [high, wide, deep] = shape;
    const inputs = kernel > 0 ? [kernel, kernel, deep] : [high * wide * deep];
    shape =
      kernel > 0
        ? [high, wide].map((side) => Math.floor((side - kernel + 1) / pool)).concat(neurons)
        : [1, 1, neurons];
    const deviation = Math.sqrt(2 / inputs.reduce((product, side) => product * side));
    return {
      weights: tf.variable(tf.randomNormal([...inputs, neurons], 0, deviation, 'float32', 1 + i)),
      bias: tf.variable(tf.zeros([neurons])),
      kernel,
      pool,
    };
  });
  /** @param {tf.Tensor4D} images */
  return (images) =>
    layers.reduce((x, { weights, bias, kernel, pool }, i) => {
      if (kernel > 0) {
        const filters = /** @type {tf.Tensor4D} */ (/** @type {tf.Tensor} */ (weights));
        const maps = tf.conv2d(/** @type {tf.Tensor4D} */ (x), filters, 1, 'valid');
        const active = tf.relu(tf.add(maps, bias));
        return pool > 1 ? tf.maxPool(/** @type {tf.Tensor4D} */ (active), pool, pool, 'valid') : active;
      }
      const sums = tf.add(
        tf.matMul(tf.reshape(x, [x.shape[0], -1]), /** @type {tf.Tensor} */ (weights)),
        bias,
      );
      return i < layers.length - 1 ? tf.relu(sums) : sums;
    }, /** @type {tf.Tensor} */ (images));
}

/**
 * One training over the first n images: ReLU between the layers, softmax cross-entropy, Adam.
 * @param {TfBackend} backend
 * @param {Labeled} samples
 * @param {Layer[]} hidden
 * @param {number} batch
 * @param {number} n
 */
export async function trainTf(backend, samples, hidden, batch, n) {
  await tf.setBackend(backend);
  const batches = upload(samples, batch, n);
  const logitsOf = network(samples, hidden);
  const optimizer = tf.train.adam(0.001);
  /** @param {typeof batches[number]} batch */
  const step = ({ inputs, targets }) =>
    optimizer.minimize(() => tf.losses.softmaxCrossEntropy(targets, logitsOf(inputs)), true);

  try {
    // The first step compiles, and waits until all batches are there.
    const first = step(batches[0]);
    await first?.data();
    first?.dispose();
    const begin = performance.now();
    let loss;
    for (const batch of batches) {
      loss?.dispose();
      loss = step(batch);
    }
    const [last] = (await loss?.data()) ?? [];
    const milliseconds = performance.now() - begin;
    loss?.dispose();

    const { kernels } = await tf.profile(() => step(batches[0]) ?? []);
    return {
      per_second: (1000 * n) / milliseconds,
      loss: last,
      kernels: kernels.filter(({ name }) => !IDLE.includes(name)).length,
    };
  } finally {
    optimizer.dispose();
    tf.disposeVariables();
    tf.dispose(/** @type {any} */ (batches));
  }
}
