// Visitors' own files, dropped on the built page in real browsers and read back out of the engine.

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { idx, npy, png, lyingPng, zip } from './files.js';
import { open } from './open.js';

/** @import { SomLab } from '../../www/element/som-lab.js' */
/** @typedef {{name: string, bytes: Uint8Array}} Dropped */

const RED = [220, 30, 30];
const BLUE = [30, 30, 220];
const WHITE = [255, 255, 255];

/** @param {string} name */
const recorded = (name) => ({
  name,
  bytes: readFileSync(new URL(`fixtures/pictures/${name}`, import.meta.url)),
});

/** @param {string} name @param {string} text */
const written = (name, text) => ({ name, bytes: new TextEncoder().encode(text) });

/** @type {import('../../scripts/lib/browsers.mjs').BrowserKind[]} */
const kinds = ['chromium-cpu', 'firefox-webgpu'];

describe.each(kinds)('own images in %s', (kind) => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let opened;

  /**
   * Drops files on the figure as a hand would, and waits for what comes of it.
   * @param {Dropped[]} files
   * @param {'left' | 'right'} [half]
   */
  const drop = (files, half = 'left') =>
    opened.page.evaluate(
      async (files, half) => {
        const lab = /** @type {SomLab} */ (document.querySelector('som-lab'));
        const input = /** @type {HTMLElement} */ (lab.renderRoot.querySelector('som-lab-input'));
        const transfer = new DataTransfer();
        for (const { name, base64 } of files) {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          transfer.items.add(new File([bytes], name));
        }
        const answer = new Promise((resolve) => {
          for (const type of ['dataset', 'picture', 'failure']) {
            const hear = (/** @type {any} */ { detail }) => {
              const { manifest = null, notes = [], message = '', kind = '' } = detail;
              resolve({ type, manifest, notes, message, kind });
            };
            input.addEventListener(type, hear, { once: true });
          }
        });
        const { left, top, width } = lab.getBoundingClientRect();
        const clientX = left + width * (half === 'left' ? 0.25 : 0.75);
        const at = { clientX, clientY: Math.max(0, top) + 50, dataTransfer: transfer };
        for (const type of ['dragenter', 'dragover', 'drop']) {
          lab.dispatchEvent(new DragEvent(type, { ...at, bubbles: true, composed: true, cancelable: true }));
        }
        return /** @type {Promise<any>} */ (answer);
      },
      files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') })),
      half,
    );

  /** @param {string} condition an expression over `lab` and `run` */
  const until = (condition) =>
    opened.page.waitForFunction(
      `(() => { const lab = document.querySelector('som-lab'); const [run] = lab.runs; return ${condition}; })()`,
      { timeout: 60_000 },
    );

  /** Learned pictures as the engine has them. @param {number[]} indices */
  const learned = (indices) =>
    opened.page.evaluate(async (indices) => {
      const [run] = /** @type {SomLab} */ (document.querySelector('som-lab')).runs;
      const strip = await run.session?.pictures('train', indices);
      return /** @type {any} */ (strip && { ...strip, rgba: [...strip.rgba] });
    }, indices);

  /** @param {string} experiment */
  async function choose(experiment) {
    await opened.page.$eval(
      'som-lab',
      (lab, experiment) => {
        /** @type {SomLab} */ (lab).experiment = experiment;
      },
      experiment,
    );
    await until(
      `lab.figure?.experiment === '${experiment}' && lab.renderRoot.querySelector('som-lab-input')`,
    );
  }

  beforeAll(async () => {
    opened = await open(kind, 'dist', 'playground.html');
    await opened.page.waitForSelector('som-lab');
  });
  afterAll(() => opened?.close());

  describe('for patches', () => {
    beforeAll(() => choose('patches'));

    test('one photograph is learned at once and comes back', async () => {
      const photo = { name: 'forest.png', bytes: stripes(600, 400) };
      const { type, manifest, notes } = await drop([photo]);
      expect(type).toBe('dataset');
      expect(manifest).toMatchObject({ title: 'forest.png', width: 313, height: 209, channels: 3 });
      expect(notes[0]).toBe('The picture is scaled down to 313 × 209 pixels.');
      await until(
        `run.state.dataset === '${manifest.name}' && run.step !== 0 && run.rebuilt?.height === 209`,
      );
      await until('run.rebuilt.psnr > 15');
      const strip = await learned([0]);
      expect(strip).toMatchObject({ height: 209, width: 313, count: 1 });
    });

    test('then another picture is rebuilt with that map', async () => {
      await until(`lab.renderRoot.querySelector('som-lab-input').probing`);
      const { type } = await drop([recorded('turned.jpg')], 'right');
      expect(type).toBe('picture');
      await until(`run.rebuilt?.source === 'probe' && run.rebuilt.width === 24 && run.rebuilt.height === 16`);
      await until(`run.manifest.title === 'forest.png'`);
    });

    test.each([
      ['plain.bmp', BLUE],
      ['plain.webp', BLUE],
      ['plain.avif', BLUE],
      ['moving.gif', BLUE],
      ['turned.jpg', BLUE],
      ['glass.png', WHITE],
    ])('%s is read as it is seen', async (name, right) => {
      const { manifest } = await drop([recorded(name)]);
      expect(manifest).toMatchObject({ title: name, width: 24, height: 16 });
      await until(`run.manifest?.name === '${manifest.name}'`);
      const { rgba } = await learned([0]);
      for (const [x, color] of /** @type {[number, number[]][]} */ ([
        [4, RED],
        [20, right],
      ])) {
        const at = 4 * (8 * 24 + x);
        color.forEach((value, channel) =>
          expect(Math.abs(rgba[at + channel] - value)).toBeLessThanOrEqual(6),
        );
      }
    });

    test('a drawing is drawn', async () => {
      const svg =
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path fill="#dc1e1e" d="M0 0h1v1H0z"/></svg>';
      const { manifest } = await drop([written('a.svg', svg)]);
      expect(manifest).toMatchObject({ width: 256, height: 128 });
      await until(`run.manifest?.name === '${manifest.name}'`);
      const { rgba } = await learned([0]);
      expect(rgba.slice(4 * (64 * 256 + 64), 4 * (64 * 256 + 64) + 3)).toEqual(RED);
      expect(rgba.slice(4 * (64 * 256 + 192), 4 * (64 * 256 + 192) + 3)).toEqual(WHITE);
    });
  });

  test('a picture is pasted while the figure has the focus, and not elsewhere', async () => {
    const titles = await opened.page.evaluate(async () => {
      const lab = /** @type {SomLab} */ (document.querySelector('som-lab'));
      const input = /** @type {HTMLElement} */ (lab.renderRoot.querySelector('som-lab-input'));
      /** @type {string[]} */
      const titles = [];
      input.addEventListener('dataset', (/** @type {any} */ { detail }) =>
        titles.push(detail.manifest.title),
      );
      const canvas = Object.assign(document.createElement('canvas'), { width: 30, height: 20 });
      /** @type {Blob | null} */
      const blob = await new Promise((resolve) => canvas.toBlob(resolve));
      for (const [name, focused] of /** @type {[string, boolean][]} */ ([
        ['elsewhere.png', false],
        ['here.png', true],
      ])) {
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File(blob ? [blob] : [], name));
        const play = /** @type {HTMLElement} */ (lab.renderRoot.querySelector('button.play'));
        if (focused) play.focus();
        else play.blur();
        const event = new Event('paste', { bubbles: true, composed: true, cancelable: true });
        (focused ? play : document.body).dispatchEvent(Object.assign(event, { clipboardData }));
        for (let i = 0; i < 50 && titles.length === 0; i++) await new Promise((next) => setTimeout(next, 20));
      }
      return titles;
    });
    expect(titles).toEqual(['here.png']);
  });

  test('a folder of views, packed, becomes a ring in the order of their names', async () => {
    await choose('ring');
    const views = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [
        `car/view${i}.png`,
        new Blob([png(80, 60, [20 * i, 0, 255 - 20 * i])]),
      ]),
    );
    const blob = await zip(views);
    const { manifest, notes } = await drop([
      { name: 'car.zip', bytes: new Uint8Array(await blob.arrayBuffer()) },
    ]);
    expect(manifest).toMatchObject({
      turntable: true,
      width: 64,
      height: 48,
      train: { n: 12 },
      test: { n: 12 },
    });
    expect(notes.join(' ')).toMatch(/one full turn/);
    await until(`run.manifest?.name === '${manifest.name}' && run.frame?.winners.length === 12`);
    const { rgba } = await learned([...Array(12).keys()]);
    expect(Array.from({ length: 12 }, (_, i) => rgba[4 * 64 * i])).toEqual(
      Array.from({ length: 12 }, (_, i) => 20 * i),
    );
  });

  test('IDX files become a map with classes', async () => {
    await choose('map');
    const pixels = Uint8Array.from({ length: 60 * 64 }, (_, i) => (Math.floor(i / 64) % 3) * 100);
    const labels = Uint8Array.from({ length: 60 }, (_, i) => i % 3);
    const { manifest } = await drop([
      { name: 'train-labels-idx1-ubyte.gz', bytes: gzipSync(idx([60], labels)) },
      { name: 'train-images-idx3-ubyte.gz', bytes: gzipSync(idx([60, 8, 8], pixels)) },
    ]);
    expect(manifest).toMatchObject({ width: 8, height: 8, channels: 1, classes: ['0', '1', '2'] });
    await until(`run.manifest?.name === '${manifest.name}' && run.quality?.purity > 0.9`);
  });

  describe('what is bad', () => {
    /** @type {number} */
    let step;
    beforeAll(async () => {
      await choose('patches');
      await drop([{ name: 'forest.png', bytes: stripes(120, 90) }]);
      await until(`run.manifest?.title === 'forest.png' && lab.step > 0`);
      await opened.page.$eval('som-lab', (lab) => /** @type {SomLab} */ (lab).apply('epochs=1000&speed=20'));
    });
    beforeEach(async () => {
      step = await opened.page.$eval('som-lab', (lab) => /** @type {SomLab} */ (lab).step);
    });

    test.each(
      /** @type {[string, () => Promise<Dropped[]> | Dropped[], RegExp][]} */ ([
        ['a text file named .png', () => [written('a.png', 'no picture')], /^a\.png is a text file/],
        ['half a picture', () => [{ name: 'b.png', bytes: png(40, 40).slice(0, 40) }], /^b\.png is damaged/],
        ['a truncated ZIP', async () => [await truncated()], /^c\.zip is damaged or incomplete/],
        ['a ZIP bomb', async () => [await bomb()], /^bomb\.zip unpacks from .* as no pictures do/],
        [
          'an IDX whose header lies',
          () => [{ name: 'd.idx', bytes: idx([1000, 28, 28], new Uint8Array(9)) }],
          /^d\.idx: .*\[1000, 28, 28\]/,
        ],
        [
          'an NPY of the wrong type',
          () => [{ name: 'e.npy', bytes: npy('<i8', '(1, 2, 2)', new Uint8Array(32)) }],
          /^e\.npy: .*<i8/,
        ],
        [
          'nothing',
          () => [written('.DS_Store', 'x')],
          /^\.DS_Store holds no pictures|^There are no pictures/,
        ],
        [
          'a gigantic picture',
          () => [{ name: 'f.png', bytes: lyingPng(20_000, 20_000) }],
          /^f\.png has 20,000 × 20,000 pixels/,
        ],
      ]),
    )('%s is told, and what runs goes on', async (_, make, words) => {
      const { type, kind, message } = await drop(await make());
      expect(type).toBe('failure');
      expect(kind).toBe('input');
      expect(message).toMatch(words);
      expect(message).toMatch(/^[^\n]+\.$/);
      const shown = await opened.page.$eval(
        'som-lab >>> som-lab-input >>> [role=alert]',
        ({ textContent }) => textContent,
      );
      expect(shown).toContain(message);
      await until(`run.manifest.title === 'forest.png' && lab.phase === 'running' && lab.step > ${step}`);
    });

    test('one bad file among good ones of mixed sizes is named, the rest is used', async () => {
      const { manifest, notes } = await drop([
        { name: '1.png', bytes: stripes(60, 40) },
        { name: '2.png', bytes: stripes(50, 90) },
        written('3.png', 'no picture'),
      ]);
      expect(manifest).toMatchObject({ train: { n: 2 }, width: 50, height: 50 });
      expect(notes.join(' ')).toMatch(/middle square.*Left out: 3\.png is a text file/);
    });
  });

  test('nothing was complained about', () => {
    expect(opened.complaints).toEqual([]);
  });
});

/**
 * A picture with something in it.
 * @param {number} width
 * @param {number} height
 */
function stripes(width, height) {
  return png(width, height, (x, y) => [(x * 5) % 256, (y * 3) % 256, ((x >> 4) ^ (y >> 4)) & 1 ? 200 : 40]);
}

async function truncated() {
  const blob = await zip({ 'a.png': new Blob([png(20, 20)]), 'b.png': new Blob([png(20, 20)]) });
  return { name: 'c.zip', bytes: new Uint8Array(await blob.slice(0, blob.size - 30).arrayBuffer()) };
}

async function bomb() {
  const blob = await zip({ 'a.png': new Blob([new Uint8Array(20_000_000)]) });
  return { name: 'bomb.zip', bytes: new Uint8Array(await blob.arrayBuffer()) };
}
