import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { experimentOf, loadExperiments } from '../catalogue/experiments.js';
import { kindOf } from '../catalogue/index.js';
import { fitting } from './own.js';
import { settingOf } from './setting.js';
import { conflicts } from './conflicts.js';
import { patched, startConfig, startOf } from './state.js';

await loadExperiments();

/** @param {number} n @param {number} height */
const manifest = (n, height, width = height) => ({ height, width, train: { n, shards: [] } });

describe('pictures of a visitor’s own', () => {
  test.each([
    ['patches', 1, 256, 256],
    ['patches', 1, 8, 3000],
    ['patches', 20_000, 32, 32],
    ['patches', 12, 60, 40],
    ['map', 2, 1, 1],
    ['map', 5000, 32, 32],
    ['ring', 3, 64, 64],
    ['ring', 400, 64, 64],
    ['stack', 9, 5, 7],
    ['stack', 20_000, 28, 28],
    ['order', 40, 28, 28],
  ])('fit %s, be they %i of %i × %i', (id, n, height, width) => {
    const patch = fitting(id, manifest(n, height, width));
    const kind = kindOf(id);
    for (const [key, value] of Object.entries(patch)) {
      expect(settingOf(kind, key)?.parse(String(value)), key).toBe(value);
    }
    const state = patched(startOf(id), patch);
    expect(conflicts(kind, state)).toEqual({});
    if (kind !== 'map') return;
    const { size, per_image } = state.config.patch;
    expect(size).toBeLessThanOrEqual(Math.min(height, width));
    const places = (height - size + 1) * (width - size + 1);
    if (id === 'patches') expect(per_image).toBeLessThanOrEqual(places);
  });

  test('one photograph gives a whole run of patches, and is put together from tiles at first', () => {
    const { 'patch.per_image': taken, epochs, overlap } = fitting('patches', manifest(1, 256));
    expect(Number(taken) * Number(epochs)).toBeGreaterThan(200_000);
    expect(overlap).toBe(false);
    expect(fitting('patches', manifest(500, 32)).overlap).toBe(true);
  });
});

/** What the lab is held against too (src/experiment/own.rs). */
/** @type {any[]} */
const TABLE = JSON.parse(readFileSync(new URL('../../tests/reference/own.json', import.meta.url), 'utf8'));

test.each(TABLE)('pictures are fitted as in the lab: $experiment, $pictures.n', (row) => {
  const { experiment, pictures, start, fitted } = row;
  const config = startConfig(experimentOf(experiment), '', 'lab');
  const manifest = { ...pictures, train: { n: pictures.n, shards: [] } };
  const own = fitting(experiment, manifest, config);
  // Of the page alone.
  delete own.overlap;
  expect({ ...start, ...own }).toEqual(fitted);
});
