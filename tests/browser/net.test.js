// Figures of networks on the built site, in real browsers: small ones, so that a software GPU can follow.

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

const SMALL = 'net_layers=5x5,4x4&net_batch=128&net_rate=0.01&net_epochs=0.15&net_evaluations=4&speed=max';

describe.each(cases)('networks on the $backend of $kind', ({ kind, backend }) => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let opened;

  /**
   * Waits until something is true of the figure.
   * @param {string} condition an expression over `lab` and its `runs`
   */
  const until = (condition) =>
    opened.page.waitForFunction(
      `(() => {
        const lab = document.querySelector('som-lab');
        const runs = lab.runs;
        return ${condition};
      })()`,
      { timeout: 100_000, polling: 100 },
    );

  /** @param {string} settings */
  const apply = (settings) =>
    opened.page.$eval('som-lab', (lab, settings) => /** @type {SomLab} */ (lab).apply(settings), settings);

  /** The courses of all runs, digit by digit, and the maps of their first layers. */
  const outcome = () =>
    opened.page.$eval('som-lab', async (lab) => {
      const runs = /** @type {NetRun[]} */ (/** @type {unknown} */ (/** @type {SomLab} */ (lab).runs));
      const hashOf = async (/** @type {Uint8Array | undefined} */ bytes) => {
        if (!bytes) return '';
        const hash = await crypto.subtle.digest('SHA-256', /** @type {Uint8Array<ArrayBuffer>} */ (bytes));
        return new Uint8Array(hash).join();
      };
      const courses = runs.map(({ course }) => JSON.stringify(course));
      const maps = await Promise.all(runs.map(({ map }) => hashOf(map?.tiles)));
      return { courses, maps };
    });

  /** One after the other: two figures of networks share nothing but the page. @param {string} hash */
  async function visit(hash) {
    await opened.page.evaluate((hash) => (location.hash = hash), hash);
    await until(`lab.experiment === '${hash.split('&')[0]}' && lab.backend?.backend === '${backend}'`);
  }

  beforeAll(async () => {
    opened = await open(kind, 'dist', `playground.html#fc-two-sigmas&${SMALL}&backend=${backend}`);
  });
  afterAll(() => opened?.close());

  test('three networks learn in step, and their test accuracy rises', async () => {
    await until(`lab.backend?.backend === '${backend}'`);
    await until(
      'runs.length === 3 && lab.phase === "finished" && runs.every(({ course }) => course.length > 3)',
    );
    const courses = await opened.page.$eval('som-lab', (lab) =>
      /** @type {NetRun[]} */ (/** @type {unknown} */ (/** @type {SomLab} */ (lab).runs)).map(
        ({ course }) => course,
      ),
    );
    for (const course of courses) {
      expect(course.map(({ samples }) => samples)).toEqual(courses[0].map(({ samples }) => samples));
      const [first, last] = [course[0], /** @type {typeof course[0]} */ (course.at(-1))];
      expect(last.test_accuracy).toBeGreaterThan(Math.max(0.5, first.test_accuracy));
      expect(last.test_loss).toBeLessThan(first.test_loss);
    }
  });

  test('the same seed gives the same run, bit for bit', async () => {
    // The map that was sent last is that of the end.
    await until('runs[2].map && runs[2].hits.length === 25');
    const first = await outcome();
    await opened.page.$eval('som-lab', (lab) => {
      const figure = /** @type {SomLab} */ (lab);
      figure.restart();
      figure.play();
    });
    await until('runs.every(({ frame }) => frame.state === "running")');
    await until('lab.phase === "finished" && runs.every(({ course }) => course.length > 3)');
    await until('runs[2].hits.length === 25');
    expect(await outcome()).toEqual(first);
  });

  test('a held-out digit and a drawing are looked at: winner, mask, activations, probabilities', async () => {
    const seen = await opened.page.$eval('som-lab', async (lab) => {
      const figure = /** @type {NonNullable<SomLab['figure']>} */ (/** @type {SomLab} */ (lab).figure);
      const runs = /** @type {NetRun[]} */ (/** @type {unknown} */ (figure.runs));
      const looked = async (/** @type {'test' | 'probe'} */ source) => {
        while (runs.some(({ probed }) => probed?.source !== source || probed.image !== 0)) {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return runs.map(({ probed }) => ({
          label: probed?.label,
          sum: probed?.probabilities.reduce((sum, p) => sum + p, 0),
          layers: probed?.layers.map(({ bmu, mask, activations }) => ({
            bmu,
            winner: mask[bmu] ?? 1,
            mask: [...mask],
            n: activations.length,
          })),
        }));
      };
      figure.patch({ image: 0 });
      const digit = await looked('test');
      // A vertical stroke.
      const pixels = new Uint8Array(28 * 28);
      for (let row = 5; row < 23; row++) pixels.fill(255, 28 * row + 13, 28 * row + 15);
      figure.useProbe({ name: 'stroke', picture: { height: 28, width: 28, channels: 1, pixels } });
      return { digit, drawn: await looked('probe') };
    });
    for (const [source, [plain, , both]] of Object.entries(seen)) {
      // The first held-out digit is a seven.
      expect(both.label).toBe(source === 'digit' ? 7 : -1);
      expect(both.sum).toBeCloseTo(1, 4);
      expect(both.layers?.map(({ n }) => n)).toEqual([25, 16]);
      expect(both.layers?.map(({ winner }) => winner)).toEqual([1, 1]);
      expect(both.layers?.every(({ bmu }) => bmu >= 0)).toBe(true);
      expect(plain.layers?.map(({ bmu }) => bmu)).toEqual([-1, -1]);
      expect(plain.layers?.every(({ mask }) => mask.every((value) => value === 1))).toBe(true);
    }
  });

  test('a threshold thins the mask while the net is at rest', async () => {
    await apply('net_sigma_forward_hold=1&net_threshold=0.5');
    await until(
      'runs[2].probed.layers[0].mask.some((value) => value === 0) && runs[2].probed.layers[0].mask.some((value) => value === 1)',
    );
  });

  test('with the bias before the mask, its place beside the ReLU makes no difference at all', async () => {
    await visit(`order&${SMALL}&net_bias=before_mask&seed=2&backend=${backend}`);
    await until('lab.phase === "finished" && runs.every(({ course }) => course.length > 3)');
    const { courses, maps } = await outcome();
    expect(courses[1]).toBe(courses[2]);
    expect(courses[0]).not.toBe(courses[1]);
    expect(maps[1]).toBe(maps[2]);
  });

  test('the neurons say what they want to see', async () => {
    await visit(`filters&${SMALL.replace('5x5,4x4', '4x4')}&backend=${backend}`);
    await until('lab.phase === "finished"');
    const { values, activations, organization } = await opened.page.$eval('som-lab', async (lab) => {
      const [run] = /** @type {NetRun[]} */ (/** @type {unknown} */ (/** @type {SomLab} */ (lab).runs));
      const options = { layer: 0, steps: 10, rate: 0.1, decay: 0.01, blur: 0, seed: 1 };
      const seen = await run.ascend(options);
      return {
        values: [...(seen?.values ?? [])],
        activations: [...(seen?.activations ?? [])],
        organization: seen?.organization,
      };
    });
    expect(values).toHaveLength(16 * 784);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(1);
    expect(Math.max(...activations)).toBeGreaterThan(0);
    expect(Math.abs(organization ?? 2)).toBeLessThanOrEqual(1);
  });

  // What follows is the same on every backend, and slow on a software GPU.
  test.runIf(backend === 'cpu')('an engine that starts anew goes on with the runs it had', async () => {
    await visit(`fc-two-sigmas&${SMALL}&net_epochs=20&net_evaluations=400&backend=cpu`);
    await until('runs.every(({ course }) => course.length > 5)');
    const points = () =>
      opened.page.$eval(
        'som-lab',
        (lab) => /** @type {NetRun} */ (/** @type {unknown} */ (/** @type {SomLab} */ (lab).runs[2])).course,
      );
    const before = await points();
    await apply('backend=auto');
    await until(`runs[2].course.length > ${before.length + 5}`);
    const after = await points();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.map(({ samples }) => samples)).toEqual(
      after.map(({ samples }) => samples).toSorted((a, b) => a - b),
    );
  });

  test.runIf(backend === 'cpu')('further seeds are run in the background, and make a band', async () => {
    await visit(`order&${SMALL}&seed=3&backend=cpu`);
    await until('lab.phase === "finished"');
    await opened.page.$eval('som-lab', (lab) => /** @type {SomLab} */ (lab).figure?.study?.start(3));
    await until('lab.figure.study.seeds.done === 3 && !lab.figure.study.running');
    const { band, ends } = await opened.page.$eval('som-lab', (lab) => {
      const study = /** @type {import('../../www/kinds/study.js').Study} */ (
        /** @type {SomLab} */ (lab).figure?.study
      );
      const ends = study.courses['mask-relu'].map((course) => course.at(-1)?.test_accuracy ?? 0);
      return { band: study.band('mask-relu', 'test_accuracy'), ends };
    });
    expect(new Set(ends).size).toBe(3);
    expect(band.n).toBe(3);
    expect(band.middle.at(-1)).toBeCloseTo(ends.reduce((sum, end) => sum + end, 0) / 3, 9);
    expect(band.high.at(-1)).toBeGreaterThan(band.middle.at(-1) ?? 1);
  });

  test('nothing was complained about', () => {
    expect(opened.complaints).toEqual([]);
  });
});
