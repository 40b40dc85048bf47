// Maps: ours on both backends beside the npm package ml-som, and how soon the page shows its first map.

/**
 * @typedef {import('../bench.mjs').Bench} Bench
 * @typedef {import('./som-worker.js').Workload} Workload
 */

/** @type {(Workload & { title: string, n: { gpu: number, cpu: number, mlSom: number } })[]} */
const WORKLOADS = [
  // In batch training one pass is one step: it is measured whole. Online, fewer samples give the same rate.
  {
    title: 'MNIST 20×20, 784 features, batch',
    data: 'mnist',
    training: 'batch',
    size: 20,
    n: { gpu: 60000, cpu: 60000, mlSom: 1000 },
  },
  {
    title: 'MNIST 20×20, 784 features, online',
    data: 'mnist',
    training: 'online',
    size: 20,
    n: { gpu: 100, cpu: 20000, mlSom: 1000 },
  },
  {
    title: 'CIFAR 4×4×3 on 50×50, 48 features, batch',
    data: 'patches',
    training: 'batch',
    size: 50,
    n: { gpu: 60000, cpu: 60000, mlSom: 2000 },
  },
  {
    title: 'CIFAR 4×4×3 on 50×50, 48 features, online',
    data: 'patches',
    training: 'online',
    size: 50,
    n: { gpu: 100, cpu: 20000, mlSom: 2000 },
  },
];

/** @type {Bench} */
export const som = {
  n: 60000,
  figures: { per_second: 'samples per second' },
  rows: WORKLOADS.map(({ title, n, ...workload }) => ({
    title,
    calls: {
      'our CPU path': ['ours', 'cpu', workload, n.cpu],
      'our GPU path': ['ours', 'gpu', workload, n.gpu],
      'ml-som': ['mlSom', workload, n.mlSom],
    },
  })),
};

/**
 * Milliseconds from the start of the navigation to the first map, each time in a fresh browser without WebGPU.
 * @param {typeof import('../lib/browsers.mjs')} browsers
 * @param {number} rounds
 */
export async function measureFirstMap({ launch, serve }, rounds) {
  const site = await serve('dist');
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const browser = await launch('chromium-cpu');
    const page = await browser.newPage();
    await page.evaluateOnNewDocument(() => {
      const scope = /** @type {any} */ (globalThis);
      addEventListener('som-lab:frame', () => (scope.firstMap ??= performance.now()), true);
    });
    await page.goto(site.url);
    const handle = await page.waitForFunction(() => /** @type {any} */ (globalThis).firstMap);
    times.push(Number(await handle.jsonValue()));
    await browser.close();
  }
  site.close();
  return times;
}
