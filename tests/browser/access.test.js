// For everyone: what axe-core finds, room for fingers, and a page at twice its size.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtSite } from './open.js';

/** @import { SomLab } from '../../www/element/som-lab.js' */

const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

const site = builtSite();

/**
 * @param {string} path
 * @param {{width: number, height: number, isMobile?: boolean, hasTouch?: boolean}} viewport
 * @param {boolean} live  a figure runs; else all are at rest
 */
async function visit(path, viewport, live) {
  const page = await site.browser.newPage();
  await page.setViewport(viewport);
  if (!live) await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await page.goto(site.server.url + path);
  // A figure comes when somebody comes near.
  for (const lab of await page.$$('som-lab')) {
    await lab.evaluate((element) => element.scrollIntoView());
    await page.waitForFunction((element) => element.hasAttribute('ready'), { timeout: 60_000 }, lab);
  }
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForFunction(
    (live) => {
      const labs = /** @type {SomLab[]} */ ([...document.querySelectorAll('som-lab')]);
      return labs.every((lab) => lab.renderRoot?.querySelector('.evidence') && (!live || lab.step > 0));
    },
    { timeout: 60_000 },
    live,
  );
  return page;
}

/** @typedef {Awaited<ReturnType<typeof visit>>} Page */

/** All that can be opened of a figure, open; tables of neurons, which are long, are like those of courses. @param {Page} page */
const unfold = (page) =>
  page.$eval('som-lab', async (lab) => {
    const { renderRoot, runs } = /** @type {SomLab} */ (lab);
    const tables = runs.length > 1 ? ['footer button:last-of-type'] : [];
    for (const name of ['.open-sheet', '.more-button', '.badge button', ...tables]) {
      /** @type {HTMLElement | null} */ (renderRoot.querySelector(name))?.click();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

/**
 * @param {Page} page
 * @param {string[]} [rules]  only these
 * @returns {Promise<string[]>} what is wrong, and where
 */
const violations = (page, rules) =>
  page.evaluate(async (rules) => {
    const { axe } = /** @type {any} */ (globalThis);
    const only = rules ? { runOnly: { type: 'rule', values: rules } } : {};
    const { violations } = await axe.run(document, { resultTypes: ['violations'], ...only });
    return violations.flatMap((/** @type {any} */ { id, nodes }) =>
      nodes.map(
        (/** @type {any} */ { target, html }) => `${id}: ${target.flat().join(' ')} ${html.slice(0, 120)}`,
      ),
    );
  }, rules);

const DESKTOP = { width: 1280, height: 900 };

describe.each([
  ['index.html', false],
  ['playground.html#map', true],
  ['playground.html#fc-two-sigmas', true],
])('%s, live: %s', (path, live) => {
  test('gives axe nothing to find, in the light and in the dark', async () => {
    const page = await visit(path, DESKTOP, live);
    if (live) await unfold(page);
    await page.evaluate(AXE);
    expect(await violations(page)).toEqual([]);
    const still = { name: 'prefers-reduced-motion', value: live ? 'no-preference' : 'reduce' };
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }, still]);
    expect(await violations(page, ['color-contrast'])).toEqual([]);
    await page.close();
  });
});

test('a finger finds every control of a phone', async () => {
  const phone = { width: 390, height: 844, isMobile: true, hasTouch: true };
  const page = await visit('playground.html#csom', phone, true);
  await unfold(page);
  const small = await page.evaluate(() => {
    const controls = 'button, a, select, input:not([type=file], [hidden]), [role=button], [role=slider]';
    /** @type {string[]} */
    const found = [];
    const walk = (/** @type {Document | ShadowRoot} */ root) => {
      for (const control of root.querySelectorAll(controls)) {
        const target = (control.matches('[type=radio]') && control.closest('label')) || control;
        const { width, height } = target.getBoundingClientRect();
        const seen = width > 0 && getComputedStyle(control).visibility !== 'hidden';
        if (seen && height < 44) found.push(`${control.outerHTML.slice(0, 100)}: ${width} × ${height}`);
      }
      for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) walk(shadowRoot);
    };
    walk(document);
    return found;
  });
  expect(small).toEqual([]);
  await page.close();
});

test.each(['index.html', 'playground.html#csom'])(
  '%s is read at 200 % without scrolling sideways',
  async (path) => {
    const page = await visit(path, { width: 640, height: 450 }, false);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
    await page.close();
  },
);
