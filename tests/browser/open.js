import { afterAll, beforeAll } from 'vitest';
import { launch, serve } from '../../scripts/lib/browsers.mjs';

/** @import { BrowserKind } from '../../scripts/lib/browsers.mjs' */

/**
 * A browser with one tab, on a page of a folder of this repository.
 * @param {BrowserKind} kind
 * @param {string} folder
 * @param {string} [path]
 * @param {() => void} [before] runs in the page before its own scripts
 * @param {Parameters<typeof serve>[2]} [host]
 */
export async function open(kind, folder, path = '', before = () => {}, host = {}) {
  const server = await serve(folder, undefined, host);
  const browser = await launch(kind);
  const page = await browser.newPage();
  /** What the page said on its console as an error, or threw. @type {string[]} */
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.setViewport({ width: 1280, height: 900 });
  await page.evaluateOnNewDocument(before);
  await page.goto(server.url + path);
  // A figure comes a moment after its page; its stage is there with its transport.
  if (path.startsWith('playground.html')) {
    await page.waitForFunction(() =>
      document.querySelector('som-lab')?.shadowRoot?.querySelector('.transport'),
    );
  }

  async function close() {
    await browser.close();
    server.close();
  }
  return { page, complaints, close };
}

/**
 * The built site and a browser, for all tests around which it is called.
 * @returns {{server: Awaited<ReturnType<typeof serve>>, browser: Awaited<ReturnType<typeof launch>>}} once they begin
 */
export function builtSite() {
  const site = /** @type {ReturnType<typeof builtSite>} */ ({});
  beforeAll(async () => {
    site.server = await serve('dist');
    site.browser = await launch('chromium-cpu');
  });
  afterAll(async () => {
    await site.browser?.close();
    site.server?.close();
  });
  return site;
}
