// What a visitor does with networks: draw a digit, with the pointer and with the keys, choose one, bring one, read the
// curves, look at neurons.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encode } from 'fast-png';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from './open.js';

/** @import { SomLab } from '../../www/element/som-lab.js' */
/** @import { Stage } from '../../www/stages/shared/stage.js' */

const SMALL = 'net_layers=6x6,4x4&net_rate=0.005&net_epochs=0.2&net_evaluations=3&speed=max&backend=cpu';

describe('a figure of networks', () => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let opened;
  /** @type {string} */
  let folder;

  /**
   * What an expression over `lab`, `runs`, `stage` and `all` (its elements by a selector) comes to.
   * @param {string} expression
   */
  const scene = (expression) => `(() => {
    const lab = document.querySelector('som-lab');
    const { runs } = lab;
    const stage = lab.renderRoot.querySelector(lab.figure?.record.page.stage);
    const all = (selector) => [...stage.renderRoot.querySelectorAll(selector)];
    return ${expression};
  })()`;
  /** @param {string} expression */
  const read = (expression) => /** @type {Promise<any>} */ (opened.page.evaluate(scene(expression)));
  /** @param {string} condition */
  const until = (condition) =>
    opened.page.waitForFunction(scene(condition), { timeout: 100_000, polling: 100 });

  /** The texts of some elements. @param {string} selector */
  const texts = (selector) => read(`all('${selector}').map((element) => element.textContent.trim())`);

  const pad = () =>
    opened.page.evaluateHandle(scene(`all('som-lab-pad')[0]`)).then((handle) => {
      const element = handle.asElement();
      if (!element) throw new Error('There is no pad.');
      return /** @type {import('puppeteer-core').ElementHandle<HTMLElement>} */ (element);
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'som-lab-'));
    opened = await open('chromium-cpu', 'dist', `playground.html#fc-two-sigmas&${SMALL}`);
    await until('lab.phase === "finished" && runs.every(({ probed }) => probed)');
  });
  afterAll(async () => {
    await opened?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('says what every network makes of the digit that is chosen', async () => {
    expect(await texts('.says')).toEqual([0, 1, 2].map(() => expect.stringMatching(/^says \d$/)));
    const readings = await texts('.reading');
    expect(readings[0]).toBe('');
    expect(readings[2]).toMatch(/^winner: row [1-6], column [1-6]; 36 of 36 lit$/);
    const sums = await read(
      `all('.classes').map((list) => [...list.children].filter(({ className }) => className.includes('top')).length)`,
    );
    expect(sums).toEqual([1, 1, 1]);
  });

  test('looks at what is drawn with the pointer, centered, and lets go of it', async () => {
    const element = await pad();
    await element.scrollIntoView();
    const box = await element.boundingBox();
    if (!box) throw new Error('The pad is not to be seen.');
    const at = (/** @type {number} */ x, /** @type {number} */ y) =>
      /** @type {[number, number]} */ ([box.x + x * box.width, box.y + y * box.height]);
    // A small stroke in a corner.
    const { mouse } = opened.page;
    await mouse.move(...at(0.1, 0.1));
    await mouse.down();
    await mouse.move(...at(0.12, 0.4), { steps: 5 });
    await mouse.up();
    await until('runs.every(({ probed }) => probed.source === "probe")');
    const { height, width, mass } = await read(`(() => {
      const { picture } = lab.figure.probe;
      let [x, y, sum] = [0, 0, 0];
      picture.pixels.forEach((value, i) => {
        sum += value;
        x += value * ((i % 28) + 0.5);
        y += value * (Math.floor(i / 28) + 0.5);
      });
      return { height: picture.height, width: picture.width, mass: [x / sum, y / sum] };
    })()`);
    expect([height, width]).toEqual([28, 28]);
    for (const middle of mass) expect(Math.abs(middle - 14)).toBeLessThan(0.5);
    expect(await read(`all('.seen som-lab-picture').length`)).toBe(1);

    await read(`all('h4 button')[0].click()`);
    await until('runs.every(({ probed }) => probed.source === "test")');
    expect(await read('stage.probe.strokes.length')).toBe(0);
  });

  test('is drawn on with the keys as well', async () => {
    const element = await pad();
    await element.evaluate((pad) => pad.shadowRoot?.querySelector('canvas')?.focus());
    const { keyboard } = opened.page;
    await keyboard.press(' ');
    for (let i = 0; i < 9; i++) await keyboard.press('ArrowDown');
    await keyboard.press(' ');
    await keyboard.press('ArrowRight');
    await until('runs.every(({ probed }) => probed.source === "probe")');
    const strokes = await read('stage.probe.strokes');
    expect(strokes).toHaveLength(1);
    expect(strokes[0]).toHaveLength(10);
    await keyboard.press('Escape');
    await until('runs.every(({ probed }) => probed.source === "test")');
  });

  test('takes a picture of a digit, and says so of a file that is none', async () => {
    const [height, width] = [200, 150];
    const data = new Uint8Array(height * width).fill(245);
    for (let row = 30; row < 170; row++) data.fill(15, row * width + 20, row * width + 40);
    const [one, none] = ['one.png', 'none.png'].map((name) => join(folder, name));
    writeFileSync(one, encode({ height, width, data, channels: 1 }));
    writeFileSync(none, 'no picture at all');
    const handle = await opened.page.evaluateHandle(scene(`all('input[type=file]')[0]`));
    const input = /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (handle);
    await input.uploadFile(one);
    await until(
      'lab.figure.probe?.name === "one.png" && runs.every(({ probed }) => probed.source === "probe")',
    );
    // Ink is bright, and twenty pixels high.
    const rows = await read(
      'Array.from({ length: 28 }, (_, row) => Math.max(...lab.figure.probe.picture.pixels.subarray(28 * row, 28 * row + 28)))',
    );
    expect(rows.map((/** @type {number} */ value) => (value > 127 ? '#' : '.')).join('')).toBe(
      `....${'#'.repeat(20)}....`,
    );
    await input.uploadFile(none);
    await until(`all('.problem').length === 1`);
    expect(await read('lab.figure.probe.name')).toBe('one.png');
  });

  test('reads its curves at any place, by the keys', async () => {
    const now = await texts('.legend-side li b');
    await read(`all('som-lab-courses')[0].renderRoot.querySelector('.plot').focus()`);
    await opened.page.keyboard.press('Home');
    await until('stage.at === runs[0].course[0].samples');
    const first = await read('runs.map(({ course }) => (100 * course[0].test_accuracy).toFixed(2) + "%")');
    await until(`all('.legend-side li b')[0].textContent === '${first[0]}'`);
    expect(await texts('.legend-side li b')).toEqual(first);
    await opened.page.keyboard.press('Escape');
    await until('stage.at === null');
    expect(await texts('.legend-side li b')).toEqual(now);
  });

  test('holds what was measured against what the note says', async () => {
    await until(
      `[...lab.renderRoot.querySelectorAll('.yours')].every(({ textContent }) => !textContent.includes('not yet'))`,
    );
    const words = await read(
      `[...lab.renderRoot.querySelectorAll('.yours .verdict')].map((verdict) => verdict.dataset.word)`,
    );
    expect(words).toHaveLength(2);
    for (const word of words) expect(['agrees', 'disagrees', 'within the noise']).toContain(word);
  });

  test('shows one neuron in all three sheets of the filters', async () => {
    const hash = `filters&${SMALL.replace('6x6,4x4', '5x5')}`;
    await opened.page.evaluate((hash) => (location.hash = hash), hash);
    await until(`lab.experiment === 'filters' && lab.phase === 'finished' && stage.ascent?.ascended`);
    await read(`all('som-lab-map')[1].canvases[0].focus()`);
    await opened.page.keyboard.press('ArrowRight');
    await opened.page.keyboard.press('Enter');
    await until(`all('som-lab-map').every(({ pinned }) => pinned === 12)`);
    await until(`all('.closeup som-lab-picture').every(({ rgba }) => rgba?.length === 4 * 28 * 28)`);
    expect(await texts('.reading')).toEqual([expect.stringContaining('Neuron in row 3, column 3')]);
    const measures = await texts('.measure p');
    expect(measures).toEqual([0, 1, 2].map(() => expect.stringMatching(/^organization -?\d\.\d\d$/)));
  });

  test('complains about nothing', () => {
    expect(opened.complaints).toEqual([]);
  });
});
