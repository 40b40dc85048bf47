// Gradient steps of deep Q-learning in TensorFlow.js and in ConvNetJS: the squared TD error of the action taken, with
// targets from the same network, no target network. Only the steps are timed: no world, no replay, no actions. Batches
// are drawn beforehand and learned in a circle, and with TensorFlow.js they lie on the device, which favors it.

import * as tf from '@tensorflow/tfjs-core';
import convnetjs from 'convnetjs';
// Registers the backends and all gradients.
import './tfjs.js';

/**
 * @typedef {object} Task
 * @property {number} inputs  of a state
 * @property {number[]} hidden  neurons of the hidden layers
 * @property {number} actions
 * @property {number} batch
 * @property {number} steps  that are timed
 * @property {number} gamma
 *
 * @typedef {object} Batch
 * @property {Float32Array} states
 * @property {Float32Array} next  states, as long
 * @property {Int32Array} actions
 * @property {Float32Array} rewards
 * @property {Float32Array} goesOn  0 after a failure, else 1
 */

/** Batches in the circle: 4096 transitions in batches of 32. */
const BATCHES = 128;

/** The name under which TensorFlow.js profiles what moves nothing. */
const IDLE = ['Identity', 'Reshape'];

/**
 * Transitions like those of CartPole: states within [−1, 1], a reward of 1, one failure in 32.
 * @param {Task} task
 * @returns {Batch[]}
 */
function draw({ inputs, actions, batch }) {
  let seed = 1;
  const random = () => (seed = (Math.imul(1664525, seed) + 1013904223) >>> 0) / 2 ** 32;
  return Array.from({ length: BATCHES }, () => ({
    states: Float32Array.from({ length: batch * inputs }, () => 2 * random() - 1),
    next: Float32Array.from({ length: batch * inputs }, () => 2 * random() - 1),
    actions: Int32Array.from({ length: batch }, () => Math.floor(random() * actions)),
    rewards: new Float32Array(batch).fill(1),
    goesOn: Float32Array.from({ length: batch }, () => Number(random() >= 1 / 32)),
  }));
}

/**
 * With Adam. Waits for the last step alone, as nobody needs the loss of the others.
 * @param {import('./tfjs.js').TfBackend} backend
 * @param {Task} task
 */
export async function trainTfDqn(backend, task) {
  await tf.setBackend(backend);
  const { inputs, hidden, actions, batch, steps, gamma } = task;
  const sizes = [inputs, ...hidden, actions];
  const layers = sizes.slice(1).map((units, i) => {
    const deviation = Math.sqrt((i < hidden.length ? 2 : 1) / sizes[i]);
    return {
      weights: tf.variable(tf.randomNormal([sizes[i], units], 0, deviation, 'float32', 1 + i)),
      bias: tf.variable(tf.zeros([units])),
    };
  });
  /** @param {tf.Tensor} states */
  const values = (states) =>
    layers.reduce((x, { weights, bias }, i) => {
      const sums = tf.add(tf.matMul(x, /** @type {tf.Tensor} */ (weights)), bias);
      return i < hidden.length ? tf.relu(sums) : sums;
    }, states);
  const batches = draw(task).map(({ states, next, actions: taken, rewards, goesOn }) => ({
    states: tf.tensor2d(states, [batch, inputs]),
    next: tf.tensor2d(next, [batch, inputs]),
    hot: tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(taken, 'int32'), actions), 'float32')),
    rewards: tf.tensor1d(rewards),
    goesOn: tf.tensor1d(goesOn),
  }));
  const optimizer = tf.train.adam(0.001);
  /** @param {number} i */
  const step = (i) =>
    tf.tidy(() => {
      const { states, next, hot, rewards, goesOn } = batches[i % BATCHES];
      const targets = tf.add(rewards, tf.mul(tf.mul(goesOn, gamma), tf.max(values(next), 1)));
      const loss = optimizer.minimize(() => {
        const errors = tf.sub(tf.sum(tf.mul(values(states), hot), 1), targets);
        return tf.mul(tf.mean(tf.square(errors)), 0.5);
      }, true);
      return /** @type {tf.Scalar} */ (loss);
    });

  try {
    // The first round compiles, and waits until all batches are there.
    for (let i = 0; i < BATCHES; i++) {
      const loss = step(i);
      if (i === BATCHES - 1) await loss.data();
      loss.dispose();
    }
    const begin = performance.now();
    let loss;
    for (let i = 0; i < steps; i++) {
      loss?.dispose();
      loss = step(i);
    }
    const [last] = (await loss?.data()) ?? [];
    const milliseconds = performance.now() - begin;
    loss?.dispose();

    const { kernels } = await tf.profile(() => step(0));
    return {
      steps_per_second: (1000 * steps) / milliseconds,
      loss: last,
      kernels: kernels.filter(({ name }) => !IDLE.includes(name)).length,
    };
  } finally {
    optimizer.dispose();
    tf.disposeVariables();
    tf.dispose(/** @type {any} */ (batches));
  }
}

/**
 * As its deepqlearn learns, one transition at a time and one update a batch: a forward pass of the next state, then the
 * trainer with a target for the action taken. It has no Adam; AdaDelta keeps as many moments.
 * @param {Task} task
 */
export function trainConvnetDqn(task) {
  const { inputs, hidden, actions, batch, steps, gamma } = task;
  /** @param {Float32Array} states @param {number} k */
  const volume = (states, k) => {
    const one = new convnetjs.Vol(1, 1, inputs, 0);
    one.w.set(states.subarray(k * inputs, (k + 1) * inputs));
    return one;
  };
  const batches = draw(task).map(({ states, next, actions: taken, rewards, goesOn }) =>
    Array.from({ length: batch }, (_, k) => ({
      state: volume(states, k),
      next: volume(next, k),
      action: taken[k],
      reward: rewards[k],
      goesOn: goesOn[k],
    })),
  );
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: 'input', out_sx: 1, out_sy: 1, out_depth: inputs },
    ...hidden.map((neurons) => ({ type: 'fc', num_neurons: neurons, activation: 'relu' })),
    { type: 'regression', num_neurons: actions },
  ]);
  const trainer = new convnetjs.Trainer(net, { method: 'adadelta', batch_size: batch });
  /** @param {number} i */
  const step = (i) => {
    let sum = 0;
    for (const { state, next, action, reward, goesOn } of batches[i % BATCHES]) {
      const target = reward + gamma * goesOn * Math.max(...net.forward(next).w);
      // What it calls the loss is 2e², and its gradient e is that of ½e².
      sum += trainer.train(state, { dim: action, val: target }).loss / 4;
    }
    return sum / batch;
  };

  let loss = NaN;
  for (let i = 0; i < BATCHES; i++) step(i);
  const begin = performance.now();
  for (let i = 0; i < steps; i++) loss = step(i);
  const milliseconds = performance.now() - begin;
  return { steps_per_second: (1000 * steps) / milliseconds, loss };
}
