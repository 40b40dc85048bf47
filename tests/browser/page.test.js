// The built site in real browsers, used as a visitor uses it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from './open.js';

/** @typedef {import('../../www/element/som-lab.js').SomLab} SomLab */

/** @type {{ kind: import('./open.js').BrowserKind, backend: 'gpu' | 'cpu' }[]} */
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

  /** What is seen: the step, and the weights as pixels. */
  const look = () =>
    opened.page.$eval('som-lab', (element) => {
      const { step, frame } = /** @type {SomLab} */ (element);
      return { step, weights: Array.from(frame?.tiles ?? []).join() };
    });

  /** @param {import('puppeteer-core').KeyInput} key */
  const press = (key) => opened.page.keyboard.press(key);

  /** @param {number} count */
  async function advance(count) {
    for (let i = 0; i < count; i++) {
      const { step } = await look();
      await press('ArrowRight');
      await until(`lab.step > ${step}`);
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
    await apply(`backend=${backend}&speed=max&epochs=1000`);
    await until(`lab.backend?.backend === '${backend}'`);
    await until(
      'lab.course.length > 3 && lab.course.at(-1).quantization_error < 0.9 * lab.course[0].quantization_error',
    );
  });

  test('space pauses, → makes one step', async () => {
    await opened.page.hover('som-lab');
    await press('Space');
    await until(`lab.phase === 'paused' || lab.phase === 'finished'`);
    await press('r');
    await until('lab.step === 0');
    await advance(1);
    // A second step, or a map that runs on, would show by now.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await look()).step).toBe(1);
  });

  test('r begins again with the same weights, and so does all that follows', async () => {
    await advance(2);
    const first = await look();
    await press('r');
    await until('lab.step === 0');
    const start = await look();
    await advance(3);
    const second = await look();
    expect(second.step).toBe(3);
    expect(second.weights.length).toBeGreaterThan(1000);
    expect(second.weights).not.toBe(start.weights);
    expect(second.weights === first.weights).toBe(true);
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
