import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { wordsOf } from './datasets.js';
import { experimentOf, loadExperiments } from './experiments.js';
import { FILES, isKnown, kindOf, posterNames, posterOf } from './index.js';

const experiments = await loadExperiments();
const ids = Object.keys(experiments);
const has = (/** @type {string} */ name) =>
  existsSync(new URL(`../public/posters/${name}.webp`, import.meta.url));

test('the index names every record of each file, in order', async () => {
  for (const { kind, load, posters } of FILES) {
    const records = /** @type {any[]} */ ((await load()).default);
    expect(records.map(({ id }) => id)).toEqual(Object.keys(posters));
    expect(records.filter((record) => record.kind !== kind)).toEqual([]);
  }
});

test('what is not known is the first experiment', () => {
  for (const id of ['', 'constructor', '__proto__', 'unheard-of']) {
    expect([isKnown(id), kindOf(id), experimentOf(id).id]).toEqual([false, 'map', 'map']);
  }
});

test.each(ids)('%s has the posters that the index says', (id) => {
  const { kind, dataset, variants } = experiments[id];
  const { drawn } = posterOf(id);
  const { wide, narrow } = posterNames(id);
  expect(drawn).toBe(kind !== 'map' ? 'themed' : wordsOf(dataset).ink ? 'ink' : 'color');
  expect(narrow !== '').toBe(kind !== 'map' || variants.length > 1);
  for (const name of narrow ? [wide, narrow] : [wide]) {
    expect([has(name), has(`${name}-dark`)]).toEqual([true, drawn === 'themed']);
  }
});
