// Networks of filters on the built site, in real browsers: small ones, so that a software GPU can follow.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from './open.js';

/** @import { NetRun } from '../../www/kinds/net/run.js' */
/** @import { SomLab } from '../../www/element/som-lab.js' */

/** @type {{ kind: import('../../scripts/lib/browsers.mjs').BrowserKind, backend: 'gpu' | 'cpu' }[]} */
const cases = [
  { kind: 'chromium-webgpu', backend: 'gpu' },
  { kind: 'chromium-cpu', backend: 'cpu' },
  { kind: 'firefox-webgpu', backend: 'gpu' },
];

const SMALL =
  'net_layers=6x6c3p4&net_sigma_forward_start=1.5&net_sigma_forward_end=1.5&net_threshold=0.7&net_rate=0.01&net_batch=128&net_epochs=0.12&net_evaluations=2&speed=max';

describe.each(cases)('filters on the $backend of $kind', { timeout: 300_000 }, ({ kind, backend }) => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let opened;

  /** @param {string} condition an expression over `lab` and its `runs` */
  const until = (condition) =>
    opened.page.waitForFunction(
      `(() => {
        const lab = document.querySelector('som-lab');
        const runs = lab.runs;
        return ${condition};
      })()`,
      { timeout: 280_000, polling: 100 },
    );

  const finished = 'lab.phase === "finished" && runs.every(({ course }) => course.length === 2)';

  /** What all runs came to. */
  const outcome = () =>
    opened.page.$eval('som-lab', (lab) =>
      /** @type {NetRun[]} */ (/** @type {unknown} */ (/** @type {SomLab} */ (lab).runs)).map(
        ({ course, frame }) => ({
          accuracy: course.map(({ test_accuracy }) => test_accuracy),
          loss: course.map(({ test_loss }) => test_loss),
          layer: frame?.layers[0],
        }),
      ),
    );

  beforeAll(async () => {
    opened = await open(kind, 'dist', `playground.html#csom&${SMALL}&backend=${backend}`);
  });
  afterAll(() => opened?.close());

  test('with and without a map of patches they learn, and under the mask few filters are computed', async () => {
    await until(`lab.backend?.backend === '${backend}'`);
    await until(`${finished} && runs[1].frame.layers[0].active_units < 36`);
    const [plain, masked] = await outcome();
    for (const { accuracy, loss } of [plain, masked]) {
      expect(accuracy.at(-1)).toBeGreaterThan(0.8);
      expect(loss.at(-1)).toBeLessThan(loss[0]);
    }
    expect(plain.layer).toMatchObject({ mask: 'none', grouped: false, active_units: 36, strength: 1 });
    expect(plain.layer?.macs).toBe(24 * 24 * 9 * 36);
    expect(masked.layer).toMatchObject({ mask: 'patch', grouped: true, dense_macs: plain.layer?.macs });
    const { active_units = 0, strength = 0, macs = 0 } = masked.layer ?? {};
    expect(active_units).toBeLessThan(8);
    expect(strength).toBeLessThan(active_units / 36);
    expect(macs / (plain.layer?.macs ?? 1)).toBeCloseTo(active_units / 36, 4);
  });

  // What follows is the same on every backend, and slow on a software GPU; tests/filters.rs has some of it on one.
  test.runIf(backend === 'cpu')('the same seed gives the same run, bit for bit', async () => {
    const first = await outcome();
    await opened.page.$eval('som-lab', (lab) => {
      const figure = /** @type {SomLab} */ (lab);
      figure.restart();
      figure.play();
    });
    await until('runs.every(({ frame }) => frame.state === "running")');
    await until(`${finished} && runs[1].frame.layers[0].active_units < 36`);
    expect(await outcome()).toEqual(first);
  });

  test.runIf(backend === 'cpu')(
    'every way to be sparse comes to an end, and the pruned network has five filters left',
    async () => {
      await opened.page.evaluate((hash) => (location.hash = hash), `sparse&${SMALL}&backend=${backend}`);
      await until(
        `lab.experiment === 'sparse' && lab.backend?.backend === '${backend}' && runs.length === 5`,
      );
      await until(`${finished} && runs[1].frame.layers[0].active_units < 36`);
      const [original, masked, pruned, dropout, winners] = await outcome();
      expect(pruned.layer).toMatchObject({ pruned: true, neurons: 5, rows: 1, cols: 5, active_units: 5 });
      expect(pruned.layer?.macs).toBe(24 * 24 * 9 * 5);
      expect(winners.layer).toMatchObject({ winners: 5, active_units: 5, grouped: false });
      expect(dropout.layer).toMatchObject({ neurons: 36, active_units: 36 });
      for (const { accuracy } of [original, masked, winners]) expect(accuracy.at(-1)).toBeGreaterThan(0.8);
    },
  );

  test('nothing was complained about', () => {
    expect(opened.complaints).toEqual([]);
  });
});
