// Maps of maps, as a visitor sees them: layers learn one after the other, and a neuron leads down to the patches.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from './open.js';

/** @import { SomLab } from '../../www/element/som-lab.js' */
/** @import { StackStage } from '../../www/stages/stack/stack-stage.js' */

describe('stacks on the CPU of chromium-cpu', () => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let opened;

  /**
   * Waits until something is true of the figure.
   * @param {string} condition an expression over `lab`, `runs`, `stage` and its `levels`
   */
  const until = (condition) =>
    opened.page.waitForFunction(
      `(() => {
        const lab = document.querySelector('som-lab');
        const { runs } = lab;
        const stage = lab.renderRoot.querySelector('som-lab-stack-stage');
        const { levels } = stage;
        return ${condition};
      })()`,
      { timeout: 100_000 },
    );

  /**
   * What is true of the stage.
   * @template T
   * @param {(stage: StackStage) => T} read
   */
  const seen = (read) =>
    /** @type {Promise<T>} */ (
      opened.page.evaluate(
        `(${read})(document.querySelector('som-lab').renderRoot.querySelector('som-lab-stack-stage'))`,
      )
    );

  /**
   * Where on the screen a share of an element of the stage lies.
   * @param {string} selector
   * @param {number} which
   * @param {[number, number]} share
   */
  async function point(selector, which, [x, y]) {
    const { left, top, width, height } = await opened.page.$eval(
      'som-lab',
      (lab, selector, which) => {
        const stage = /** @type {SomLab} */ (lab).renderRoot.querySelector('som-lab-stack-stage');
        const element = /** @type {Element} */ (stage?.shadowRoot?.querySelectorAll(selector)[which]);
        element.scrollIntoView({ block: 'center' });
        return element.getBoundingClientRect().toJSON();
      },
      selector,
      which,
    );
    return { x: left + x * width, y: top + y * height };
  }

  beforeAll(async () => {
    opened = await open('chromium-cpu', 'dist', 'playground.html#stack&speed=20&epochs=0.2&batch_size=32');
  });
  afterAll(() => opened?.close());

  test('layers learn one after the other, and only the last is measured', async () => {
    await until(`runs.every(({ frame }) => frame?.learning === 0)`);
    expect(await seen(({ runs }) => runs.map(({ quality }) => quality))).toEqual([null, null]);
    expect(await seen(({ levels }) => levels.map(({ state }) => state))).toEqual(['learning', 'waiting']);
    // Slow until here, so that nobody misses the first layer on a busy machine.
    await opened.page.evaluate(() =>
      /** @type {any} */ (document.querySelector('som-lab')).apply('speed=max'),
    );
    await until(`runs[0].frame.learning === 1`);
    await until(`lab.phase === 'finished' && runs.every(({ quality }) => quality?.n === 10000)`);
    const [two, three] = await seen(({ runs }) =>
      runs.map(({ quality }) => ({ purity: quality?.purity ?? 0, nmi: quality?.nmi ?? 0 })),
    );
    console.log(
      `purity ${two.purity.toFixed(3)} and NMI ${two.nmi.toFixed(3)} with two layers, ` +
        `${three.purity.toFixed(3)} and ${three.nmi.toFixed(3)} with three`,
    );
    // By chance it would be 0.21 and 0.05.
    expect(two.purity).toBeGreaterThan(0.78);
    expect(two.nmi).toBeGreaterThan(0.42);
    expect(three.purity).toBeGreaterThan(0.62);
  });

  test('a digit is written in the neurons of the first map', async () => {
    await until(`levels[0].writing && !levels[0].ofUnit`);
    expect(await seen(({ levels }) => levels[0].writing?.units.length)).toBe(64);
    const at = await point('som-lab-picture', 0, [0.5, 0.5]);
    await opened.page.mouse.move(at.x, at.y);
    await until(`levels[0].unit !== null`);
    const { unit, written } = await seen(({ levels, selection }) => ({
      unit: levels[0].unit,
      written: levels[0].writing?.units[selection.layers[0].place ?? -1],
    }));
    expect(unit).toBe(written);
    await opened.page.mouse.move(2, 2);
  });

  test('a neuron of the last map shows its digits, and leads to its parts', async () => {
    const at = await point('som-lab-stack-map', 1, [0.28, 0.28]);
    await opened.page.mouse.click(at.x, at.y);
    await until(`levels[1].detail && levels[0].ofUnit && levels[0].writing`);
    const { samples, parts, lit } = await seen(({ levels }) => ({
      samples: [levels[1].detail?.sample_height, levels[1].detail?.sample_width],
      parts: [...new Set(Array.from(levels[0].writing?.units ?? []))].sort(),
      lit: [...(levels[0].lit?.keys() ?? [])].sort(),
    }));
    expect(samples).toEqual([28, 28]);
    expect(lit).toEqual(parts);
  });

  test('a part lights up in the map below, with the patches that fall on it', async () => {
    const at = await point('som-lab-writing', 0, [0.45, 0.45]);
    await opened.page.mouse.click(at.x, at.y);
    await until(`levels[0].detail?.sample_count > 0`);
    const { kept, part, size } = await seen(({ levels, selection }) => ({
      kept: selection.layers[0].pinned,
      part: levels[0].writing?.units[selection.layers[0].place ?? -1],
      size: levels[0].detail?.sample_height,
    }));
    expect([kept, size]).toEqual([part, 7]);
  });

  test('arrow keys walk over the parts, Escape lets go', async () => {
    const before = await seen(({ selection }) => selection.layers[0].place);
    await opened.page.keyboard.press('ArrowRight');
    await until(`stage.selection.layers[0].place === ${(before ?? 0) + 1}`);
    await opened.page.keyboard.press('Escape');
    await until(`levels[0].unit === null && levels[1].unit !== null`);
  });

  test('every layer has views of its own', async () => {
    await seen((stage) => {
      const radio = (/** @type {string} */ name, /** @type {number} */ i) =>
        /** @type {HTMLInputElement} */ (stage.renderRoot.querySelectorAll(`[name=${name}]`)[i]);
      radio('viewed', 0).click();
      return stage.updateComplete.then(() => radio('view', 2).click());
    });
    await until(`levels[0].view === 'hits' && levels[0].frame.values.some((hits) => hits > 0)`);
    expect(await seen(({ levels }) => levels[1].view)).toBe('codebook');
  });

  test('three layers: from the whole over pieces down to the patches', async () => {
    await seen((stage) =>
      /** @type {HTMLInputElement} */ (stage.renderRoot.querySelectorAll('[name=stack]')[1]).click(),
    );
    await until(`levels.length === 3`);
    const top = await point('som-lab-stack-map', 2, [0.42, 0.42]);
    await opened.page.mouse.click(top.x, top.y);
    await until(`levels[1].writing?.units.length === 9`);
    const piece = await point('som-lab-writing', 1, [0.5, 0.5]);
    await opened.page.mouse.click(piece.x, piece.y);
    await until(`levels[1].detail?.parts.length === 16 && levels[0].writing?.units.length === 16`);
    const part = await point('som-lab-writing', 0, [0.42, 0.42]);
    await opened.page.mouse.click(part.x, part.y);
    await until(`levels[0].detail?.sample_count > 0`);
  });

  test('nothing was complained about', () => {
    expect(opened.complaints).toEqual([]);
  });
});
