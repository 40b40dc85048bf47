// How much of the page moves by itself, and how long it keeps the main thread: while it loads, is scrolled through, and
// while figures run, at four widths.

import { setTimeout as sleep } from 'node:timers/promises';

/** @import { Page } from 'puppeteer-core' */
/** @typedef {{shift: number, longest: number}} Stillness  summed layout shift; the longest task in milliseconds */

const WIDTHS = [390, 768, 1280, 1440];
const RUNS = ['ring', 'map', 'csom', 'cartpole'];
const SECONDS = 20;

/** What is visited, and what is done there. @type {Record<string, {path: string, act: (page: Page) => Promise<unknown>}>} */
const VISITS = {
  'article, loading': { path: 'index.html', act: () => sleep(5000) },
  'article, scrolled through': { path: 'index.html', act: scroll },
  'playground#ring, loading': { path: 'playground.html#ring', act: () => sleep(5000) },
  ...Object.fromEntries(
    RUNS.map((id) => [
      `${id}, ${SECONDS} s`,
      { path: `playground.html#${id}`, act: () => sleep(1000 * SECONDS) },
    ]),
  ),
};

/** @param {Page} page */
function scroll(page) {
  return page.evaluate(async () => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, 120));
    for (let y = 0; y < document.documentElement.scrollHeight; y += 500) {
      scrollTo(0, y);
      await pause();
    }
  });
}

/** In the page, before its own scripts. */
function observe() {
  const found = { shift: 0, longest: 0 };
  Object.assign(globalThis, { stillness: found });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of /** @type {any[]} */ (list.getEntries())) {
      if (!hadRecentInput) found.shift += value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) found.longest = Math.max(found.longest, duration);
  }).observe({ type: 'longtask', buffered: true });
}

/**
 * @param {typeof import('../lib/browsers.mjs')} browsers
 * @returns {Promise<Record<string, Record<number, Stillness>>>} by visit and width
 */
export async function layout({ launch, serve }) {
  const site = await serve('dist');
  const browser = await launch('chromium-cpu');
  /** @type {Record<string, Record<number, Stillness>>} */
  const results = {};
  for (const [title, { path, act }] of Object.entries(VISITS)) {
    results[title] = {};
    for (const width of WIDTHS) {
      const page = await browser.newPage();
      const mobile = width < 500;
      await page.setViewport({ width, height: 900, isMobile: mobile, hasTouch: mobile });
      await page.evaluateOnNewDocument(observe);
      await page.goto(site.url + path);
      await act(page);
      results[title][width] = await page.evaluate(() => /** @type {any} */ (globalThis).stillness);
      await page.close();
      process.stderr.write('.');
    }
  }
  process.stderr.write('\n');
  await browser.close();
  site.close();
  return results;
}

/**
 * @param {Awaited<ReturnType<typeof layout>>} results
 * @param {keyof Stillness} figure
 * @param {number} digits
 */
export const tableOf = (results, figure, digits) =>
  Object.fromEntries(
    Object.entries(results).map(([title, widths]) => [
      title,
      Object.fromEntries(
        Object.entries(widths).map(([width, found]) => [width, found[figure].toFixed(digits)]),
      ),
    ]),
  );
