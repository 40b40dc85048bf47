import { afterEach, expect, test, vi } from 'vitest';
import { keepShapes, keptShapes } from './shapes.js';

afterEach(() => vi.unstubAllGlobals());

test('what suited an adapter is found again under its name', async () => {
  /** @type {Map<string, Response>} */
  const kept = new Map();
  const open = async () => ({
    match: async (/** @type {string} */ url) => kept.get(url)?.clone(),
    put: async (/** @type {string} */ url, /** @type {Response} */ response) => kept.set(url, response),
  });
  vi.stubGlobal('caches', { open });
  expect(await keptShapes('nvidia ada 0.1.0 map')).toBe('');
  await keepShapes('nvidia ada 0.1.0 map', '4x64 8x32 8x32');
  expect(await keptShapes('nvidia ada 0.1.0 map')).toBe('4x64 8x32 8x32');
  expect(await keptShapes('nvidia ada 0.1.0 net')).toBe('');
  expect([...kept.keys()].every((url) => URL.canParse(url))).toBe(true);
});

test('where nothing may be kept, nothing is', async () => {
  vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('', 'SecurityError')) });
  await keepShapes('a', '8x32');
  expect(await keptShapes('a')).toBe('');
  vi.stubGlobal('caches', undefined);
  expect(await keptShapes('a')).toBe('');
});
