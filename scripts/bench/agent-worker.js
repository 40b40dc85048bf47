// What `npm run bench -- agent` measures, inside one worker.

import init, { Engine } from '../../www/pkg/agent/som_lab.js';
import { defaultsOf } from '../../www/settings/schema.js';
import { answer } from './answer.js';
import { trainConvnetDqn, trainTfDqn } from './dqn.js';

/** @type {Engine} */
let engine;

answer({
  async prepare() {
    await init();
    engine = await Engine.create('cpu');
    return { cpu: engine.info(), gpu: { adapter: 'none: an agent lives on the CPU' } };
  },

  /**
   * Steps of the world from the warm-up on, with a gradient step each, in slices as the page cuts them.
   * @param {number} layers  of 10×10 neurons
   * @param {boolean} mask
   * @param {number} steps
   */
  async ours(layers, mask, steps) {
    const config = defaultsOf('agent');
    const hidden = Array.from({ length: layers }, () => ({ rows: 10, cols: 10, mask }));
    const way = { train_after: 'step', updates: 1, batch_size: 32, som_episodes: 0, episodes: 100_000 };
    const session = engine.create_session(0, { ...config, hidden, ...way });
    try {
      session.advance(1e9, config.warm_up);
      const begin = performance.now();
      for (let left = steps; left > 0;) {
        left -= session.advance(2_000, left).steps;
        await session.sync();
      }
      return { steps_per_second: (1000 * steps) / (performance.now() - begin) };
    } finally {
      session.free();
    }
  },

  /** @param {import('./tfjs.js').TfBackend} backend @param {import('./dqn.js').Task} task */
  tf: (backend, task) => trainTfDqn(backend, task),

  /** @param {import('./dqn.js').Task} task */
  convnet: (task) => trainConvnetDqn(task),
});
