// A network without masks and the same with them, in turns: what the machine does besides meets both.

import { configOf } from './nets.js';

/**
 * @typedef {import('../../www/pkg/net/som_lab.js').Engine} Engine
 * @typedef {import('../../www/pkg/net/som_lab.js').Session} Session
 * @typedef {import('./nets.js').NetName} NetName
 * @typedef {{ net: NetName, batch: number, n: number, slice: number, turns: number, kept: boolean }} Pair
 *   n images in the data set, a slice of which is learned in a turn; the maps learn, or rest and their winners are kept
 */

/** Enough that neither a run nor an interval between evaluations ends within a measurement. */
const EPOCHS = 1000;

const request = { layer: 0, maps: false, filters: false, probe: null, since: 0 };

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Milliseconds that learning from n images takes.
 * @param {Session} session
 * @param {number} n
 */
async function learn(session, n) {
  const begin = performance.now();
  for (let left = n; left > 0;) {
    // A map that has just come to rest finds winners ahead, which is work without samples.
    const { samples, work } = session.advance(left, n);
    if (work === 0) throw new Error(`The run ended ${left} images before its measurement.`);
    left -= samples;
  }
  await session.sync();
  return performance.now() - begin;
}

/**
 * @param {Engine} engine
 * @param {number} dataset
 * @param {Pair} pair
 */
export async function measurePair(engine, dataset, { net, batch, n, slice, turns, kept }) {
  const [dense, masked] = /** @type {const} */ (['none', 'learning']).map((masks) =>
    engine.create_session(dataset, configOf(net, masks, batch, EPOCHS)),
  );
  try {
    await learn(dense, slice);
    await learn(masked, n);
    if (kept) {
      masked.configure(configOf(net, 'frozen', batch, EPOCHS));
      await learn(masked, n);
      const { bmus_cached } = await masked.frame(request);
      if (bmus_cached !== 1)
        throw new Error(`The winners of ${bmus_cached} of the images are kept, not of all.`);
    }
    const [without, withMasks, times] = [[], [], []].map((empty) => /** @type {number[]} */ (empty));
    for (let turn = 0; turn < turns; turn++) {
      const milliseconds = [await learn(dense, slice), await learn(masked, slice)];
      without.push(milliseconds[0]);
      withMasks.push(milliseconds[1]);
      times.push(milliseconds[0] / milliseconds[1]);
    }
    const { dispatches_per_step } = await masked.frame(request);
    return {
      per_second: (1000 * slice) / median(withMasks),
      dense_per_second: (1000 * slice) / median(without),
      times: median(times),
      kernels: dispatches_per_step,
    };
  } finally {
    dense.free();
    masked.free();
  }
}
