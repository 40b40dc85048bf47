// The engine in real browsers, straight from a worker, without the page.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from './open.js';

/** @type {{ kind: import('../../scripts/lib/browsers.mjs').BrowserKind, backend: 'gpu' | 'cpu' }[]} */
const cases = [
  { kind: 'chromium-webgpu', backend: 'gpu' },
  { kind: 'chromium-cpu', backend: 'cpu' },
  { kind: 'firefox-webgpu', backend: 'gpu' },
];

describe.each(cases)('the engine on the $backend of $kind', ({ kind, backend }) => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let opened;

  /** @type {(name: string, ...args: unknown[]) => Promise<any>} */
  const call = (name, ...args) =>
    opened.page.evaluate((name, args) => /** @type {any} */ (globalThis).call(name, ...args), name, args);

  beforeAll(async () => {
    opened = await open(kind, '.', 'tests/browser/fixtures/engine.html');
  });
  afterAll(() => opened?.close());

  test('left to choose, it takes the faster backend and says why', async () => {
    const info = await call('create', 'auto');
    const { cpu_samples_per_second: cpu, gpu_samples_per_second: gpu } = info;
    expect(info.reason).toMatch(/\w+.*\.$/);
    if (gpu === null) expect(info.backend).toBe('cpu');
    else if (cpu !== null) expect(info.backend).toBe(gpu > cpu ? 'gpu' : 'cpu');
  });

  test(`asked for the ${backend}, it takes it`, async () => {
    expect(await call('create', backend)).toMatchObject({ backend });
  });

  // Firefox takes a minute for them all.
  test.runIf(backend === 'gpu')(
    'every kernel compiles and agrees with its CPU twin',
    { timeout: 300_000 },
    async () => {
      const checks = await call('selfCheck');
      expect(checks.length).toBeGreaterThan(0);
      expect(checks.filter((/** @type {{ ok: boolean }} */ { ok }) => !ok)).toEqual([]);
    },
  );

  test.each([
    { training: 'batch', steps: 6 },
    { training: 'mini_batch', steps: 40 },
    { training: 'online', steps: 1500 },
  ])('$training training: the quantization error falls', async ({ training, steps }) => {
    const [before, after] = await call('errorsWhileTraining', { training }, steps);
    expect(before.n).toBe(500);
    expect(after.quantization_error).toBeLessThan(0.9 * before.quantization_error);
  });

  test.runIf(backend === 'gpu')('another shape of tiles makes the same map', async () => {
    const differences = await call('shaped', ['8x32', '8x64', '4x64']);
    expect(differences).toHaveLength(2);
    for (const difference of differences) expect(difference).toBeLessThan(1e-4);
    // The measurement itself is long in software: one browser is enough.
    if (kind === 'chromium-webgpu') expect(await call('tuned')).toBe(true);
  });

  test.runIf(backend === 'gpu')('an adapter with a clock times the kernels of a step', async () => {
    const times = await call('timed');
    if (times === null) return;
    const kernels = times.map((/** @type {{kernel: string}} */ { kernel }) => kernel);
    expect(kernels).toEqual(expect.arrayContaining(['gather', 'bmu', 'bmu_sums', 'update']));
  });

  test('a step is a step, and a pause a pause', async () => {
    expect(await call('stepping')).toEqual([
      [1, 256],
      [2, 512],
      [2, 512],
      [3, 768],
    ]);
  });

  test.each([
    { training: 'batch', steps: 2 },
    { training: 'mini_batch', steps: 5 },
    { training: 'online', steps: 100 },
  ])(
    '$training training: reset and restore give the same weights, bit for bit',
    async ({ training, steps }) => {
      const { start, middle, end, reset, again, restored } = await call('states', { training }, steps);
      expect(new Set([start, middle, end]).size).toBe(3);
      expect(reset).toBe(start);
      expect(again).toBe(end);
      expect(restored).toBe(end);
    },
  );

  test('it trains on the first shard and waits for the second', async () => {
    expect(await call('streaming')).toEqual({ first: 'running', afterwards: 'running' });
  });

  test.each([
    ['a field it does not know', { sigmaa: 1 }],
    ['a map without units', { rows: 0 }],
    ['a lattice it does not know', { lattice: 'klein_bottle' }],
  ])('it refuses %s with a sentence', async (_, changes) => {
    const refusal = await call('refusal', changes);
    expect(refusal).toMatchObject({ kind: 'config' });
    expect(refusal.message).toMatch(/^[A-Z].+\.$/);
  });

  test('nothing was complained about', () => {
    expect(opened.complaints).toEqual([]);
  });
});
