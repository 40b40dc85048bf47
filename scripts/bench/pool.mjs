// Four networks of one figure, kept in step: on one engine worker of the page, and on as many as there are cores.

import os from 'node:os';

/** @import { Bench } from '../bench.mjs' */

const NETWORKS = 4;
const MOST = Math.min(os.availableParallelism(), NETWORKS);
const MORE = `${MOST} workers`;
const DENSE = '4 × 784-100-100-10, batch 64, masks';
const FILTERS = '4 × conv 5×5×100, pool 2, 10, batch 64, masks while their maps learn';

/** @param {'fc' | 'conv'} net */
const calls = (net) => ({
  '1 worker': ['together', net, NETWORKS, 1],
  ...(MOST > 1 ? { [MORE]: ['together', net, NETWORKS, MOST] } : {}),
});

const goal = { contestant: MORE, figure: 'per_second', over: '1 worker', least: 0.9 * MOST };

/** @type {Bench} */
export const pool = {
  n: 10_240,
  figures: { per_second: 'images per second, of all networks together' },
  rows: [
    { title: DENSE, calls: calls('fc') },
    { title: FILTERS, calls: calls('conv') },
  ],
  goals: MOST > 1 ? [DENSE, FILTERS].map((title) => ({ ...goal, title })) : [],
};
