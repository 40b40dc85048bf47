import { describe, expect, test } from 'vitest';
import { initialState } from '../state/properties.js';
import {
  chance,
  explanation,
  farthest,
  formula,
  guessOf,
  maskText,
  maskedLayers,
  probeText,
} from './net-words.js';

const state = (/** @type {object} */ patch) => ({ ...initialState(), ...patch });

describe('what a variant does', () => {
  test('is told from its settings', () => {
    expect(explanation(state({ net_masks: '0' }))).toBe('an ordinary network: every neuron answers in full');
    // exp(−2·9² / 2·20²) = 0.817 on a sheet of 10 × 10
    expect(explanation(state({ net_masks: '10', net_sigma_forward_start: 20 }))).toBe(
      'its map dims layer 1, to 82% farthest from the winner',
    );
    expect(explanation(state({ net_masks: '1', net_threshold: 0.9 }))).toBe(
      'its maps dim the neurons, to nothing farthest from the winner',
    );
  });

  test('follows σ as it is now, and the hand that holds it', () => {
    const own = state({ net_masks: '1', net_sigma_forward_start: 20 });
    expect(explanation(own, 2.8)).toContain('to nothing');
    expect(explanation({ ...own, net_sigma_forward_hold: 20 }, 2.8)).toContain('to 82%');
  });

  test('on a torus, nobody is as far', () => {
    const [flat, torus] = /** @type {const} */ (['rectangle', 'torus']).map((lattice) =>
      farthest({ rows: 10, cols: 10, lattice }, 5, 0),
    );
    expect(flat).toBeCloseTo(Math.exp(-162 / 50));
    expect(torus).toBeCloseTo(Math.exp(-50 / 50));
  });

  test('the last digit of the masks counts for all layers that follow', () => {
    expect(maskedLayers({ net_layers: '4x4,4x4,4x4', net_masks: '10' })).toEqual([true, false, false]);
    expect(maskedLayers({ net_layers: '4x4,4x4', net_masks: '1' })).toEqual([true, true]);
  });

  test('with the bias in its place', () => {
    const of = (/** @type {any} */ net_order, /** @type {any} */ net_bias) =>
      formula({ net_order, net_bias });
    expect(of('mask_relu', 'before_mask')).toBe('relu(m·(z + b))');
    expect(of('mask_relu', 'after_mask')).toBe('relu(m·z + b)');
    expect(of('relu_mask', 'before_mask')).toBe('m·relu(z + b)');
    expect(of('relu_mask', 'after_mask')).toBe('m·relu(z) + b');
  });
});

describe('what a network says', () => {
  const probed = /** @type {any} */ ({
    probabilities: Float32Array.of(0.003, 0.9, 0.097),
    layers: [{ bmu: 23 }, { bmu: -1 }],
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
    expect(probeText(runs, 1, 10, [])).toBe('map says 1, 90%.');
  });

  test('a mask is told by its strength', () => {
    const layer = /** @type {any} */ ({
      masked: true,
      strength: 0.304,
      active_units: 26.6,
      rows: 10,
      cols: 10,
    });
    expect(maskText(layer)).toBe('strength 30%, 27 active');
    expect(maskText({ ...layer, masked: false })).toBe('no mask');
  });
});
