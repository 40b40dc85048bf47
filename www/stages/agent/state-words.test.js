import { expect, test } from 'vitest';
import { actionName, endingText, sceneText, signed, stateText, unitText } from './state-words.js';

/** @import { StateSheet } from '../../generated/types.js' */

/** @type {StateSheet} */
const SHEET = {
  lattice: 'rectangle',
  rows: 1,
  cols: 2,
  states: Float32Array.of(0, 0, 0, 0, 0.12, -0.3, 0.0367, -0.244),
  values: Float32Array.of(1, 0, 21.3, 22.8),
  wins: Uint32Array.of(0, 13),
  n_states: 1000,
};

test('numbers have a true minus, and zero has none', () => {
  expect([signed(-0.24, 1), signed(-0.04, 1), signed(3, 0), signed(NaN, 1)]).toEqual([
    '−0.2',
    '0.0',
    '3',
    '–',
  ]);
});

test('a unit is told in one line', () => {
  expect(unitText(SHEET, 1, [-10, 10], 'cartpole_v0')).toBe(
    'unit (1, 2): x 0.12 m, ẋ −0.3 m/s, θ 2.1°, θ̇ −14°/s · Q left 21.3, right 22.8 → right · ' +
      'wins 1.3% of the last 1,000 states',
  );
  expect(unitText(SHEET, 0, [-10, 10], 'cartpole_v0')).toMatch(
    /→ left · wins none of the last 1,000 states$/,
  );
});

test('a unit of a pendulum has a torque, and its values as a range', () => {
  const values = Float32Array.of(-9, -8, -7, -12, -9, 0, 0, 0, 0, 0);
  const text = unitText({ ...SHEET, values, n_states: 0 }, 0, [-2, -1, 0.4, 1, 2], 'pendulum');
  expect(text).toBe('unit (1, 1): θ 0°, θ̇ 0°/s · Q −12.0 to −7.00 → 0.4 N·m');
});

test('what is not known yet is left out', () => {
  const bare = { ...SHEET, values: new Float32Array(0), n_states: 0 };
  expect(unitText(bare, 0, [-10, 10], 'cartpole_v0')).toBe(
    'unit (1, 1): x 0.00 m, ẋ 0.0 m/s, θ 0.0°, θ̇ 0°/s',
  );
});

test('actions and endings have words', () => {
  expect([actionName(-10, 'cartpole_v1'), actionName(10, 'cartpole_v1')]).toEqual(['left', 'right']);
  const state = [0, 0, 0.3, 0];
  expect(endingText(null, state, 'cartpole_v0')).toBe('');
  expect(endingText('time', state, 'cartpole_v0')).toBe('time is up');
  expect(endingText('failed', state, 'cartpole_v0')).toBe('fallen');
  expect(endingText('failed', [-2.5, 0, 0, 0], 'cartpole_v0')).toBe('off the track');
});

test('scenes and states have words too', () => {
  expect(sceneText([0.52, 0, -0.05, 0], 'cartpole_v0')).toBe(
    'A cart 0.5 meters to the right, its pole leaning 3 degrees to the left.',
  );
  expect(sceneText([0, 0, 0, 0], 'cartpole_v0')).toBe('A cart in the middle, its pole upright.');
  expect(sceneText([Math.PI / 2, 0, 0, 0], 'pendulum')).toBe(
    'A pendulum, 90 degrees to the right of upright.',
  );
  expect(stateText([2 * Math.PI, -1, 0, 0], 'pendulum')).toBe('θ 0°, θ̇ −57°/s');
});
