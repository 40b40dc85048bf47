// `npm run bench`: how fast our two paths train in headless Chromium, beside other people's packages. All of them take
// turns in one run; the tables show medians. Nothing here is a test.
//
//   npm run bench                         maps, then networks
//   npm run bench -- som --rounds 9       maps only, nine rounds after the one that warms up
//   npm run bench -- net --only masks     the rows whose titles have this text in them

import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { net } from './bench/net.mjs';
import { measureFirstMap, som } from './bench/som.mjs';
import { Problem, root, script } from './lib/process.mjs';
import { setup } from './setup.mjs';

/**
 * One kind of work. Every call goes to its worker, `bench/<kind>-worker.js`, and comes back with figures.
 * @typedef {object} Bench
 * @property {number} n  images of each data set that the worker loads
 * @property {Record<string, string>} figures  what the calls measure, and its title
 * @property {Row[]} rows
 *
 * @typedef {{ title: string, calls: Record<string, unknown[]> }} Row  calls by contestant
 * @typedef {Record<string, number>} Figures
 * @typedef {{ title: string, runs: Record<string, Figures[]> }} Result  a run each round
 * @typedef {(name: string, ...args: unknown[]) => Promise<any>} Call
 */

/** @type {Record<string, Bench>} */
const BENCHES = { som, net };

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * All contestants of all rows in turn, round after round; the first round only warms up.
 * @param {Row[]} rows
 * @param {(...call: any[]) => Promise<Figures>} call
 * @param {number} rounds
 * @returns {Promise<Result[]>}
 */
async function measure(rows, call, rounds) {
  const results = rows.map(({ title }) => ({ title, runs: /** @type {Result['runs']} */ ({}) }));
  for (let round = 0; round <= rounds; round++) {
    process.stderr.write(round === 0 ? 'warming up ' : `\nround ${round} of ${rounds} `);
    for (const [i, { calls }] of rows.entries()) {
      for (const [contestant, args] of Object.entries(calls)) {
        const figures = await call(...args);
        if (round > 0) (results[i].runs[contestant] ??= []).push(figures);
        process.stderr.write('.');
      }
    }
  }
  process.stderr.write('\n');
  return results;
}

/**
 * Medians, a row for each piece of work and a column for each contestant.
 * @param {Result[]} results
 * @param {string} figure
 */
function table(results, figure) {
  const rows = results.map(({ title, runs }) => {
    const cells = Object.entries(runs)
      .filter(([, figures]) => figure in figures[0])
      .map(([contestant, figures]) => {
        const value = median(figures.map((run) => run[figure]));
        return [contestant, value < 10 ? Number(value.toPrecision(3)) : Math.round(value)];
      });
    return [title, Object.fromEntries(cells)];
  });
  console.table(Object.fromEntries(rows));
}

/**
 * Builds the site and the page of the bench.
 */
async function build() {
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
}

/**
 * One kind of work in a fresh browser.
 * @param {typeof import('./lib/browsers.mjs')} browsers
 * @param {string} kind
 * @param {Row[]} rows
 * @param {number} rounds
 */
async function run({ launch, serve }, kind, rows, rounds) {
  const site = await serve('.');
  const browser = await launch('chromium-webgpu');
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(`${site.url}target/bench/index.html#${kind}`);
  /** @type {Call} */
  const call = (name, ...args) =>
    page.evaluate((name, args) => /** @type {any} */ (globalThis).call(name, ...args), name, args);
  const backends = await call('prepare', BENCHES[kind].n);
  const version = await browser.version();
  const { model } = os.cpus()[0];
  console.log(`\n${version} on ${os.cpus().length} × ${model}; WebGPU: ${backends.gpu.adapter}\n`);
  const results = await measure(rows, call, rounds);
  await browser.close();
  site.close();
  for (const [figure, title] of Object.entries(BENCHES[kind].figures)) {
    console.log(`\n${title}, medians`);
    table(results, figure);
  }
  return { machine: { processor: model, cores: os.cpus().length, browser: version }, backends, results };
}

await script(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
  });
  const kinds = positionals.length > 0 ? positionals : Object.keys(BENCHES);
  const strange = kinds.find((kind) => !(kind in BENCHES));
  if (strange)
    throw new Problem(`There is no bench ${strange}: choose ${Object.keys(BENCHES).join(' or ')}.`);
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds > 0)) {
    throw new Problem(`${values.rounds} rounds: choose a whole number from 1 on.`);
  }

  await setup();
  const browsers = await import('./lib/browsers.mjs');
  await browsers.ensureBrowsers();
  await build();
  for (const kind of kinds) {
    const rows = BENCHES[kind].rows.filter(({ title }) => title.includes(values.only));
    if (rows.length === 0) continue;
    const outcome = await run(browsers, kind, rows, rounds);
    /** @type {number[]} */
    let first_map_ms = [];
    if (kind === 'som' && !values.only) {
      first_map_ms = await measureFirstMap(browsers, rounds);
      const seconds = (median(first_map_ms) / 1000).toFixed(2);
      console.log(`first map after opening the page, CPU backend: ${seconds} s`);
    }
    const folder = join(root, 'bench-results');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${kind}-${new Date().toISOString().replace(/[:.]/g, '-')}.json`);
    writeFileSync(file, JSON.stringify({ ...outcome, rounds, first_map_ms }, null, 2));
    console.log(`All runs: ${file}`);
  }
});
