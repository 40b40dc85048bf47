// `npm run bench`: how fast our two paths train in headless Chromium, beside other people's packages. All of them take
// turns in one run; the tables show medians. Nothing here is a test.
//
//   npm run bench                         maps, networks, convolutions, agents, and several networks at once
//   npm run bench -- som --rounds 9       maps only, nine rounds after the one that warms up
//   npm run bench -- conv net             convolutions and fully-connected networks
//   npm run bench -- agent                agents, beside deep Q-learning elsewhere
//   npm run bench -- pool                 several networks at once, on one engine worker of the page and on more
//   npm run bench -- figures --rounds 1   figures as visitors have them, a minute each, beside their engine alone;
//                                         --browser chromium-webgpu for a graphics adapter
//   npm run bench -- layout               what moves by itself on the page, and its longest tasks, at four widths
//   npm run bench -- net --only masks     the rows whose titles have this text in them

import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { agent } from './bench/agent.mjs';
import { conv } from './bench/conv.mjs';
import { figures } from './bench/figures.mjs';
import { layout, tableOf } from './bench/layout.mjs';
import { net } from './bench/net.mjs';
import { pool } from './bench/pool.mjs';
import { measureFirstMap, som } from './bench/som.mjs';
import { Problem, root, script } from './lib/process.mjs';
import { setup } from './setup.mjs';

/**
 * One kind of work. Every call goes to the worker that `bench/index.html` starts for it, and comes back with figures.
 * @typedef {object} Bench
 * @property {number} n  images of each data set that the worker loads
 * @property {Record<string, string>} figures  what the calls measure, and its title
 * @property {Row[]} rows
 * @property {Goal[]} [goals]
 * @property {Open} [open]  a place of its own for its calls
 * @property {boolean} [cold]  it is measured from the start, without a round that warms up
 *
 * @typedef {(browsers: typeof import('./lib/browsers.mjs'), kind: import('./lib/browsers.mjs').BrowserKind) =>
 *   Promise<{call: Call, close: () => Promise<void>, version: string}>} Open
 *
 * @typedef {{ title: string, calls: Record<string, unknown[]>, mayFail?: string[] }} Row  calls by contestant, and who
 *   of them cannot do it
 * @typedef {{ title: string, contestant: string, figure: string, over?: string, least: number }} Goal  what a figure
 *   should come to, or how many times that of another contestant
 * @typedef {Record<string, number>} Figures
 * @typedef {{ title: string, runs: Record<string, Figures[]>, failed: Record<string, string> }} Result  a run each
 *   round; what those say who failed
 * @typedef {(name: string, ...args: unknown[]) => Promise<any>} Call
 */

/** @type {Record<string, Bench>} */
const BENCHES = { som, net, conv, agent, pool, figures };
/** What takes many minutes is measured when it is asked for. */
const USUAL = Object.keys(BENCHES).filter((kind) => kind !== 'figures');

/** @param {number} value */
const short = (value) => Number(value.toPrecision(3));

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * All contestants of all rows in turn, round after round; the first round only warms up.
 * @param {Row[]} rows
 * @param {(...call: any[]) => Promise<Figures>} call
 * @param {number} rounds
 * @param {boolean} [cold]  every round counts
 * @returns {Promise<Result[]>}
 */
async function measure(rows, call, rounds, cold = false) {
  /** @type {Result[]} */
  const results = rows.map(({ title }) => ({ title, runs: {}, failed: {} }));
  for (let round = cold ? 1 : 0; round <= rounds; round++) {
    process.stderr.write(round === 0 ? 'warming up ' : `\nround ${round} of ${rounds} `);
    for (const [i, { calls, mayFail }] of rows.entries()) {
      const { runs, failed } = results[i];
      for (const [contestant, args] of Object.entries(calls)) {
        if (contestant in failed) continue;
        try {
          const figures = await call(...args);
          if (round > 0) (runs[contestant] ??= []).push(figures);
        } catch (error) {
          if (!mayFail?.includes(contestant)) throw error;
          [failed[contestant]] = String(error).split('\n');
        }
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
        return [contestant, value < 10 ? short(value) : Math.round(value)];
      });
    return [title, Object.fromEntries(cells)];
  });
  console.table(Object.fromEntries(rows));
}

/**
 * What every round came to beside what it should.
 * @param {Goal[]} goals
 * @param {Result[]} results
 */
function judge(goals, results) {
  const rows = goals.flatMap(({ title, contestant, figure, over, least }) => {
    const runs = results.find((result) => result.title === title)?.runs;
    if (!runs) return [];
    const rounds = runs[contestant].map((run, round) => run[figure] / (over ? runs[over][round][figure] : 1));
    const reached = median(rounds);
    return {
      what: `${title}: ${contestant}, ${figure}${over ? ` over ${over}` : ''}`,
      median: short(reached),
      goal: `≥ ${short(least)}`,
      reached: reached >= least ? 'yes' : 'no',
      rounds: rounds.map(short).join(' '),
    };
  });
  if (rows.length === 0) return;
  console.log('\nGoals');
  console.table(rows);
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
 * The page of the bench, whose workers do what is asked.
 * @param {typeof import('./lib/browsers.mjs')} browsers
 * @param {string} kind
 */
async function openBench({ launch, serve }, kind) {
  const site = await serve('.');
  const browser = await launch('chromium-webgpu');
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(`${site.url}target/bench/index.html#${kind}`);
  /** @type {Call} */
  const call = (name, ...args) =>
    page.evaluate((name, args) => /** @type {any} */ (globalThis).call(name, ...args), name, args);
  const backends = await call('prepare', BENCHES[kind].n);
  const close = async () => {
    await browser.close();
    site.close();
  };
  return { call, close, backends, version: await browser.version() };
}

/**
 * One kind of work in a fresh browser.
 * @param {typeof import('./lib/browsers.mjs')} browsers
 * @param {string} kind
 * @param {Row[]} rows
 * @param {{rounds: number, browser: import('./lib/browsers.mjs').BrowserKind}} how
 */
async function run(browsers, kind, rows, { rounds, browser }) {
  const { open, cold } = BENCHES[kind];
  const opened = await (open ? open(browsers, browser) : openBench(browsers, kind));
  const { version } = opened;
  /** @type {any} */
  const backends = 'backends' in opened ? opened.backends : { browser };
  const { model } = os.cpus()[0];
  const on = backends.gpu ? `WebGPU: ${backends.gpu.adapter}` : browser;
  console.log(`\n${version} on ${os.cpus().length} × ${model}; ${on}\n`);
  const results = await measure(rows, opened.call, rounds, cold);
  await opened.close();
  for (const [figure, title] of Object.entries(BENCHES[kind].figures)) {
    if (!results.some(({ runs }) => Object.values(runs).some(([first]) => figure in first))) continue;
    console.log(`\n${title}, medians`);
    table(results, figure);
  }
  judge(BENCHES[kind].goals ?? [], results);
  for (const { title, failed } of results) {
    for (const [contestant, why] of Object.entries(failed)) {
      console.log(`${title}: ${contestant} failed. ${why}`);
    }
  }
  return { machine: { processor: model, cores: os.cpus().length, browser: version }, backends, results };
}

/** @param {typeof import('./lib/browsers.mjs')} browsers */
async function still(browsers) {
  const results = await layout(browsers);
  console.log('\nlayout shift, by the width of the page');
  console.table(tableOf(results, 'shift', 4));
  console.log('\nlongest task, milliseconds');
  console.table(tableOf(results, 'longest', 0));
}

await script(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
      browser: { type: 'string', default: 'chromium-cpu' },
    },
  });
  const kinds = positionals.length > 0 ? positionals : USUAL;
  const known = [...Object.keys(BENCHES), 'layout'];
  const strange = kinds.find((kind) => !known.includes(kind));
  if (strange) throw new Problem(`There is no bench ${strange}: choose ${known.join(' or ')}.`);
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds > 0)) {
    throw new Problem(`${values.rounds} rounds: choose a whole number from 1 on.`);
  }

  await setup();
  const browsers = await import('./lib/browsers.mjs');
  await browsers.ensureBrowsers();
  await build();
  for (const kind of kinds) {
    if (kind === 'layout') {
      await still(browsers);
      continue;
    }
    const rows = BENCHES[kind].rows.filter(({ title }) => title.includes(values.only));
    if (rows.length === 0) continue;
    const outcome = await run(browsers, kind, rows, { rounds, browser: /** @type {any} */ (values.browser) });
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
