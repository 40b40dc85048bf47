// How much a visitor fetches from the built site, in kB with every file that is not compressed already as brotli.
//
//   node scripts/bench/weight.mjs          of dist/, as `npm run build` makes it

import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { launch, serve } from '../lib/browsers.mjs';
import { script } from '../lib/process.mjs';

/** @type {Record<string, string>} */
const SORTS = { '.webp': 'pictures', '.wasm': 'engine' };

/** @param {string} path */
const sortOf = (path) => (path.includes('/data/') ? 'data' : (SORTS[extname(path)] ?? 'code'));

/** A page of someone else's, with a figure far below. @param {string} site */
const far = (site) => `<!doctype html><title>A blog</title><div style="height: 9000px"></div>
  <som-lab experiment="map" poster="${site}posters/map.webp"></som-lab>
  <script type="module" src="${site}som-lab.js"></script>`;

/** What is done, and when it is over: an expression over `lab`. @type {[string, string, string][]} */
const VISITS = [
  ['the article, opened at the top', 'index.html', ''],
  ['a page with one figure far below', 'far', ''],
  ...['map', 'stack', 'order', 'csom', 'cartpole'].map(
    (id) =>
      /** @type {[string, string, string]} */ ([`${id}, started`, `playground.html#${id}`, 'lab.step > 0']),
  ),
];

/** @type {Map<string, number>} */
const sizes = new Map();

/** @param {string} path */
function sizeOf(path) {
  if (!sizes.has(path)) {
    const bytes = readFileSync(path);
    const packed = /\.(webp|gz)$/.test(path);
    sizes.set(path, packed ? bytes.length : brotliCompressSync(bytes).length);
  }
  return sizes.get(path) ?? 0;
}

/** @param {string[]} paths */
function summary(paths) {
  /** @type {Record<string, number>} */
  const sums = { code: 0, pictures: 0, engine: 0, data: 0 };
  for (const path of new Set(paths)) sums[sortOf(path)] += sizeOf(path);
  const parts = Object.entries(sums).map(([sort, bytes]) => `${sort} ${(bytes / 1000).toFixed(0)}`);
  return `${parts.join(', ')}, ${new Set(paths).size} files`;
}

await script(async () => {
  /** @type {string[]} */
  let paths = [];
  const server = await serve('dist', (path) => paths.push(path));
  const browser = await launch('chromium-cpu');
  for (const [title, path, over] of VISITS) {
    paths = [];
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    // At rest, but for what is started.
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    if (path === 'far') await page.setContent(far(server.url));
    else await page.goto(server.url + path);
    if (over) {
      await page.waitForFunction("document.querySelector('som-lab')?.play");
      await page.$eval('som-lab', (lab) =>
        /** @type {import('../../www/element/som-lab.js').SomLab} */ (lab).play(),
      );
      await page.waitForFunction(
        `(() => { const lab = document.querySelector('som-lab'); return ${over}; })()`,
      );
    } else await page.waitForNetworkIdle({ idleTime: 2000 });
    console.log(`${title}: ${summary(paths)}`);
    await context.close();
  }
  await browser.close();
  server.close();
});
