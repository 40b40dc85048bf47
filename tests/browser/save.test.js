// What a figure can be saved as, and a run that goes on in another tab where it was saved.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from './open.js';

/** @import { SomLab } from '../../www/element/som-lab.js' */
/** @typedef {import('../../www/panels/save-menu.js').Format} Format */

describe('a run that is saved', () => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let first;
  /** @type {Awaited<ReturnType<typeof open>>} */
  let second;

  /** Keeps what is downloaded, as base64. */
  const keep = () => {
    Object.assign(window, { saved: [] });
    URL.createObjectURL = (blob) => {
      const reader = new FileReader();
      reader.onload = () => /** @type {any} */ (window).saved.push(String(reader.result).split(',')[1]);
      reader.readAsDataURL(/** @type {Blob} */ (blob));
      return 'blob:nothing';
    };
    HTMLAnchorElement.prototype.click = () => {};
  };

  beforeAll(async () => {
    first = await open('chromium-cpu', 'dist', 'playground.html#map&seed=3', keep);
    second = await open('chromium-cpu', 'dist', 'playground.html#cartpole', keep);
  });
  afterAll(async () => {
    await first?.close();
    await second?.close();
  });

  /** @param {typeof first} tab @param {string} condition an expression over `lab` */
  const until = ({ page }, condition) =>
    page.waitForFunction(
      `(() => { const lab = document.querySelector('som-lab'); return ${condition}; })()`,
      { timeout: 60_000 },
    );

  /** @param {Format} format @returns {Promise<Buffer>} */
  async function saved(format) {
    await first.page.evaluate((/** @type {Format} */ format) => {
      /** @type {any} */ (window).saved.length = 0;
      return /** @type {SomLab} */ (document.querySelector('som-lab')).view?.saving.save(format);
    }, format);
    await first.page.waitForFunction('window.saved.length === 1', { timeout: 20_000 });
    const text = await first.page.evaluate(() => String(/** @type {any} */ (window).saved[0]));
    return Buffer.from(text, 'base64');
  }

  /** All that the first run has learned, as one text. @param {typeof first} tab */
  const learned = ({ page }) =>
    page.$eval('som-lab', async (lab) => {
      const { session } = /** @type {any} */ (lab).runs[0];
      const { tensors } = await session.contents();
      return tensors.map((/** @type {any} */ { name, values }) => `${name} ${values.join()}`).join();
    });

  /** @param {typeof first} tab */
  async function advance(tab) {
    const to = await tab.page.$eval('som-lab', (lab) => {
      const figure = /** @type {SomLab} */ (lab);
      for (let i = 0; i < 5; i++) figure.advance();
      return (figure.step ?? 0) + 5;
    });
    await until(tab, `lab.step === ${to}`);
  }

  test('is there in every format', async () => {
    await first.page.$eval('som-lab', (lab) => /** @type {SomLab} */ (lab).play());
    await until(first, 'lab.step > 20 && lab.quality');
    await first.page.$eval('som-lab', (lab) => /** @type {SomLab} */ (lab).pause());
    await until(first, 'lab.phase === "paused"');

    expect((await saved('picture')).subarray(1, 4).toString()).toBe('PNG');
    expect((await saved('charts')).toString()).toMatch(/^<svg .*quantization error/s);
    expect((await saved('courses')).toString()).toMatch(/^run,seed,step,samples,.*\r\nmap,3,\d/s);
    expect((await saved('page')).toString()).toMatch(/^<!doctype html>.*data:image\/png;base64.*<svg/s);
    expect((await saved('weights')).toString('latin1')).toMatch(
      /^PK.*codebook\.npy.*'shape': \(20, 20, 28, 28\)/s,
    );
    expect(JSON.parse((await saved('record')).toString()).config.seed).toBe(3);
  });

  test('is filmed until it is stopped', async () => {
    await first.page.$eval('som-lab', (lab) => void (/** @type {SomLab} */ (lab).view?.saving.save('film')));
    await until(first, 'lab.view.saving.film && lab.phase === "running"');
    const from = await first.page.$eval('som-lab', (lab) => /** @type {SomLab} */ (lab).step ?? 0);
    await until(first, `lab.step > ${from + 200}`);
    await first.page.$eval('som-lab', (lab) => /** @type {SomLab} */ (lab).pause());
    const film = await saved('film');
    // The signature of Matroska, of which WebM is a part.
    expect(film.subarray(0, 4)).toEqual(Buffer.from([0x1a, 0x45, 0xdf, 0xa3]));
    expect(film.length).toBeGreaterThan(5000);
  });

  test('goes on in another figure, bit for bit', async () => {
    await until(first, 'lab.phase === "paused"');
    const file = await saved('run');
    const step = await first.page.$eval('som-lab', (lab) => /** @type {SomLab} */ (lab).step);
    await second.page.evaluate((/** @type {string} */ text) => {
      const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'map.safetensors'));
      const lab = /** @type {SomLab} */ (document.querySelector('som-lab'));
      lab.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, file.toString('base64'));
    await until(second, `lab.experiment === 'map' && lab.step === ${step}`);
    expect(
      await second.page.$eval('som-lab', (lab) => /** @type {SomLab} */ (lab).course.length),
    ).toBeGreaterThan(1);
    expect(await learned(second)).toBe(await learned(first));
    await advance(first);
    await advance(second);
    expect(await learned(second)).toBe(await learned(first));
    expect(await second.page.evaluate('location.hash')).toContain('seed=3');
  });

  test('is refused in a sentence where its file is none, and what runs goes on', async () => {
    const step = await second.page.$eval('som-lab', (lab) => /** @type {SomLab} */ (lab).step);
    const said = await second.page.$eval('som-lab', async (lab) => {
      const { view } = /** @type {SomLab} */ (lab);
      await view?.saving.open(new File(['nothing of ours'], 'other.safetensors'));
      return view?.said;
    });
    expect(said).toBe('other.safetensors was not opened. This is not a safetensors file, or it is damaged.');
    expect(await second.page.$eval('som-lab', (lab) => /** @type {SomLab} */ (lab).step)).toBe(step);
  });

  test('nothing was complained about', () => {
    expect([...first.complaints, ...second.complaints]).toEqual([]);
  });
});

describe('the timeline of the playground', () => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let tab;
  beforeAll(async () => void (tab = await open('chromium-cpu', 'dist', 'playground.html#map&seed=3')));
  afterAll(() => tab?.close());

  /** What the map has learned, and after how many samples. */
  const now = () =>
    tab.page.$eval('som-lab', async (lab) => {
      const { session, frame } = /** @type {any} */ (lab).runs[0];
      const { tensors } = await session.contents();
      return { samples: frame.samples, learned: tensors[0].values.join() };
    });
  /** @param {string} condition an expression over `lab` */
  const until = (condition) =>
    tab.page.waitForFunction(
      `(() => { const lab = document.querySelector('som-lab'); return ${condition}; })()`,
      { timeout: 60_000 },
    );
  const PLACES = 'lab.view.moments.places(lab.runs)';

  test('takes a run back, and it goes on to be what it was', async () => {
    await until('lab.phase === "running" || lab.phase === "paused"');
    await tab.page.$eval('som-lab', (lab) => void (/** @type {SomLab} */ (lab).apply('epochs=1&speed=max')));
    await tab.page.$eval('som-lab', (lab) => /** @type {SomLab} */ (lab).play());
    await until(`lab.phase === 'finished' && ${PLACES}.at(-1) === 1`);
    const end = await now();
    await tab.page.evaluate(
      `(() => { const lab = document.querySelector('som-lab'); lab.view.moments.go(lab.runs, 0.5); })()`,
    );
    await until('lab.phase === "paused" && lab.frame.samples < 45000');
    const middle = await now();
    expect(middle.samples / end.samples).toBeCloseTo(0.5, 1);
    expect(middle.learned).not.toBe(end.learned);
    await until('lab.course.at(-1).samples <= lab.frame.samples && lab.course.length > 1');
    await tab.page.$eval('som-lab', (lab) => /** @type {SomLab} */ (lab).play());
    await until("lab.phase === 'finished'");
    expect(await now()).toEqual(end);
    expect(tab.complaints).toEqual([]);
  });
});
