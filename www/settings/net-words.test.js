import { describe, expect, test } from 'vitest';
import { defaultsOf } from './schema.js';
import { putAll } from './tree.js';
import {
  chance,
  explanation,
  farthest,
  formula,
  guessOf,
  maskText,
  mostLit,
  probeText,
  restText,
} from './net-words.js';

const config = (/** @type {Record<string, unknown>} */ settings) => putAll(defaultsOf('net'), settings);

describe('what a variant does', () => {
  test('is told from its settings', () => {
    expect(explanation(config({ 'hidden.*.mask': 'none' }))).toBe(
      'an ordinary network: every neuron answers in full',
    );
    // exp(−2·9² / 2·20²) = 0.817 on a sheet of 10 × 10
    expect(explanation(config({ 'hidden.1.mask': 'none' }))).toBe(
      'its map dims layer 1, to 82% farthest from the winner',
    );
    expect(explanation(config({ threshold: 0.9 }))).toBe(
      'its maps dim the neurons, to nothing farthest from the winner',
    );
  });

  test('follows σ as it is now, and the hand that holds it', () => {
    const own = config({});
    expect(explanation(own, 2.8)).toContain('to nothing');
    expect(explanation(config({ 'sigma_forward.hold': 20 }), 2.8)).toContain('to 82%');
  });

  test('on a torus, nobody is as far', () => {
    const [flat, torus] = /** @type {const} */ (['rectangle', 'torus']).map((lattice) =>
      farthest({ rows: 10, cols: 10, lattice }, 5, 0),
    );
    expect(flat).toBeCloseTo(Math.exp(-162 / 50));
    expect(torus).toBeCloseTo(Math.exp(-50 / 50));
  });

  test('with the bias in its place', () => {
    const of = (/** @type {any} */ order, /** @type {any} */ bias) => formula({ order, bias });
    expect(of('mask_relu', 'before_mask')).toBe('relu(m·(z + b))');
    expect(of('mask_relu', 'after_mask')).toBe('relu(m·z + b)');
    expect(of('relu_mask', 'before_mask')).toBe('m·relu(z + b)');
    expect(of('relu_mask', 'after_mask')).toBe('m·relu(z) + b');
  });
});

describe('what a network says', () => {
  const probed = /** @type {any} */ ({
    probabilities: Float32Array.of(0.003, 0.9, 0.097),
    layers: [
      { bmu: 23, units: [] },
      { bmu: -1, units: Uint32Array.of(4, 4, 7, 4) },
      { bmu: -1, units: [] },
    ],
  });

  test('is its likeliest class', () => {
    expect(guessOf(probed)).toEqual({ guess: 1, probability: Math.fround(0.9) });
  });

  test('is never surer than it is', () => {
    expect([0.9961, 1, 0.004, 0, 0.5].map(chance)).toEqual(['>99%', '100%', '<1%', '0%', '50%']);
  });

  test('is told in words, with the winner where there is a map', () => {
    const runs = [
      { title: 'map', probed },
      { title: 'none', probed: null },
    ];
    expect(probeText(runs, 0, 10, ['a', 'b', 'c'])).toBe('map says b, 90%, winner in row 3, column 4.');
    expect(probeText(runs, 1, 10, [])).toBe('map says 1, 90%, 2 different winners at 4 places.');
    expect(probeText(runs, 2, 10, [])).toBe('map says 1, 90%.');
  });

  test('a layer is told by what thins it out', () => {
    const layer = /** @type {any} */ ({
      mask: 'whole',
      strength: 0.304,
      active_units: 26.6,
      neurons: 100,
      winners: 0,
      keep: 1,
      pruned: false,
    });
    expect(maskText(layer)).toBe('strength 30%, 27 active');
    expect(maskText({ ...layer, mask: 'patch', strength: 0.05, active_units: 4.62 })).toBe(
      'strength 5%, 4.6 active',
    );
    expect(maskText({ ...layer, mask: 'none' })).toBe('no mask');
    expect(maskText({ ...layer, mask: 'none', winners: 5 })).toBe('the 5 strongest, place by place');
    expect(maskText({ ...layer, mask: 'none', pruned: true, neurons: 5 })).toBe('pruned to 5');
    expect(maskText({ ...layer, mask: 'none', keep: 0.05 })).toBe('all of them active; in training 5%');
  });
});

describe('a convolution', () => {
  const filters = { ...defaultsOf('net').hidden[0], mask: 'none', kernel: 5, pool: 2 };
  const conv = (/** @type {Record<string, unknown>} */ settings) =>
    config({ hidden: [filters], 'sigma_forward.start': 2.8, ...settings });

  test('is told from its mask, and from how many a threshold leaves', () => {
    expect(explanation(conv({ 'hidden.0.mask': 'none' }))).toBe(
      'an ordinary network: all of its 100 filters answer in full',
    );
    expect(explanation(conv({ 'hidden.0.mask': 'whole' }))).toBe('its map dims the filters, image by image');
    expect(explanation(conv({ 'hidden.0.mask': 'patch' }))).toBe('its map dims the filters, place by place');
    // The winner and its four neighbors; the 37 places of a square lattice within √(2 · 2.8² · ln 2) = 3.3.
    expect(explanation(conv({ 'hidden.0.mask': 'patch', threshold: 0.9 }))).toBe(
      'its map lights 5 of 100 filters at most, place by place',
    );
    expect(explanation(conv({ 'hidden.0.mask': 'whole', threshold: 0.5 }))).toContain('lights 37 of 100');
  });

  test('is told from the other ways to be sparse', () => {
    const of = (/** @type {Record<string, unknown>} */ settings) => explanation(conv(settings));
    expect(of({ 'hidden.0.winners': 5 })).toBe('only the 5 strongest of 100 filters answer, place by place');
    expect(of({ 'hidden.0.pruned': 5 })).toBe(
      'the 5 largest of 100 filters are kept once 50% of the run is over',
    );
    expect(of({ 'hidden.0.keep': 0.05 })).toBe('in training, each image passes about 5 of 100 filters');
  });

  test('with a masked layer behind it is told as any network', () => {
    const hidden = [filters, defaultsOf('net').hidden[0]];
    const both = config({ hidden });
    expect(explanation(both)).toBe('its map dims layer 2, to 82% farthest from the winner');
  });

  test('of few filters has no more lamps than those', () => {
    expect(mostLit({ rows: 1, cols: 5, lattice: 'rectangle' }, 2.8, 0)).toBe(5);
    expect(mostLit({ rows: 1, cols: 5, lattice: 'rectangle' }, 2.8, 0.9)).toBe(3);
  });
});

describe('a map', () => {
  const layer = /** @type {any} */ ({ mask: 'patch', frozen: false, frozen_at: null, codebook_change: null });

  test('learns, and how far it is from coming to rest', () => {
    expect(restText(layer, 0.03, 'digits')).toBe('learning');
    const learning = 'learning: the last 100 steps moved it by 5.2%';
    expect(restText({ ...layer, codebook_change: 0.0518 }, 0.03, 'digits')).toBe(
      `${learning}; by less than 3%, and it comes to rest`,
    );
    expect(restText({ ...layer, codebook_change: 0.0518 }, 0, 'digits')).toBe(
      `${learning}; it learns to the end`,
    );
  });

  test('is at rest, and says why', () => {
    expect(
      restText({ ...layer, frozen: true, frozen_at: 12_800, codebook_change: 0.029 }, 0.03, 'digits'),
    ).toBe('came to rest after 13k digits, because 100 steps moved it by less than 3%');
    expect(restText({ ...layer, frozen: true }, 0.03, 'digits')).toBe('frozen by hand');
    expect(restText({ ...layer, mask: 'none' }, 0.03, 'digits')).toBe('');
  });
});
