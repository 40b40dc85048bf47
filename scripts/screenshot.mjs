// Pictures of the page as it stands in the working tree, to look at: desktop and phone, light and dark.
//
//   npm run screenshot                                    the whole page, after 5 s, into screenshots/
//   npm run screenshot -- playground.html#seed=2 --seconds 20 --browser chromium-webgpu

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { launch } from './lib/browsers.mjs';
import { root, script } from './lib/process.mjs';

const DEVICES = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} url
 * @param {keyof typeof DEVICES} device
 * @param {'light' | 'dark'} theme
 * @param {number} seconds
 */
async function shoot(browser, url, device, theme, seconds) {
  const page = await browser.newPage();
  page.on('console', (message) => message.type() === 'error' && console.log(`  console: ${message.text()}`));
  page.on('pageerror', (error) => console.log(`  error: ${error}`));
  await page.setViewport(DEVICES[device]);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
  await page.goto(url);
  await sleep(1000 * seconds);

  const name = new URL(url).pathname.replace(/^\/|\.html$/g, '') || 'index';
  const path = join('screenshots', `${name}-${device}-${theme}.png`);
  await page.screenshot({ path: /** @type {`${string}.png`} */ (join(root, path)), fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  console.log(`${path}${overflow > 0 ? `: ${overflow} px wider than the screen` : ''}`);
  await page.close();
}

await script(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '5' },
      browser: { type: 'string', default: 'chromium-cpu' },
    },
  });
  mkdirSync(join(root, 'screenshots'), { recursive: true });
  const server = await createServer({
    root: join(root, 'www'),
    configFile: join(root, 'vite.config.js'),
    logLevel: 'warn',
    server: { port: 0 },
  });
  await server.listen();
  const base = server.resolvedUrls?.local[0] ?? '';
  const browser = await launch(/** @type {import('./lib/browsers.mjs').BrowserKind} */ (values.browser));
  try {
    for (const page of positionals.length > 0 ? positionals : ['index.html']) {
      for (const device of /** @type {const} */ (['desktop', 'phone'])) {
        for (const theme of /** @type {const} */ (['light', 'dark'])) {
          await shoot(browser, new URL(page, base).href, device, theme, Number(values.seconds));
        }
      }
    }
  } finally {
    await browser.close();
    await server.close();
  }
});
