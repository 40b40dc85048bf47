import { expect, test } from 'vitest';
import { stateOf } from './state-text.js';

const RING = { experiment: 'ring', settings: 'ring&seed=3' };

test.each([
  ['a link’s text', 'ring&seed=3'],
  ['the same with its sign', '#ring&seed=3'],
  ['what getState gives', RING],
  ['settings beside their experiment', { experiment: 'ring', settings: 'seed=3' }],
])('%s is a state', (_, state) => {
  expect(stateOf(state, 'map')).toEqual(RING);
});

test('a state that names no experiment is one of the figure that takes it', () => {
  expect(stateOf('seed=3', 'ring')).toEqual(RING);
  expect(stateOf({}, 'ring')).toEqual({ experiment: 'ring', settings: 'ring' });
  expect(stateOf('%E0%A4&seed=3', 'ring').experiment).toBe('%E0%A4');
});

test.each([null, 3, { settings: 3 }, { experiment: [] }])('%j is none', (state) => {
  expect(() => stateOf(/** @type {any} */ (state), 'map')).toThrow('A state is an object');
});
