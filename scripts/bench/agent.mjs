// Agents: gradient steps of deep Q-learning, ours with acting and replay beside those of TensorFlow.js and ConvNetJS alone.

/**
 * @typedef {import('../bench.mjs').Bench} Bench
 * @typedef {import('./dqn.js').Task} Task
 */

const TASK = { inputs: 4, actions: 2, batch: 32, gamma: 0.98 };

/** About as many steps as take each of them a second or two.
 * @param {number[]} hidden
 * @param {number} steps
 * @returns {Task}
 */
const task = (hidden, steps) => ({ ...TASK, hidden, steps });

/** @param {number[]} hidden */
const others = (hidden) => ({
  'TF.js webgpu': ['tf', 'webgpu', task(hidden, 20)],
  'TF.js webgl': ['tf', 'webgl', task(hidden, 150)],
  'TF.js wasm': ['tf', 'wasm', task(hidden, 1500)],
  ConvNetJS: ['convnet', task(hidden, 2000)],
});

/** @type {Bench} */
export const agent = {
  n: 0,
  figures: {
    steps_per_second: 'gradient steps on 32 transitions a second, ours with a step of the world each',
    kernels: 'kernels run in a step',
  },
  rows: [
    { title: '4-100-2', calls: { 'our CPU path': ['ours', 1, false, 20_000], ...others([100]) } },
    { title: '4-100-2, a map of states', calls: { 'our CPU path': ['ours', 1, true, 10_000] } },
    { title: '4-100-100-2', calls: { 'our CPU path': ['ours', 2, false, 5_000], ...others([100, 100]) } },
    { title: '4-100-100-2, maps on both layers', calls: { 'our CPU path': ['ours', 2, true, 3_000] } },
  ],
  goals: [{ title: '4-100-2', contestant: 'our CPU path', figure: 'steps_per_second', least: 8000 }],
};
