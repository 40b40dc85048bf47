// `npm run bench`: how many samples a second a map learns in headless Chromium, on our GPU path, on our CPU path, and
// with the npm package ml-som. All of them take turns in one run; the table shows medians. Nothing here is a test.
//
//   npm run bench -- --rounds 9

import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, script } from './lib/process.mjs';
import { setup } from './setup.mjs';

/** @typedef {import('./bench/worker.js').Workload} Workload */

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

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * All contestants in turn, round after round; the first round only warms up.
 * @param {(name: string, ...args: unknown[]) => Promise<number>} call
 * @param {number} rounds
 */
async function measure(call, rounds) {
  const results = [];
  for (const { title, n, ...workload } of WORKLOADS) {
    /** @type {Record<'gpu' | 'cpu' | 'mlSom', number[]>} */
    const runs = { gpu: [], cpu: [], mlSom: [] };
    for (let round = 0; round <= rounds; round++) {
      const rates = {
        gpu: await call('ours', 'gpu', workload, n.gpu),
        cpu: await call('ours', 'cpu', workload, n.cpu),
        mlSom: await call('mlSom', workload, n.mlSom),
      };
      process.stderr.write(round === 0 ? `${title} ` : '.');
      if (round === 0) continue;
      for (const key of /** @type {const} */ (['gpu', 'cpu', 'mlSom'])) runs[key].push(rates[key]);
    }
    process.stderr.write('\n');
    results.push({ title, n, ...workload, samples_per_second: runs });
  }
  return results;
}

/**
 * Milliseconds from the start of the navigation to the first map, each time in a fresh browser without WebGPU.
 * @param {typeof import('./lib/browsers.mjs')} browsers
 * @param {number} rounds
 */
async function measureFirstMap({ launch, serve }, rounds) {
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

await script(async () => {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
  const rounds = Number(values.rounds);
  await setup();
  const browsers = await import('./lib/browsers.mjs');
  await browsers.ensureBrowsers();
  const { build } = await import('vite');
  await build({ configFile: join(root, 'vite.config.js'), root: join(root, 'www'), logLevel: 'warn' });
  await build({
    configFile: false,
    root: join(root, 'scripts/bench'),
    base: './',
    // Vite warns of an eval in ml-som, in a function that is not called.
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir: join(root, 'target/bench'), emptyOutDir: true, target: 'esnext', assetsInlineLimit: 0 },
  });

  const first_map_ms = await measureFirstMap(browsers, rounds);

  const site = await browsers.serve('.');
  const browser = await browsers.launch('chromium-webgpu');
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(`${site.url}target/bench/index.html`);
  /** @type {(name: string, ...args: unknown[]) => Promise<any>} */
  const call = (name, ...args) =>
    page.evaluate((name, args) => /** @type {any} */ (globalThis).call(name, ...args), name, args);

  const backends = await call('prepare', 60000);
  const machine = {
    processor: os.cpus()[0].model,
    cores: os.cpus().length,
    browser: await browser.version(),
  };
  console.log(
    `\n${machine.browser} on ${machine.cores} × ${machine.processor}; WebGPU: ${backends.gpu.adapter}\n`,
  );
  const results = await measure(call, rounds);
  await browser.close();
  site.close();

  console.log('\nsamples per second, medians');
  console.table(
    Object.fromEntries(
      results.map(({ title, samples_per_second: { gpu, cpu, mlSom } }) => [
        title,
        {
          'our GPU path': Math.round(median(gpu)),
          'our CPU path': Math.round(median(cpu)),
          'ml-som': Math.round(median(mlSom)),
        },
      ]),
    ),
  );
  console.log(`first map after opening the page, CPU backend: ${(median(first_map_ms) / 1000).toFixed(2)} s`);

  const folder = join(root, 'bench-results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${new Date().toISOString().replace(/[:.]/g, '-')}.json`);
  writeFileSync(file, JSON.stringify({ machine, backends, rounds, results, first_map_ms }, null, 2));
  console.log(`All runs: ${file}`);
});
