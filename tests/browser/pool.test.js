// Several engine workers: a figure of networks runs over three of them in step, one is lost, and no bit depends on them.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from './open.js';

const SMALL = 'net_layers=6x6,4x4&net_rate=0.005&net_epochs=4&net_evaluations=3&speed=max&backend=cpu';

describe('a pool of three workers', () => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let opened;

  /** @param {string} expression over `lab`, its `engine`, its `runs`, and their `sessions` */
  const scene = (expression) => `(() => {
    const lab = document.querySelector('som-lab');
    const { engine, runs } = lab.figure ?? { runs: [] };
    const sessions = runs.map(({ session }) => session);
    return ${expression};
  })()`;
  /** @param {string} expression @returns {Promise<any>} */
  const read = (expression) => opened.page.evaluate(scene(expression));
  /** @param {string} condition */
  const until = (condition) =>
    opened.page.waitForFunction(scene(condition), { timeout: 60_000, polling: 50 });
  const samples = () => read('runs.map(({ frame }) => frame.samples)');
  const over = () => until('lab.phase === "finished"');
  const under_way = () => until('runs.every(({ frame }) => frame?.samples > 0 && frame.state === "running")');

  beforeAll(async () => {
    opened = await open('chromium-cpu', 'dist', `playground.html#fc-two-sigmas&${SMALL}`, () => {
      Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 4 });
    });
    await over();
  });
  afterAll(() => opened?.close());

  test('each network has a worker to itself, and all end at the same number of samples', async () => {
    expect(await read('sessions.map(({ worker }) => worker.index).sort()')).toEqual([0, 1, 2]);
    expect(await samples()).toEqual([240_000, 240_000, 240_000]);
  });

  test('a run waits for one on another worker, which takes its time, and goes on with it', async () => {
    await read('(sessions[1].setSpeed(2), lab.play())');
    await under_way();
    // A quarter of a second of the slow one's work is what they may be ahead by.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const before = await samples();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const after = await samples();
    for (const [i, n] of after.entries()) expect(n - before[i]).toBeLessThan(10_000);
    expect(Math.max(...after)).toBeLessThan(240_000);
    await read('sessions[1].setSpeed(null)');
    await over();
    expect(await samples()).toEqual([240_000, 240_000, 240_000]);
  });

  test('one worker is lost: its network is started again where it was saved, the others go on', async () => {
    await read('(sessions[1].setSpeed(20), lab.play())');
    await under_way();
    const before = await read(`(() => {
      const workers = sessions.map(({ worker }) => worker.worker);
      globalThis.workers = workers;
      workers[1].terminate();
      workers[1].dispatchEvent(new ErrorEvent('error', { message: 'Out of memory.' }));
      sessions[1].setSpeed(null);
      return lab.figure.notice;
    })()`);
    expect(before).toMatch(/^Out of memory\. It was started again/);
    await over();
    expect(await samples()).toEqual([240_000, 240_000, 240_000]);
    expect(await read('sessions.map(({ worker }, i) => worker.worker === globalThis.workers[i])')).toEqual([
      true,
      false,
      true,
    ]);
    const [first, ...others] = await read('runs.map(({ points }) => points.map(({ samples }) => samples))');
    expect(others).toEqual([first, first]);
    expect(first).toEqual([...new Set(first)].sort((a, b) => a - b));
  });

  test('a seed is the same run on one worker and on three, bit for bit', async () => {
    const [one, three] = await opened.page.evaluate(async () => {
      const lab = /** @type {any} */ (document.querySelector('som-lab'));
      const { figure } = lab;
      const Client = figure.engine.constructor;
      const wanted = () => figure.runs.map((/** @type {any} */ run) => run.wanted);
      figure.patch({ epochs: 0.1 });
      const networks = wanted();
      lab.experiment = 'map';
      await lab.updateComplete;
      figure.close();
      figure.patch({ epochs: 0.5, rows: 6, cols: 6 });
      const states = [...networks, ...wanted()];

      /** Runs one to its end. @param {any} client @param {any} wanted */
      const run = (client, wanted) =>
        new Promise((resolve, reject) => {
          const state = { dataset: 'mnist', speed: null, running: true, group: wanted.kind, ...wanted };
          const session = client.open(state, {
            ready() {},
            opened() {},
            notice: reject,
            error: (/** @type {Error} */ { message }) => reject(new Error(message)),
            async frame(/** @type {any} */ frame) {
              session.ack();
              if (frame.state !== 'finished') return;
              const request =
                wanted.kind === 'net'
                  ? { layer: 0, maps: true, filters: true, probe: null, since: 0 }
                  : { ...wanted.request, evaluate: 500 };
              resolve({ worker: session.worker.index, frame: await session.snapshot(request) });
            },
          });
        });

      /** @param {number} workers */
      const runs = async (workers) => {
        const client = new Client({ workers });
        client.preference = 'cpu';
        const ends = await Promise.all(states.map((wanted) => run(client, wanted)));
        for (const worker of client.workers) worker.stop();
        return ends.map(({ worker, frame }) => ({
          worker,
          frame: JSON.stringify(frame, (_, value) =>
            ArrayBuffer.isView(value) ? [.../** @type {any} */ (value)] : value,
          ),
        }));
      };
      return [await runs(1), await runs(3)];
    });
    expect(one.map(({ worker }) => worker)).toEqual([0, 0, 0, 0]);
    expect(new Set(three.map(({ worker }) => worker)).size).toBe(3);
    for (const { frame } of one) expect(frame.length).toBeGreaterThan(1000);
    expect(three.map(({ frame }) => frame)).toEqual(one.map(({ frame }) => frame));
  });

  test('nothing was complained about', () => {
    expect(opened.complaints).toEqual([]);
  });
});
