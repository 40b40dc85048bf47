// The built site in real browsers, used as a visitor uses it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from './open.js';

/** @import { SomLab } from '../../www/element/som-lab.js' */

/** @type {{ kind: import('../../scripts/lib/browsers.mjs').BrowserKind, backend: 'gpu' | 'cpu' }[]} */
const cases = [
  { kind: 'chromium-webgpu', backend: 'gpu' },
  { kind: 'chromium-cpu', backend: 'cpu' },
  { kind: 'firefox-webgpu', backend: 'gpu' },
];

describe.each(cases)('the page on the $backend of $kind', ({ kind, backend }) => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let opened;

  /**
   * Waits until something is true of the figure.
   * @param {string} condition an expression over `lab`
   */
  const until = (condition) =>
    opened.page.waitForFunction(
      `(() => { const lab = document.querySelector('som-lab'); return ${condition}; })()`,
      {
        timeout: 60_000,
      },
    );

  /** @param {string} settings */
  const apply = (settings) =>
    opened.page.$eval('som-lab', (lab, settings) => /** @type {SomLab} */ (lab).apply(settings), settings);

  const step = () => opened.page.$eval('som-lab', (lab) => /** @type {SomLab} */ (lab).step);

  /** A hash of the weights, as the pixels that the engine made of them. */
  const weights = () =>
    opened.page.$eval('som-lab', async (lab) => {
      const { tiles } = /** @type {import('../../www/engine/protocol.js').Frame} */ (
        /** @type {SomLab} */ (lab).frame
      );
      const hash = await crypto.subtle.digest('SHA-256', /** @type {Uint8Array<ArrayBuffer>} */ (tiles));
      return new Uint8Array(hash).join();
    });

  /** @param {import('puppeteer-core').KeyInput} key */
  const press = (key) => opened.page.keyboard.press(key);

  /** @param {number} count */
  async function advance(count) {
    const from = await step();
    for (let i = 1; i <= count; i++) {
      await press('ArrowRight');
      await until(`lab.step === ${from + i}`);
    }
  }

  beforeAll(async () => {
    opened = await open(kind, 'dist', '', () => {
      const scope = /** @type {any} */ (globalThis);
      addEventListener('som-lab:frame', () => (scope.firstMap ??= performance.now()), true);
    });
  });
  afterAll(() => opened?.close());

  test('a map appears by itself', async () => {
    await until('lab?.frame && globalThis.firstMap');
    const milliseconds = await opened.page.evaluate(() => /** @type {any} */ (globalThis).firstMap);
    console.log(`${kind}: the first map after ${(milliseconds / 1000).toFixed(2)} s`);
  });

  test(`it learns on the ${backend}: the quantization error falls`, async () => {
    await apply(`backend=${backend}&speed=max&epochs=3`);
    await until(`lab.backend?.backend === '${backend}'`);
    await until(
      'lab.course.length > 1 && lab.quality.quantization_error < 0.9 * lab.course[0].quantization_error',
    );
  });

  test('space pauses, → makes one step', async () => {
    // Long enough not to end by itself.
    await apply('epochs=1000');
    await until(`lab.phase === 'running'`);
    await opened.page.hover('som-lab');
    await press(' ');
    await until(`lab.phase === 'paused'`);
    await press('r');
    await until('lab.step === 0');
    await advance(1);
    // A second step, or a map that runs on, would show by now.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await step()).toBe(1);
  });

  test('r begins again with the same weights, and so does all that follows', async () => {
    await advance(2);
    const first = await weights();
    await press('r');
    await until('lab.step === 0');
    const start = await weights();
    await advance(3);
    const second = await weights();
    expect(second).not.toBe(start);
    expect(second).toBe(first);
  });

  test.each(['u_matrix', 'hits', 'classes', 'component'])('the view %s has values', async (view) => {
    await apply(`view=${view}`);
    await until(`lab.frame?.values.length === lab.frame.rows * lab.frame.cols`);
  });

  test.each(['line', 'ring', 'torus', 'hexagonal'])('the lattice %s trains', async (lattice) => {
    await apply(`view=codebook&lattice=${lattice}`);
    await until(`lab.frame?.lattice === '${lattice}' && lab.step > 1`);
  });

  test.each(['cifar10', 'colors', 'mnist'])('the data set %s trains', async (dataset) => {
    await apply(`lattice=rectangle&dataset=${dataset}`);
    const width = { cifar10: 32, colors: 1, mnist: 28 }[dataset];
    await until(`lab.frame?.tile_width === ${width} && lab.step > 1`);
  });

  test('nothing was complained about', () => {
    expect(opened.complaints).toEqual([]);
  });
});
