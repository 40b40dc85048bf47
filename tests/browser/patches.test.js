// The patches, as a visitor sees them: two maps learn, a picture comes back, and what is pointed at lights up.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from './open.js';

/** @import { SomLab } from '../../www/element/som-lab.js' */
/** @import { PatchesStage } from '../../www/stages/patches/patches-stage.js' */
/** @import { MapCanvas } from '../../www/stages/shared/map-canvas.js' */
/** @import { PictureCanvas } from '../../www/stages/shared/picture-canvas.js' */

describe('patches on the CPU of chromium-cpu', () => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let opened;

  /**
   * Waits until something is true of the figure.
   * @param {string} condition an expression over `lab`, `runs` and `stage`
   */
  const until = (condition) =>
    opened.page.waitForFunction(
      `(() => {
        const lab = document.querySelector('som-lab');
        const { runs } = lab;
        const stage = lab.renderRoot.querySelector('som-lab-patches-stage');
        return ${condition};
      })()`,
      { timeout: 100_000 },
    );

  /** @param {string} settings */
  const apply = (settings) =>
    opened.page.$eval('som-lab', (lab, settings) => /** @type {SomLab} */ (lab).apply(settings), settings);

  /**
   * Where on the screen a share of an element of the stage lies.
   * @param {string} selector
   * @param {number} x
   * @param {number} y
   */
  async function point(selector, x, y) {
    const { left, top, width, height } = await opened.page.$eval(
      'som-lab',
      (lab, selector) => {
        const stage = /** @type {SomLab} */ (lab).renderRoot.querySelector('som-lab-patches-stage');
        const element = /** @type {Element} */ (stage?.shadowRoot?.querySelector(selector));
        element.scrollIntoView({ block: 'center' });
        return element.getBoundingClientRect().toJSON();
      },
      selector,
    );
    return { x: left + x * width, y: top + y * height };
  }

  /** What the figure shows to be lit. */
  const lit = () =>
    opened.page.$eval('som-lab', (lab) => {
      const { runs, renderRoot } = /** @type {SomLab} */ (lab);
      const stage = /** @type {PatchesStage} */ (renderRoot.querySelector('som-lab-patches-stage'));
      const maps = /** @type {MapCanvas[]} */ ([...stage.renderRoot.querySelectorAll('som-lab-map')]);
      const original = /** @type {PictureCanvas} */ (stage.renderRoot.querySelector('som-lab-picture'));
      return {
        place: stage.hovered,
        kept: stage.pinned,
        units: maps.map(({ hovered, pinned }) => hovered ?? pinned),
        coded: runs.map(({ rebuilt }) => rebuilt?.bmus[stage.hovered ?? stage.pinned ?? -1] ?? null),
        bright: original.cover?.reduce((sum, pixel) => sum + pixel, 0) ?? null,
      };
    });

  beforeAll(async () => {
    opened = await open('chromium-cpu', 'dist', 'playground.html#patches&speed=max&per_image=3');
  });
  afterAll(() => opened?.close());

  test('two maps learn in step, and the picture comes back', async () => {
    await until(`runs.every((run) => run.rebuilt) && runs.every((run) => run.frame.samples > 5000)`);
    const apart = await opened.page.$eval('som-lab', (lab) => {
      const [a, b] = /** @type {SomLab} */ (lab).runs.map((run) => run.frame?.samples ?? 0);
      return Math.abs(a - b);
    });
    expect(apart).toBeLessThan(40_000);
    await until(`lab.phase === 'finished' && runs.every((run) => run.rebuilt && run.psnrs.length > 2)`);
    // The last picture is one of the finished map.
    await until('runs.every((run) => run.psnrs.at(-1).samples === run.frame.samples)');
    const [small, large] = await opened.page.$eval('som-lab', (lab) =>
      /** @type {SomLab} */ (lab).runs.map(({ psnrs }) => [psnrs[0].psnr, psnrs[psnrs.length - 1].psnr]),
    );
    console.log(`PSNR of the frog: ${small[1].toFixed(2)} dB with 400, ${large[1].toFixed(2)} dB with 2,500`);
    expect(small[1]).toBeGreaterThan(21.5);
    expect(large[1]).toBeGreaterThan(small[1] + 0.5);
  });

  test('a patch lights up its neuron in both maps', async () => {
    const at = await point('som-lab-picture', 0.4, 0.6);
    await opened.page.mouse.move(at.x, at.y);
    await until('stage.hovered !== null');
    const { place, units, coded } = await lit();
    expect(place).not.toBeNull();
    expect(units).toEqual(coded);
    await opened.page.mouse.click(at.x, at.y);
    await opened.page.mouse.move(2, 2);
    await until('stage.hovered === null && stage.pinned !== null');
    expect(await lit()).toMatchObject({ kept: place, units });
  });

  test('arrow keys walk from patch to patch, Escape lets go', async () => {
    const { kept } = await lit();
    await opened.page.keyboard.press('ArrowRight');
    await until('stage.hovered !== null');
    expect((await lit()).place).toBe((kept ?? 0) + 1);
    await opened.page.keyboard.press('Escape');
    await until('stage.hovered === null && stage.pinned === null');
  });

  test('a neuron lights up all that it codes', async () => {
    const at = await point('som-lab-map', 0.5, 0.5);
    await opened.page.mouse.move(at.x, at.y);
    await until('runs[0].hovered !== null');
    await until(`stage.renderRoot.querySelector('som-lab-picture').cover`);
    const expected = await opened.page.$eval('som-lab', (lab) => {
      const [{ rebuilt, hovered }] = /** @type {SomLab} */ (lab).runs;
      const pixels = new Set();
      rebuilt?.bmus.forEach((unit, place) => {
        if (unit !== hovered) return;
        const [row, col] = [Math.floor(place / rebuilt.place_cols), place % rebuilt.place_cols];
        for (let i = 0; i < rebuilt.size ** 2; i++) {
          pixels.add((row + Math.floor(i / rebuilt.size)) * rebuilt.width + col + (i % rebuilt.size));
        }
      });
      return pixels.size;
    });
    expect((await lit()).bright).toBe(expected);
    await opened.page.mouse.move(2, 2);
  });

  test('another picture, and patches side by side', async () => {
    await apply('image=6&overlap=false');
    await until('runs.every(({ rebuilt }) => rebuilt.image === 6 && rebuilt.bmus.length === 64)');
  });

  test('digits bring larger gray patches along, and a map of them is made', async () => {
    await apply('dataset=mnist&overlap=true');
    await until(
      `runs.every(({ rebuilt, frame }) => rebuilt?.size === 9 && frame.tile_channels === 1 && frame.step > 3)`,
    );
    await until(`location.hash.includes('dataset=mnist') && !location.hash.includes('patch_size')`);
  });

  test('what does not fit is refused in a sentence, and the run goes on', async () => {
    await apply('patch_stride=12');
    const problem = await opened.page.$eval(
      'som-lab',
      (lab) => /** @type {SomLab} */ (lab).figure?.problems['patch.stride'],
    );
    expect(problem).toContain('gaps');
    await until(`lab.phase === 'running' || lab.phase === 'finished'`);
  });

  test('nothing was complained about', () => {
    expect(opened.complaints).toEqual([]);
  });
});
