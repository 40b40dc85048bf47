// What `npm run bench -- pool` measures, in a page: runs of one group on the CPU, dealt over the engine's workers.

import { EngineClient } from '../../www/engine/client.js';
import { datasetOf, loadImages } from './images.js';
import { configOf } from './nets.js';

/** Enough that no run ends within a measurement. */
const EPOCHS = 1000;
/** After the first samples of all, and while they are counted, in ms. */
const [WARM_UP, MEASURE] = [1500, 4000];

const request = { layer: 0, maps: false, filters: false, probe: null, since: 0 };

/** @type {import('../../www/engine/protocol.js').Supply} */
let data;

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {number} n  images */
export async function prepare(n) {
  data = datasetOf('own', await loadImages('mnist', n), n, 16);
  return { gpu: { adapter: 'not used' } };
}

/**
 * Images that networks of one group learn from in a second, all together, while nothing is drawn.
 * @param {import('./nets.js').NetName} net
 * @param {number} networks
 * @param {number} workers
 */
export async function together(net, networks, workers) {
  const client = new EngineClient({ workers });
  client.preference = 'cpu';
  client.supply(data.name, data.manifest, data.train, data.test);
  try {
    /** What has come of each: the newest frame's samples, and when. @type {{ samples: number, at: number }[]} */
    const newest = [];
    /** @type {Promise<void>[]} */
    const begun = [];
    for (let i = 0; i < networks; i++) {
      const config = { ...configOf(net, 'learning', 64, EPOCHS), seed: i + 1 };
      begun.push(
        new Promise((resolve, reject) => {
          const fail = (/** @type {string} */ message) => reject(new Error(message));
          const wanted = { kind: /** @type {const} */ ('net'), config, request };
          const session = client.open(
            { dataset: data.name, speed: null, running: true, group: 'figure', ...wanted },
            {
              ready() {},
              opened() {},
              notice: fail,
              error: ({ message }) => fail(message),
              frame({ samples }) {
                newest[i] = { samples, at: performance.now() };
                session.ack();
                if (samples > 0) resolve();
              },
            },
          );
        }),
      );
    }
    await Promise.all(begun);
    await sleep(WARM_UP);
    const before = structuredClone(newest);
    await sleep(MEASURE);
    const rates = newest.map(({ samples, at }, i) => (samples - before[i].samples) / (at - before[i].at));
    return { per_second: 1000 * rates.reduce((sum, rate) => sum + rate, 0) };
  } finally {
    for (const worker of client.workers) worker.stop();
  }
}
