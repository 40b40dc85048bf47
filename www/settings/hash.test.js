import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addOwn } from '../catalogue/datasets.js';
import { experimentOf, loadExperiments } from '../catalogue/experiments.js';
import { commandOf } from './command.js';
import { fromHash, parseSettings, toHash } from './hash.js';
import { patched, startOf, stateOf } from './state.js';
import { defaultsOf } from './schema.js';

const EXPERIMENTS = await loadExperiments();

/** @param {string} id @param {import('./state.js').Patch} patch @param {string} [dataset] */
const changed = (id, patch, dataset) => patched(startOf(id, dataset), patch);

describe('the state as a link', () => {
  test('of the defaults names the seed and nothing else', () => {
    expect(toHash('map', startOf('map'))).toBe('map&seed=1');
  });

  test('names what was changed by the keys of the lab', () => {
    const state = changed('csom', { threshold: 0.5, 'sigma_forward.end': 3 });
    expect(toHash('csom', state)).toBe('csom&sigma_forward.end=3&threshold=0.5&seed=1');
    const net = changed('order', { bias: 'before_mask', 'hidden.1.rows': 8, seed: 4 });
    expect(toHash('order', net)).toBe('order&hidden.1.rows=8&bias=before_mask&seed=4');
  });

  test('comes back as it was', () => {
    const state = changed('map', {
      lattice: 'ring',
      rows: 1,
      cols: 48,
      'sigma.hold': 2.5,
      'sigma.curve': 'inverse',
      speed: null,
      seed: 4294967295,
      view: 'u_matrix',
      training: 'online',
      dataset: 'cifar10',
    });
    expect(fromHash(`#${toHash('map', state)}`)).toEqual({ experiment: 'map', state, problems: [] });
    const patches = changed('patches', { 'patch.size': 7, 'patch.centered': true, overlap: false }, 'mnist');
    expect(toHash('patches', patches)).toBe(
      'patches&dataset=mnist&patch.size=7&patch.centered=true&overlap=false&seed=1',
    );
    expect(fromHash(toHash('patches', patches))).toEqual({
      experiment: 'patches',
      state: patches,
      problems: [],
    });
  });

  test('has lists of another length as the lab takes them', () => {
    const stack = [{ rows: 20, cols: 20, size: 0, stride: 1, code: 'soft' }];
    const state = changed('map', { stack });
    expect(toHash('map', state)).toContain('stack=[{%22rows%22:20,');
    expect(fromHash(toHash('map', state))?.state).toEqual(state);
    const short = 'stack=[{"rows":5,"cols":5,"size":0,"stride":1,"code":"soft","no":1}]';
    expect(parseSettings('map', short).problems[0]).toContain('list in JSON');
    expect(parseSettings('fc-sigma', 'hidden=[{"rows":5,"cols":5,"mask":"whole"}]').patch.hidden).toEqual([
      { rows: 5, cols: 5, mask: 'whole', kernel: 0, pool: 1, winners: 0, keep: 1, pruned: 0 },
    ]);
    expect(parseSettings('fc-sigma', 'hidden=[{"rows":65,"cols":65,"mask":"whole"}]').problems).toHaveLength(
      1,
    );
  });

  test.each([
    'cols=0',
    'cols=9999',
    'rows=2.5',
    'lattice=klein',
    'seed=-1',
    'sigma.start=abc',
    'sigma.end=',
    'speed=0',
    'epochs=0',
  ])('tells that %s cannot be used, and keeps the default', (bad) => {
    const found = fromHash(`#map&${bad}&batch_size=3`);
    expect(found?.problems).toHaveLength(1);
    expect(found?.state).toEqual(changed('map', { batch_size: 3 }));
  });

  test('with settings that exclude one another keeps the usual ones', () => {
    const large = fromHash('#map&rows=64&cols=200');
    expect(large?.problems[0]).toContain('12,800');
    expect(large?.state).toEqual(startOf('map'));
    const thin = fromHash('sparse&hidden.0.winners=5&hidden.0.keep=0.5&seed=3');
    expect(thin?.problems).toEqual([expect.stringContaining('one way')]);
    expect(thin?.state).toEqual(changed('sparse', { seed: 3 }));
  });

  test('with somebody’s own pictures says where they are', () => {
    const found = fromHash('#patches&dataset=own-3&seed=2');
    expect(found?.problems[0]).toContain('never leave');
    expect(found?.state).toEqual(changed('patches', { seed: 2 }));
    const split = { n: 9, shards: [] };
    addOwn('own-8', { title: 'holiday', classes: [], train: split, test: split });
    expect(parseSettings('map', 'dataset=own-8')).toEqual({ patch: { dataset: 'own-8' }, problems: [] });
  });

  test.each(['', '#', '#seed=3'])('is not in %j', (hash) => expect(fromHash(hash)).toBeNull());

  test('does not fall for names of objects, or for broken escapes', () => {
    expect(parseSettings('map', '__proto__=1&constructor=2&patch=3&sigma.__proto__=4').problems).toHaveLength(
      4,
    );
    expect(fromHash('#%E0%A4%A')?.experiment).toBe('%E0%A4%A');
  });

  test('of a ring has one row, whatever the rows say', () => {
    expect(fromHash('#map&lattice=ring')?.state.config).toMatchObject({ rows: 1, cols: 400 });
  });
});

describe.each(Object.keys(EXPERIMENTS))('a link of %s', (id) => {
  test('as it starts names the seed and nothing else, and comes back', () => {
    for (const dataset of Object.keys(experimentOf(id).datasets)) {
      const state = startOf(id, dataset);
      const also = dataset === startOf(id).dataset ? '' : `&dataset=${dataset}`;
      expect(toHash(id, state)).toBe(`${id}${also}&seed=1`);
      expect(fromHash(toHash(id, state))).toEqual({ experiment: id, state, problems: [] });
    }
  });
});

/** What the program of that time made of them: see tests/reference/links.json. */
/** @type {{link: string, page: object, configs: Record<string, any>}[]} */
const OLD = JSON.parse(readFileSync(new URL('../../tests/reference/links.json', import.meta.url), 'utf8'));

describe('a link of the old form', () => {
  test.each(OLD.map((/** @type {any} */ old) => [old.link, old]))(
    '%s gives the same runs',
    (link, { page, configs }) => {
      const { experiment, state, problems } = fromHash(`#${link}`) ?? {
        experiment: '',
        state: startOf('map'),
        problems: [],
      };
      expect(problems).toEqual([]);
      expect(state).toMatchObject(page);
      for (const { name, settings } of experimentOf(experiment).variants) {
        // Its middle layer has the size now that the lab has always had; some variants have another threshold and name.
        if (name === 'three-layers' || name === 'som-cnn-5') continue;
        const { settle, ...config } = configs[name];
        const now = settle === undefined ? config : { ...config, convergence_tolerance: settle };
        // Its σ ends at 1 now, which tears the sheet less.
        if (experiment === 'map' && !link.includes('sigma_end')) now.sigma.end = 1;
        const { config: opened } = stateOf(state, { settings });
        // Looking at it less often does not change a run.
        if ('evaluations' in now && !link.includes('evaluations')) now.evaluations = opened.evaluations;
        // A setting that came later is at its default.
        const all = { ...defaultsOf(experimentOf(experiment).kind), ...now };
        expect(opened, name).toEqual(all);
      }
    },
  );

  test('there are more than twenty', () => expect(OLD.length).toBeGreaterThan(20));
});

describe('a kind without pictures', () => {
  test('has links without them, and takes none', () => {
    const state = patched(startOf('lesson-reward'), { gamma: 0.9, 'hidden.0.rows': 5, seed: 4 });
    const hash = toHash('lesson-reward', state);
    expect(hash).not.toContain('dataset');
    expect(fromHash(`#${hash}`)).toEqual({ experiment: 'lesson-reward', state, problems: [] });
    const other = fromHash('#lesson-reward&dataset=mnist&view=hits&gamma=2');
    expect(other?.state.dataset).toBe(null);
    expect(other?.problems).toEqual([
      'There is no setting “dataset”.',
      'There is no setting “view”.',
      'Discount γ must be a number from 0 to 1.',
    ]);
  });

  test('is a command of the lab', () => {
    const state = patched(startOf('pendulum'), { actions: 3 });
    expect(commandOf('pendulum', state)).toBe('lab pendulum --seed 1 --set actions=3');
    expect(fromHash('#lab pendulum --set actions=3')?.state).toEqual(state);
  });
});
