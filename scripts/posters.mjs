// Posters: what a figure shows at rest, of runs that have finished, into www/public/posters/.
//
//   node scripts/posters.mjs                 of every experiment
//   node scripts/posters.mjs patches ring    of these
//   node scripts/posters.mjs 'fc-sigma&epochs=2'    with settings of its own

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer } from 'vite';
import { FILES, posterOf } from '../www/catalogue/index.js';
import { launch } from './lib/browsers.mjs';
import { root, script } from './lib/process.mjs';

const FOLDER = join(root, 'www/public/posters');
const HOUR = 3_600_000;
/** A figure with several runs stands otherwise on a phone. */
const SHAPES = {
  '': { width: 1280, height: 900 },
  '-narrow': { width: 390, height: 844, deviceScaleFactor: 2 },
};

const SUFFIXES = /** @type {(keyof typeof SHAPES)[]} */ (Object.keys(SHAPES));

/**
 * @param {import('puppeteer-core').Page} page
 * @param {string} base
 * @param {string} what  the experiment, and settings if need be, as in a link
 */
async function poster(page, base, what) {
  const [name] = what.split('&');
  await page.setViewport(SHAPES['']);
  await page.goto(new URL(`playground.html#${what}&speed=max`, base).href);
  await page.reload();
  await page.waitForFunction(
    () => {
      const { phase } = /** @type {import('../www/element/som-lab.js').SomLab} */ (
        document.querySelector('som-lab')
      );
      return phase === 'finished';
    },
    { timeout: HOUR, polling: 500 },
  );
  // The last measurement and the last pictures are still to come.
  await sleep(3000);
  // Ink alone can be turned over, and color is one for both themes.
  const { drawn, narrow = true } = posterOf(name);
  const themed = drawn === 'themed';
  for (const shape of narrow ? SUFFIXES : SUFFIXES.slice(0, 1)) {
    await page.setViewport(SHAPES[shape]);
    // Pictures drawn as ink are turned over in the light theme, the poster with them; others have one for each.
    for (const theme of themed ? ['light', 'dark'] : ['dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
      await sleep(1500);
      await save(page, `${name}${shape}${themed && theme === 'dark' ? '-dark' : ''}.webp`);
    }
  }
}

/**
 * @param {import('puppeteer-core').Page} page
 * @param {string} file
 */
async function save(page, file) {
  const data = await page.evaluate(async () => {
    const figure = /** @type {import('../www/element/som-lab.js').SomLab} */ (
      document.querySelector('som-lab')
    );
    const stage = figure.renderRoot.querySelector(figure.figure?.record.page.stage ?? '');
    const address = new URL('canvas/compose.js', location.href).href;
    const { composed } = await import(/* @vite-ignore */ address);
    const root = stage?.shadowRoot;
    // A chart is not covered at rest. Both themes show through.
    const place = root?.querySelector('.pictures') ?? root?.querySelector('.stage');
    return composed(place, 'transparent').toDataURL('image/webp', 0.9);
  });
  const bytes = Buffer.from(data.split(',')[1], 'base64');
  writeFileSync(join(FOLDER, file), bytes);
  console.log(`${file}: ${Math.round(bytes.length / 1000)} kB`);
}

await script(async () => {
  const all = FILES.flatMap(({ posters }) => Object.keys(posters));
  const own = all.filter((id) => !posterOf(id).of);
  const names = process.argv.slice(2).length > 0 ? process.argv.slice(2) : own;
  mkdirSync(FOLDER, { recursive: true });
  const server = await createServer({
    root: join(root, 'www'),
    configFile: join(root, 'vite.config.js'),
    logLevel: 'warn',
    // Whoever edits meanwhile does not reload the page.
    server: { port: 0, watch: null, hmr: false },
  });
  await server.listen();
  const browser = await launch('chromium-cpu');
  try {
    const page = await browser.newPage();
    for (const name of names) await poster(page, server.resolvedUrls?.local[0] ?? '', name);
  } finally {
    await browser.close();
    await server.close();
  }
});
