// The package as others use it: a plain page, a Vite app and a React page are built with it and opened.

import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch, serve } from '../../scripts/lib/browsers.mjs';
import { layOut } from '../../scripts/lib/package.mjs';
import { root } from '../../scripts/lib/process.mjs';

/** @type {string} */
let folder;
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
/** @type {Awaited<ReturnType<typeof launch>>} */
let browser;

beforeAll(async () => {
  // Within the repository: React is found in its node_modules.
  folder = mkdtempSync(join(root, 'node_modules/.examples-'));
  const made = join(folder, 'node_modules/som-lab');
  mkdirSync(made, { recursive: true });
  layOut(join(root, 'dist'), made);
  for (const name of ['plain', 'vite', 'react']) {
    const place = join(folder, name);
    cpSync(join(root, 'examples', name), place, { recursive: true });
    const served = name === 'plain' ? place : join(place, 'public');
    cpSync(join(made, 'dist'), join(served, 'som-lab'), { recursive: true });
    copyFileSync(join(root, 'www/public/posters/map.webp'), join(served, 'poster.webp'));
    if (name !== 'plain')
      await build({
        root: place,
        base: './',
        configFile: false,
        logLevel: 'error',
        build: { target: 'esnext' },
      });
  }
  server = await serve(relative(root, folder));
  browser = await launch('chromium-cpu');
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  if (folder) rmSync(folder, { recursive: true });
});

test.each(['plain/', 'vite/dist/', 'react/dist/'])('%s shows its poster, and learns', async (path) => {
  const page = await browser.newPage();
  /** @type {string[]} */
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  await page.goto(server.url + path);
  const of = (/** @type {string} */ condition) =>
    page.waitForFunction(
      `(() => { const lab = document.querySelector('som-lab'); return ${condition}; })()`,
      {
        timeout: 20_000,
      },
    );
  await of(`lab?.shadowRoot?.querySelector('img')?.src.endsWith('poster.webp')`);
  await page.$eval('som-lab', (lab) => /** @type {any} */ (lab).play());
  await of('lab.step > 3 && lab.config.dataset === "colors" && lab.config.rows === 12');
  if (path.startsWith('react')) {
    await page.waitForFunction(`/^step \\d+/.test(document.querySelector('#said').textContent)`);
  }
  expect(wrong).toEqual([]);
  await page.close();
});

test.each([
  ['where data-url says', true],
  ['nowhere, which is told', false],
])('the data lie %s', async (_, there) => {
  const site = await serve('dist');
  const page = await browser.newPage();
  await page.goto(`${server.url}plain/`);
  const address = there ? `${site.url}data` : `${server.url}nowhere`;
  await page.evaluate(async (address) => {
    await customElements.whenDefined('som-lab');
    const lab = /** @type {import('../../www/element/som-lab.js').SomLab} */ (
      document.createElement('som-lab')
    );
    lab.setAttribute('data-url', address);
    document.querySelector('som-lab')?.replaceWith(lab);
    lab.play();
  }, address);
  const seen = there ? 'lab.step > 3 && lab.config.dataset === "mnist"' : 'lab.phase === "error"';
  await page.waitForFunction(`(() => { const lab = document.querySelector('som-lab'); return ${seen}; })()`, {
    timeout: 20_000,
  });
  const said = await page.$eval(
    'som-lab',
    (lab) => lab.shadowRoot?.querySelector('[role=alert]')?.textContent,
  );
  if (there) expect(said).toBeUndefined();
  else expect(said).toMatch(/status 404.*name their folder as data-url/s);
  await page.close();
  site.close();
});
