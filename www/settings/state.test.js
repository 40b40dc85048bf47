import { describe, expect, test } from 'vitest';
import { experimentOf, loadExperiments } from '../catalogue/experiments.js';
import { kindOf } from '../catalogue/index.js';
import { LABELS } from './labels.js';
import { defaultsOf, entryOf, keysOf } from './schema.js';
import { actsAtRest, settingOf } from './setting.js';
import { conflicts } from './conflicts.js';
import {
  broughtBy,
  changedByPage,
  isTraining,
  isVaried,
  patched,
  startOf,
  stateOf,
  valueOf,
  withShape,
} from './state.js';
import { leaves } from './tree.js';

const EXPERIMENTS = await loadExperiments();
const KINDS = /** @type {const} */ (['map', 'net']);

describe.each(KINDS)('settings of a %s', (kind) => {
  test('accept their own first values, as text and back', () => {
    for (const [key, value] of leaves(defaultsOf(kind))) {
      const setting = settingOf(kind, key);
      expect(setting?.parse(value === null ? 'null' : setting.text(value)), key).toBe(value);
      expect(setting?.demand, key).toMatch(/\.$/);
      expect(setting?.parse('nonsense'), key).toBeUndefined();
      expect(isTraining(key)).toBe(true);
    }
  });

  test('have a name each, and names only what there is', () => {
    for (const key of Object.keys(LABELS[kind])) expect(entryOf(kind, key), key).toBeDefined();
    const unnamed = keysOf(kind).filter((key) => !(key in LABELS[kind]));
    // Seen nowhere on the page: what no control changes, a link does.
    expect(unnamed.filter((key) => !/\.(curve|hold)$|^stack\./.test(key))).toEqual([]);
  });

  test('are told apart from what is no setting', () => {
    for (const key of ['', 'x', 'constructor', '__proto__', 'sigma', 'hidden.0', 'hidden.*.x']) {
      expect(settingOf(kind, key), key).toBeUndefined();
    }
  });
});

test('the mask of a network that has learned acts at once', () => {
  expect(
    ['threshold', 'sigma_forward.hold', 'sigma_forward.end'].map((key) => actsAtRest('net', key)),
  ).toEqual([true, true, false]);
});

describe.each(Object.keys(EXPERIMENTS))('the experiment %s', (id) => {
  const experiment = experimentOf(id);
  const kind = kindOf(id);

  test('starts as its settings allow, with pictures that it offers', () => {
    const sets = experiment.dataset === null ? [null] : Object.keys(experiment.datasets);
    for (const dataset of sets) {
      const state = startOf(id, dataset);
      for (const [key, value] of leaves(state.config)) {
        const setting = settingOf(kind, key);
        if (value !== null) expect(setting?.parse(String(value)), key).toBe(value);
      }
      for (const variant of experiment.variants) expect(conflicts(kind, stateOf(state, variant))).toEqual({});
    }
    expect(sets).toContain(experiment.dataset);
  });

  test('names settings that there are', () => {
    const { settings, page, datasets, variants } = experiment;
    const of = [
      settings,
      page.settings,
      ...Object.values(datasets).map((set) => set.settings ?? {}),
      ...variants.map((v) => v.settings ?? {}),
    ];
    for (const key of of.flatMap((some) => Object.keys(some))) expect(entryOf(kind, key), key).toBeDefined();
    for (const key of Object.keys(page.state)) expect(settingOf(kind, key), key).toBeDefined();
  });

  test('keeps what its runs differ in out of the controls in sight', () => {
    const shown = experiment.page.controls.sight.flatMap((name) => [name, `${name}.hold`]);
    expect(shown.filter((key) => isVaried(id, key))).toEqual([]);
  });

  test('says what the page changes of it', () => {
    for (const { lab, page, name } of changedByPage(id)) {
      expect(lab).not.toEqual(page);
      expect(name).not.toMatch(/[._]/);
    }
  });
});

describe('pictures bring their own settings along', () => {
  test('and the others take them back', () => {
    expect(broughtBy('patches', 'mnist')).toEqual({ 'patch.size': 9, 'patch.gray': true, image: 3 });
    expect(broughtBy('patches', 'cifar10')).toEqual({ 'patch.size': 4, 'patch.gray': false, image: 4 });
    expect(broughtBy('map', 'cifar10')).toEqual({});
    expect(startOf('patches', 'own-1').image).toBe(0);
  });

  test('names of objects are no experiments', () => {
    expect(experimentOf('constructor')).toBe(EXPERIMENTS.map);
  });
});

test('a run has what its figure has, but for what it names', () => {
  const [small, large] = EXPERIMENTS.patches.variants;
  const shared = patched(startOf('patches'), { seed: 7, rows: 3 });
  expect(stateOf(shared, small).config).toMatchObject({ seed: 7, rows: 20, cols: 20, sigma: { start: 10 } });
  expect(stateOf(patched(shared, { lattice: 'ring' }), large).config).toMatchObject({ rows: 1, cols: 2500 });
  const { variants } = EXPERIMENTS['fc-two-sigmas'];
  const deep = patched(startOf('fc-two-sigmas'), {
    hidden: Array(3).fill(valueOf(startOf('fc-two-sigmas'), 'hidden.0')),
  });
  const masks = variants.map((variant) =>
    stateOf(deep, variant).config.hidden.map((/** @type {any} */ layer) => layer.mask),
  );
  expect(masks).toEqual([
    ['none', 'none', 'none'],
    ['whole', 'none', 'none'],
    ['whole', 'whole', 'whole'],
  ]);
});

test('chains are unfolded and folded again', () => {
  const state = startOf('map');
  const ring = patched(state, withShape(state, { lattice: 'ring' }));
  expect([ring.config.rows, ring.config.cols]).toEqual([1, 400]);
  const torus = patched(ring, withShape(ring, { lattice: 'torus' }));
  expect([torus.config.rows, torus.config.cols]).toEqual([20, 20]);
  expect(withShape(state, { lattice: 'torus' })).toEqual({ lattice: 'torus' });
  const line = { lattice: 'line', rows: 1, cols: 60 };
  expect(withShape(state, line)).toEqual(line);
  const net = startOf('order');
  expect(stateOf(patched(net, withShape(net, { lattice: 'line' })), {}).config.hidden[0]).toMatchObject({
    rows: 1,
    cols: 100,
  });
});

test('too large a map, and gaps between patches, are refused in one sentence', () => {
  const of = (/** @type {import('./state.js').Patch} */ patch) =>
    conflicts('map', patched(startOf('map'), patch));
  expect(of({ rows: 64, cols: 65 }).cols).toContain('4,096');
  expect(of({ rows: 64, cols: 64 })).toEqual({});
  expect(of({ 'patch.size': 4, 'patch.stride': 5 })['patch.stride']).toContain('4 at most');
});
