import { describe, expect, test } from 'vitest';
import { addOwn } from '../catalogue/datasets.js';
import { Figure } from './figure.js';
import './testing.js';

/** @param {string} [experiment] */
function make(experiment) {
  const host = { requestUpdate: () => {}, emit: () => {} };
  return new Figure(host, experiment);
}

describe('a figure', () => {
  test('tells what the engine refuses beside the control of that setting', () => {
    const figure = make('patches');
    /** @type {any} */
    let told;
    figure.lead.engine = /** @type {any} */ ({
      open: (/** @type {any} */ _, /** @type {any} */ on) => (told = on),
    });
    figure.lead.open(false);
    const failure = { kind: 'config', message: 'Patches of 40×40 do not fit.', field: 'patch.size' };
    told.error(failure, false);
    expect(figure.problems).toEqual({ 'patch.size': failure.message });
  });

  test('has a run for each variant, in one group where there are several', () => {
    expect(make().runs.map(({ name, group }) => [name, group])).toEqual([['map', null]]);
    const [small, large] = make('patches').runs;
    expect([small.state.config.cols, large.state.config.cols]).toEqual([20, 50]);
    expect(small.group).toBe(large.group);
    expect(make('patches').lead.group).not.toBe(small.group);
  });

  test('hands settings to all its runs, and keeps what they differ in', () => {
    const figure = make('patches');
    figure.patch({ seed: 9, cols: 30 });
    expect(figure.runs.map(({ state }) => [state.config.seed, state.config.cols])).toEqual([
      [9, 20],
      [9, 50],
    ]);
    expect(figure.notice).toContain('cols');
  });

  test('takes what pictures bring along, and gives it back', () => {
    const figure = make('patches');
    figure.patch({ dataset: 'mnist' });
    expect(figure.state).toMatchObject({ image: 3, config: { patch: { size: 9, gray: true } } });
    figure.patch({ dataset: 'cifar10', 'patch.size': 5 });
    expect(figure.state).toMatchObject({ image: 4, config: { patch: { size: 5, gray: false } } });
  });

  test('offers the pictures of its experiment, and those it has', () => {
    const figure = make('ring');
    expect(figure.choices('dataset')?.map(([name]) => name)).toEqual(['turntable', 'turntable-32']);
    figure.patch({ dataset: 'colors' });
    expect(figure.choices('dataset')?.map(([name]) => name)).toContain('colors');
    expect(make('patches').record.page.views).not.toContain('classes');
  });

  test('keeps what it has where a link asks for what it does not offer', () => {
    const figure = make('fc-two-sigmas');
    figure.patch({ lattice: 'hexagonal', seed: 4 });
    expect([figure.valueOf('lattice'), figure.valueOf('seed')]).toEqual(['rectangle', 4]);
    expect(figure.notice).toContain('no hexagonal lattice');
    figure.patch({ lattice: 'torus' });
    expect([figure.valueOf('lattice'), figure.notice]).toEqual(['torus', '']);
    const map = make();
    map.patch({ lattice: 'hexagonal' });
    expect(map.valueOf('lattice')).toBe('hexagonal');
  });

  test('tells beside its control what cannot be', () => {
    const figure = make('patches');
    figure.set('patch.size', '2.5');
    expect([figure.problems['patch.size'], figure.typed['patch.size']]).toEqual([expect.any(String), '2.5']);
    figure.patch({ 'patch.size': 4 });
    expect(figure.problems['patch.size']).toBeUndefined();
    const config = /** @type {const} */ ('config');
    figure.refused({ kind: config, field: 'patch.size', message: 'Patches of 40×40 do not fit into 32×32.' });
    expect(figure.problems['patch.size']).toContain('32×32');
    figure.refused({ kind: config, field: 'rows', message: 'A map of 0×0 has 0 units.' });
    expect(figure.notice).toContain('0 units');
  });

  test('of networks has runs of networks, and a study of them', () => {
    const figure = make('order');
    expect([figure.kind, figure.runs.length]).toEqual(['net', 3]);
    expect(figure.runs.map(({ wanted }) => wanted.kind)).toEqual(['net', 'net', 'net']);
    expect(new Set(figure.runs.map(({ group }) => group)).size).toBe(1);
    figure.patch({ threshold: 0.3, order: 'relu_mask' });
    expect(figure.runs.map(({ state }) => [state.config.threshold, state.config.order])).toEqual([
      [0.3, 'relu_mask'],
      [0.3, 'mask_relu'],
      [0.3, 'relu_mask'],
    ]);
    expect(figure.study?.seeds).toEqual({ done: 0, wanted: 0 });
    expect(make('map').study).toBe(null);
  });

  test('of networks offers a visitor’s own pictures where they have classes', () => {
    const split = { n: 9, shards: [] };
    addOwn('own-21', { title: 'plain', classes: [], train: split, test: split });
    addOwn('own-22', { title: 'sorted', classes: ['a', 'b'], train: split, test: split });
    const offered = (/** @type {string} */ experiment) =>
      make(experiment)
        .choices('dataset')
        ?.map(([name]) => name);
    expect(offered('order')).toEqual(['mnist', 'cifar10', 'own-22']);
    expect(offered('map')).toEqual(expect.arrayContaining(['own-21', 'own-22']));
  });

  test('becomes another experiment at rest', () => {
    const figure = make('patches');
    figure.patch({ seed: 5 });
    figure.choose('map');
    expect([figure.runs.length, figure.valueOf('seed'), figure.phase]).toEqual([1, 1, 'poster']);
  });
});
