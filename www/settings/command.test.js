import { describe, expect, test } from 'vitest';
import { loadExperiments } from '../catalogue/experiments.js';
import { commandOf } from './command.js';
import { fromHash } from './hash.js';
import { patched, startOf } from './state.js';

await loadExperiments();

describe('a figure as a command of the lab', () => {
  test('names what the page changes, and what the visitor has', () => {
    expect(commandOf('map', startOf('map'))).toBe('lab map --seed 1');
    const csom = patched(startOf('csom'), { threshold: 0.5, 'sigma_forward.end': 3, dataset: 'cifar10' });
    expect(commandOf('csom', csom)).toBe(
      'lab csom --dataset cifar10 --seed 1 --set sigma_forward.end=3 threshold=0.5 learning_rate.end=0.001 epochs=1 evaluations=6',
    );
    const line = patched(startOf('map'), { backend: 'cpu', 'sigma.hold': 2, seed: 9 });
    expect(commandOf('map', line)).toBe('lab map --seed 9 --backend cpu --set sigma.hold=2');
  });

  test('quotes what a shell would take apart', () => {
    const stack = [{ rows: 5, cols: 5, size: 0, stride: 1, code: 'soft' }];
    expect(commandOf('map', patched(startOf('map'), { stack }))).toBe(
      `lab map --seed 1 --set 'stack=[{"rows":5,"cols":5,"size":0,"stride":1,"code":"soft"}]'`,
    );
  });

  test('takes a line a variant where they differ in more than the lab knows', () => {
    const ring = commandOf('threshold', patched(startOf('threshold'), { lattice: 'ring' })).split('\n');
    expect(ring).toHaveLength(5);
    expect(ring[3]).toContain('--variant cnn-30');
    expect(ring[3]).toContain('hidden.0.rows=1 hidden.0.cols=30');
  });

  test('and back: what stands after lab works after # as well', () => {
    const state = patched(startOf('csom'), { threshold: 0.5, 'sigma_forward.end': 3, seed: 7 });
    for (const text of [
      'csom --set threshold=0.5 sigma_forward.end=3 --seed 7',
      'lab csom --seed=7 --set threshold=0.5 sigma_forward.end=3 --out files --variant csom',
    ]) {
      for (const hash of [text, encodeURIComponent(text), text.replaceAll(' ', '%20')]) {
        expect(fromHash(`#${hash}`), hash).toEqual({ experiment: 'csom', state, problems: [] });
      }
    }
    const map = patched(startOf('map'), { epochs: 2, 'sigma.hold': null, stack: [] });
    const stack = [{ rows: 5, cols: 5, size: 0, stride: 1, code: 'soft' }];
    const again = fromHash(`#${commandOf('map', patched(map, { stack }))}`);
    expect(again?.state).toEqual(patched(map, { stack }));
  });

  test('one word that names an experiment is no command', () => {
    expect(fromHash('#csom')?.experiment).toBe('csom');
    expect(fromHash('#lab csom')?.experiment).toBe('csom');
  });
});
