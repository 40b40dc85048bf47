// The widget on a page of another origin, which may not start our worker by its address.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from '../../scripts/lib/browsers.mjs';
import { open } from './open.js';

/** @import { SomLab } from '../../www/element/som-lab.js' */

describe.each(/** @type {const} */ (['chromium-cpu', 'firefox-webgpu']))(
  'a figure embedded elsewhere, in %s',
  (kind) => {
    /** @type {Awaited<ReturnType<typeof serve>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof open>>} */
    let blog;

    beforeAll(async () => {
      site = await serve('dist');
      blog = await open(kind, 'tests/browser/fixtures', `embed.html?widget=${site.url}som-lab.js`);
    });
    afterAll(async () => {
      await blog?.close();
      site?.close();
    });

    test('it learns', async () => {
      await blog.page.waitForFunction(
        () => {
          const lab = /** @type {import('../../www/element/som-lab.js').SomLab} */ (
            document.querySelector('som-lab')
          );
          return lab.step > 3;
        },
        { timeout: 60_000 },
      );
    });

    test('nothing was complained about', () => {
      expect(blog.complaints).toEqual([]);
    });
  },
);

describe('a figure where little is allowed', () => {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let site;
  /** @type {Awaited<ReturnType<typeof open>> | undefined} */
  let blog;

  // Below a folder, on a host that does not know what WebAssembly is.
  beforeAll(async () => void (site = await serve('.', undefined, { untyped: ['.wasm'] })));
  afterAll(async () => {
    await blog?.close();
    site?.close();
  });

  test('under a strict content security policy it learns, and nothing is refused', async () => {
    const { origin } = new URL(site.url);
    const policy = [
      "default-src 'none'",
      `script-src 'self' ${origin} 'wasm-unsafe-eval'`,
      `worker-src blob: ${origin}`,
      `connect-src ${origin}`,
      `img-src ${origin} data: blob:`,
      `style-src ${origin}`,
    ].join('; ');
    const path = `strict.html?widget=${site.url}dist/som-lab.js`;
    const headers = { 'content-security-policy': policy };
    blog = await open('chromium-cpu', 'tests/browser/fixtures', path, () => {}, { headers });
    await blog.page.waitForFunction(
      () => {
        const [map, other] = /** @type {NodeListOf<SomLab>} */ (document.querySelectorAll('som-lab'));
        return map.step > 3 && map.quality && other.hasAttribute('ready');
      },
      { timeout: 60_000 },
    );
    expect(blog.complaints).toEqual([]);
    await blog.close();
  });

  test('in a frame that may do nothing but run scripts it learns, and has the height that it needs', async () => {
    blog = await open('chromium-cpu', 'tests/browser/fixtures', `frame.html?site=${site.url}dist/`);
    const height = () => blog?.page.$eval('iframe', (frame) => frame.getBoundingClientRect().height);
    await blog.page.waitForFunction(() => document.querySelector('iframe')?.style.height !== '');
    const element = await blog.page.$('iframe');
    const frame = await element?.contentFrame();
    await frame?.waitForSelector('som-lab');
    await frame?.evaluate(() => /** @type {SomLab} */ (document.querySelector('som-lab')).play());
    await frame?.waitForFunction(() => /** @type {SomLab} */ (document.querySelector('som-lab')).step > 3, {
      timeout: 60_000,
    });
    expect(await height()).toBeGreaterThan(600);
    const inside = await frame?.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
    expect(inside).toBeLessThan(2);
    expect(blog.complaints).toEqual([]);
  });
});
