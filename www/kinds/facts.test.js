import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadExperiments } from '../catalogue/experiments.js';
import { hintsOf } from '../catalogue/hints.js';
import { completed, defaultsOf } from '../settings/schema.js';
import { startConfig, stateOf } from '../settings/state.js';
import { putAll } from '../settings/tree.js';
import { mapFacts } from './map/facts.js';
import { netFacts } from './net/facts.js';
import { bring, brought, valueFacts } from './values.js';

/** @import { Kind } from '../catalogue/experiments.js' */

/** @type {{name: string, kind: Kind, settings: any, images: any, mapped?: any, last?: any, facts: Record<string, unknown>}[]} */
const TABLE = JSON.parse(
  readFileSync(new URL('../../tests/reference/hint_facts.json', import.meta.url), 'utf8'),
);

describe('facts are those of the lab', () => {
  test.each(TABLE)(
    '$name',
    ({ kind, settings, images: { n, classes = 0, ...shape }, mapped, last, facts }) => {
      const config = putAll(defaultsOf(kind), completed(kind, settings));
      const found =
        kind === 'map'
          ? mapFacts(config, { ...shape, train: { n } }, mapped ?? null)
          : netFacts(config, classes, last ?? null);
      for (const [name, value] of Object.entries(facts)) {
        if (typeof value === 'number') expect(found[name], name).toBeCloseTo(value, 9);
        else expect(found[name] ?? null, name).toBe(value);
      }
    },
  );
});

/** @type {Record<string, {height: number, width: number, train: {n: number}}>} */
const SETS = {
  mnist: { height: 28, width: 28, train: { n: 60000 } },
  cifar10: { height: 32, width: 32, train: { n: 50000 } },
  colors: { height: 1, width: 1, train: { n: 10000 } },
  turntable: { height: 64, width: 64, train: { n: 72 } },
  'turntable-32': { height: 32, width: 32, train: { n: 72 } },
};

const starts = Object.values(await loadExperiments()).flatMap((experiment) =>
  Object.keys(experiment.datasets).flatMap((set) =>
    experiment.variants.flatMap((variant) =>
      /** @type {const} */ (['lab', 'page']).map((where) => ({ experiment, set, variant, where })),
    ),
  ),
);

test.each(starts)(
  '$experiment.id, $variant.name, on $set gets no hint in the $where',
  ({ experiment, set, variant, where }) => {
    const { config } = stateOf(/** @type {any} */ ({ config: startConfig(experiment, set, where) }), variant);
    const facts = experiment.kind === 'map' ? mapFacts(config, SETS[set], null) : netFacts(config, 10, null);
    const values = { value_range: 1, difference: 1 };
    expect(hintsOf(experiment.kind, { ...facts, ...values })).toEqual([]);
  },
);

test('values that vary little, and pictures that do', () => {
  const pixels = Uint8Array.of(100, 110, 110, 115, 102, 110);
  expect(valueFacts(pixels, 3, 2)).toEqual({ value_range: 15 / 255, difference: 10 / 255 });
  expect(valueFacts(Uint8Array.of(7, 7, 200), 1, 3)).toEqual({ value_range: 193 / 255 });
  // Labels behind the pixels are none.
  expect(valueFacts(Uint8Array.of(9, 9, 0, 1), 2, 1)).toEqual({ value_range: 0, difference: 0 });
});

test('values are known by data set', () => {
  const manifest = { height: 1, width: 2, channels: 1, train: { n: 1, shards: [] } };
  bring({ name: 'own-31', manifest, train: Uint8Array.of(0, 51) });
  expect(brought('own-31')).toEqual({ value_range: 0.2 });
  expect(brought('mnist')).toEqual({});
});
