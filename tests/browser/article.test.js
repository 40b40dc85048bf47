// The article and the playground as they stand still while they load and run, and the way through the chapters.

import { describe, expect, test } from 'vitest';
import { builtSite } from './open.js';

/** @import { SomLab } from '../../www/element/som-lab.js' */

/** Of a good page, by the Web Vitals; ours is a tenth of it. */
const GOOD = 0.05;
const CHAPTERS = ['maps', 'patches', 'ring', 'stacks', 'masks', 'filters', 'sparse', 'agent', 'what-holds'];

const site = builtSite();

/**
 * @param {string} path
 * @param {number} width
 */
async function visit(path, width) {
  const page = await site.browser.newPage();
  const mobile = width < 500;
  await page.setViewport({ width, height: 844, isMobile: mobile, hasTouch: mobile });
  await page.evaluateOnNewDocument(() => {
    const scope = /** @type {any} */ (globalThis);
    scope.shifted = 0;
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of /** @type {any[]} */ (list.getEntries())) {
        if (!hadRecentInput) scope.shifted += value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(site.server.url + path);
  return page;
}

/** @typedef {Awaited<ReturnType<typeof visit>>} Page */

/** All that has moved so far. @param {Page} page */
const shifted = (page) => page.evaluate(() => /** @type {any} */ (globalThis).shifted);

/** @param {Page} page @param {number} milliseconds */
const wait = (page, milliseconds) =>
  page.evaluate((time) => new Promise((resolve) => setTimeout(resolve, time)), milliseconds);

/** A condition over `lab`, the figure of an experiment. @param {Page} page @param {string} experiment @param {string} condition */
const until = (page, experiment, condition) =>
  page.waitForFunction(
    `(() => { const lab = [...document.querySelectorAll('som-lab')].find((lab) => lab.experiment === '${experiment}'); return lab && (${condition}); })()`,
    { timeout: 60_000 },
  );

/** Where an element stands in the window. @param {Page} page @param {string} selector */
const topOf = (page, selector) => page.$eval(selector, (element) => element.getBoundingClientRect().top);

describe.each([390, 1280])('%d pixels wide, nothing jumps', (width) => {
  test('while the article loads, and its first figure runs', async () => {
    const page = await visit('index.html', width);
    await until(page, 'map', 'lab.frame?.step > 20 && lab.quality');
    await wait(page, 500);
    expect(await shifted(page)).toBeLessThan(GOOD);
    await page.close();
  });

  test('while the ring loads, runs and comes to its end', async () => {
    const page = await visit('playground.html#ring&dataset=turntable-32&speed=max', width);
    await until(page, 'ring', `lab.phase === 'finished' && lab.runs.every((run) => run.quality?.angles)`);
    await wait(page, 500);
    expect(await shifted(page)).toBeLessThan(GOOD);
    await page.close();
  });
});

describe('the contents', () => {
  test('stand beside the figures, and tell where the reader is', async () => {
    const page = await visit('index.html', 1280);
    await until(page, 'map', 'lab.renderRoot');
    const boxes = await page.$$eval('#chapters, som-lab', (all) =>
      all.map((one) => one.getBoundingClientRect()).map(({ left, right }) => ({ left, right })),
    );
    const [list, ...figures] = boxes;
    for (const { left, right } of figures) {
      expect(left).toBeGreaterThanOrEqual(list.right);
      expect(right).toBeLessThanOrEqual(1280);
    }
    const current = () =>
      page.$$eval('.contents [aria-current=location]', (links) =>
        links.map((link) => link.getAttribute('href')),
      );
    expect(await current()).toEqual(['#maps']);
    for (const chapter of ['agent', 'stacks']) {
      await page.click(`#chapters a[href="#${chapter}"]`);
      await page.waitForFunction(`document.querySelector('[href="#${chapter}"][aria-current]')`);
      expect(await current()).toEqual([`#${chapter}`]);
      const top = await topOf(page, `#${chapter}`);
      expect(top).toBeGreaterThan(0);
      expect(top).toBeLessThan(120);
    }
    // Reading on writes no address.
    await page.evaluate(() => document.querySelector('#masks')?.scrollIntoView());
    await page.waitForFunction(() => document.querySelector('[href="#masks"][aria-current]'));
    expect(new URL(page.url()).hash).toBe('#stacks');
    await page.close();
  });

  test.each([true, false])(
    'open from the bar on a phone by keys alone, with scripts: %s',
    async (scripts) => {
      const page = await site.browser.newPage();
      await page.setJavaScriptEnabled(scripts);
      await page.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true });
      await page.goto(`${site.server.url}index.html`);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      const links = await page.$$eval('#chapters li a', (all) =>
        all.map((link) => ({ to: link.getAttribute('href'), height: link.getBoundingClientRect().height })),
      );
      expect(links.map(({ to }) => to)).toEqual(CHAPTERS.map((id) => `#${id}`));
      expect(Math.min(...links.map(({ height }) => height))).toBeGreaterThanOrEqual(44);
      for (let i = 0; i < 3; i++) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.waitForFunction(
        () => Math.abs(document.querySelector('#ring')?.getBoundingClientRect().top ?? 1e4) < 150,
      );
      if (scripts) expect(await page.$('#chapters:popover-open')).toBeNull();
      await page.close();
    },
  );
});

test('a word tells what it means to who points at it, and lets go at Escape', async () => {
  const page = await visit('index.html#ring', 1280);
  await page.waitForSelector('.word[aria-describedby]');
  await page.hover('.word[href="#word-seed"]');
  const seen = () => page.$eval('.meaning', (card) => (card.checkVisibility() ? card.textContent : ''));
  expect(await seen()).toContain('Another seed is another run.');
  await page.keyboard.press('Escape');
  expect(await seen()).toBe('');
  await page.close();
});

test('chapters and states of figures share the address', async () => {
  const page = await visit('index.html#ring&seed=9', 1280);
  const seed = () =>
    page.$eval('som-lab[experiment=ring]', (lab) => /** @type {SomLab} */ (lab).figure?.state.config.seed);
  await until(page, 'ring', 'lab.figure?.state.config.seed === 9');
  // A link to a figure leads to it.
  await page.waitForFunction(
    () =>
      Math.abs(document.querySelector('som-lab[experiment=ring]')?.getBoundingClientRect().top ?? 1e4) < 100,
  );
  // A chapter is no state, also where an experiment has its name.
  await page.click('#chapters a[href="#ring"]');
  await page.waitForFunction(() => location.hash === '#ring');
  await wait(page, 400);
  expect([await seed(), await page.evaluate(() => location.hash)]).toEqual([9, '#ring']);
  await page.goBack();
  await page.waitForFunction(() => location.hash === '#ring&seed=9');
  await page.close();
});
