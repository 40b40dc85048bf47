// What a figure says of its runs: beneath them, once, and with the settings that mend it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from './open.js';

/** @import { SomLab } from '../../www/element/som-lab.js' */

describe('hints', () => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let opened;

  beforeAll(async () => {
    opened = await open('chromium-cpu', 'dist');
    await until('lab?.phase === "running"');
  });
  afterAll(() => opened?.close());

  /** @param {string} condition an expression over `lab` and `hint`, its sentence */
  const until = (condition) =>
    opened.page.waitForFunction(
      `(() => {
        const lab = document.querySelector('som-lab');
        const hint = lab?.shadowRoot?.querySelector('.hint [role="status"]')?.textContent.trim();
        return ${condition};
      })()`,
      { timeout: 60_000 },
    );

  /** @param {string} settings */
  const apply = (settings) =>
    opened.page.$eval(
      'som-lab',
      (lab, settings) => {
        /** @type {SomLab} */ (lab).apply(settings);
        /** @type {SomLab} */ (lab).restart();
      },
      settings,
    );

  /** @param {string} button  of the hint */
  const press = (button) =>
    opened.page.$eval(
      'som-lab',
      (lab, button) => {
        const found = lab.shadowRoot?.querySelector(`.hint button.${button}`);
        /** @type {HTMLElement} */ (found).click();
      },
      button,
    );

  /** Where the stage and the controls stand within the figure. */
  const places = () =>
    opened.page.$eval('som-lab', (lab) => {
      const { top } = lab.getBoundingClientRect();
      return ['.map', '.transport', '.evidence'].map((part) => {
        const box = lab.shadowRoot?.querySelector(part)?.getBoundingClientRect();
        return [Math.round((box?.top ?? 0) - top), Math.round(box?.width ?? 0)];
      });
    });

  test('a healthy run gets none', async () => {
    await apply('speed=max&epochs=0.5');
    await until('lab.phase === "finished" && lab.quality?.n === 10000');
    await until('lab.figure.lead.received.hits?.length === 400 && hint === ""');
  });

  test('σ that stays wide is told at once, moves nothing above, and is mended by a link', async () => {
    const before = await places();
    await apply('sigma.end=3');
    await until('hint.startsWith("σ never falls below 3")');
    expect(await places()).toEqual(before);
    await press('text');
    await until('hint === "" && lab.config.sigma.end === 1');
    await until('lab.phase === "finished" && lab.quality?.n === 10000 && hint === ""');
  });

  test('what has come out badly is told in the end, one after the other, and dismissed', async () => {
    await apply('sigma.start=0.1&sigma.end=0.05');
    await until('hint.startsWith("σ starts at 0.1")');
    await press('close');
    await until('hint.startsWith("The sheet is torn")');
    await press('close');
    await until('hint.includes("never a winner")');
    await press('close');
    await until('hint === ""');
    await apply('epochs=0.2');
    await until('lab.phase === "finished" && lab.quality?.n === 10000 && hint === ""');
  });

  test('nothing was complained about', () => expect(opened.complaints).toEqual([]));
});
