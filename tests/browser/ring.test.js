// The ring, as a visitor sees it: it learns the order of the views, and the winner follows the wheel.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from './open.js';

/** @import { SomLab } from '../../www/element/som-lab.js' */
/** @import { RingStage } from '../../www/stages/ring/ring-stage.js' */
/** @import { MapCanvas } from '../../www/stages/shared/map-canvas.js' */

describe('the ring on the CPU of chromium-cpu', () => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let opened;

  /** What the stage shows. */
  const seen = () =>
    opened.page.$eval('som-lab', (lab) => {
      const { runs, renderRoot } = /** @type {SomLab} */ (lab);
      const stage = /** @type {RingStage} */ (renderRoot.querySelector('som-lab-ring-stage'));
      const maps = /** @type {MapCanvas[]} */ ([...stage.renderRoot.querySelectorAll('som-lab-map')]);
      const canvas = /** @type {HTMLCanvasElement} */ (stage.renderRoot.querySelector('canvas.view'));
      return {
        view: stage.view,
        marked: maps.map(({ pinned }) => pinned),
        winners: runs.map(({ winners }) => [...winners]),
        angles: runs.map(({ quality }) => quality?.angles ?? null),
        picture: canvas.toDataURL(),
        said: stage.renderRoot.querySelector('.order')?.textContent ?? '',
      };
    });

  beforeAll(async () => {
    opened = await open('chromium-cpu', 'dist', 'playground.html#ring&dataset=turntable-32&speed=max');
  });
  afterAll(() => opened?.close());

  test('the ring puts the views in order, and the line cannot close', async () => {
    await opened.page.waitForFunction(
      () => {
        const { phase, runs } = /** @type {SomLab} */ (document.querySelector('som-lab'));
        return phase === 'finished' && runs.every((run) => run.quality?.angles && run.winners.length === 72);
      },
      { timeout: 100_000 },
    );
    const { angles, said } = await seen();
    expect(Math.abs(angles[0]?.turns ?? 0)).toBe(1);
    expect(angles[0]?.angle_error_deg).toBeLessThan(6);
    expect(angles[0]?.largest_jump).toBeLessThan(6);
    expect(angles[1]?.largest_jump).toBeGreaterThan(12);
    expect(said).toContain('In order');
  });

  test('the wheel turns the car, and the winner runs with it', async () => {
    const before = await seen();
    const wheel = await opened.page.$('>>> [role=slider][aria-label="Turn the car"]');
    await wheel?.focus();
    for (let i = 0; i < 18; i++) await opened.page.keyboard.press('ArrowRight');
    const after = await seen();
    expect(after.view).toBe((before.view + 18) % 72);
    expect(after.picture).not.toBe(before.picture);
    expect(after.marked).toEqual(after.winners.map((winners) => winners[after.view]));
    expect(after.marked[0]).not.toBe(before.marked[0]);
  });

  test('a neuron turns the car to a view that it wins', async () => {
    const { winners } = await seen();
    const unit = winners[0][40];
    await opened.page.$eval(
      'som-lab',
      (lab, unit) => {
        const stage = /** @type {SomLab} */ (lab).renderRoot.querySelector('som-lab-ring-stage');
        const map = /** @type {Element} */ (stage?.shadowRoot?.querySelector('som-lab-map'));
        map.dispatchEvent(new CustomEvent('look', { detail: { hovered: unit } }));
        map.dispatchEvent(new CustomEvent('look', { detail: { pinned: unit } }));
      },
      unit,
    );
    await opened.page.waitForFunction(
      (unit) => {
        const lab = /** @type {SomLab} */ (document.querySelector('som-lab'));
        const stage = /** @type {RingStage} */ (lab.renderRoot.querySelector('som-lab-ring-stage'));
        return lab.runs[0].winners[stage.view] === unit;
      },
      {},
      unit,
    );
  });

  test('nothing was written to the console', () => expect(opened.complaints).toEqual([]));
});
