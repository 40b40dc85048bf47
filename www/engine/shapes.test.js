import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { takeShapes } from './shapes.js';

/** @type {Map<string, Response>} */
let store;
/** @type {import('vitest').Mock<() => Promise<string>>} */
let measure;

beforeEach(() => {
  store = new Map();
  measure = vi.fn(async () => '8x64');
  const open = async () => ({
    match: async (/** @type {string} */ url) => store.get(url)?.clone(),
    put: async (/** @type {string} */ url, /** @type {Response} */ response) => store.set(url, response),
  });
  vi.stubGlobal('caches', { open });
});
afterEach(() => vi.unstubAllGlobals());

/** @param {string} adapter @returns {import('./protocol.js').BackendInfo} */
const on = (adapter) => ({
  backend: 'gpu',
  adapter,
  software: false,
  reason: '',
  cpu_samples_per_second: null,
  gpu_samples_per_second: null,
  timestamps: false,
});

function engine() {
  return {
    /** @type {string[]} */
    taken: [],
    /** @param {string} shapes */
    set_shapes(shapes) {
      const known = shapes === '8x64';
      if (known) this.taken.push(shapes);
      return known;
    },
  };
}

test('the shapes of an adapter are measured once, also for engines that start together', async () => {
  const engines = [engine(), engine()];
  await Promise.all(engines.map((engine) => takeShapes(engine, on('a'), measure)));
  const later = engine();
  await takeShapes(later, on('a'), measure);
  expect([...engines, later].map(({ taken }) => taken)).toEqual([['8x64'], ['8x64'], ['8x64']]);
  expect(measure).toHaveBeenCalledTimes(1);
  expect([...store.keys()].every((url) => URL.canParse(url))).toBe(true);
});

test('another adapter is measured anew, and so is what nobody knows any more', async () => {
  await takeShapes(engine(), on('b'), measure);
  await takeShapes(engine(), on('c'), measure);
  store.set([...store.keys()][1], new Response('3x3'));
  await takeShapes(engine(), on('c'), measure);
  expect(measure).toHaveBeenCalledTimes(3);
});

test('an engine without an adapter to tune is left alone', async () => {
  await takeShapes(engine(), { ...on(''), backend: 'cpu' }, measure);
  await takeShapes(engine(), { ...on('llvmpipe'), software: true }, measure);
  await takeShapes({}, on('a'), measure);
  expect(measure).not.toHaveBeenCalled();
});

test('where nothing may be kept or measured, an engine goes on as it is', async () => {
  vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('', 'SecurityError')) });
  const tuned = engine();
  await takeShapes(tuned, on('d'), measure);
  expect(tuned.taken).toEqual(['8x64']);
  const failing = engine();
  await takeShapes(failing, on('e'), () => Promise.reject(new Error('No tools.')));
  expect(failing.taken).toEqual([]);
});
