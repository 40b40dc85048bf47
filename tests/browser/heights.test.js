// The place of every figure is kept before it is there: opening the article moves nothing that is being read.

import { describe, expect, test } from 'vitest';
import { builtSite } from './open.js';

/** Of the height at rest; other fonts and longer words change it a little. */
const MOST = 0.04;

describe.each([390, 768, 1280])('the article, %d pixels wide', (width) => {
  const site = builtSite();

  /**
   * @param {boolean} scripts
   * @returns {Promise<Record<string, number>>} the height of each figure
   */
  async function heights(scripts) {
    const page = await site.browser.newPage();
    const mobile = width < 500;
    await page.setViewport({ width, height: 900, isMobile: mobile, hasTouch: mobile });
    // At rest: no figure starts by itself.
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await page.setJavaScriptEnabled(scripts);
    await page.goto(site.server.url);
    if (scripts) {
      // A figure comes when somebody comes near.
      for (const lab of await page.$$('som-lab')) {
        await lab.evaluate((lab) => lab.scrollIntoView());
        await page.waitForFunction((lab) => lab.shadowRoot?.querySelector('.evidence'), {}, lab);
      }
      await page.evaluate(() => new Promise((done) => setTimeout(done, 1500)));
    }
    const found = await page.$$eval('som-lab', (labs) =>
      labs.map((lab) => [lab.getAttribute('experiment'), Math.round(lab.getBoundingClientRect().height)]),
    );
    await page.close();
    return Object.fromEntries(found);
  }

  test('keeps the place of every figure', async () => {
    const [kept, needed] = [await heights(false), await heights(true)];
    expect(Object.keys(kept).length).toBeGreaterThan(12);
    const off = Object.entries(needed).filter(([name, at]) => Math.abs(kept[name] - at) > MOST * at);
    const words = off.map(
      ([name, at]) => `${name} keeps ${kept[name]}: write --at-${width}: ${Math.round(at / 10) * 10}`,
    );
    expect(words).toEqual([]);
  });
});
