// The widget on a page of another origin, which may not start our worker by its address.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from '../../scripts/lib/browsers.mjs';
import { open } from './open.js';

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
