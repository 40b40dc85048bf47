import { expect, test } from 'vitest';
import { Playback } from './playback.js';

/** @param {number[]} places  of a cart, pushed as far as it stands */
const driven = (places) => ({
  states: Float32Array.from(places.flatMap((x) => [x, 0, 0, 0])),
  efforts: Float32Array.from(places),
});

test('steps are shown in their time, and states in between', () => {
  const playback = new Playback();
  playback.add(driven([0, 1, 2, 3]));
  expect([playback.ahead, playback.stateAt(0.02)?.[0]]).toEqual([3, 0]);
  playback.advance(0.01, 0.02);
  expect(playback.stateAt(0.02)?.[0]).toBeCloseTo(0.5);
  expect(playback.effort).toBe(1);
  playback.advance(0.04, 0.02);
  expect(playback.stateAt(0.02)?.[0]).toBeCloseTo(2.5);
  expect(playback.ahead).toBe(1);
});

test('where nothing comes in time, it waits and does not hurry afterwards', () => {
  const playback = new Playback();
  playback.add(driven([0, 1]));
  playback.advance(5, 0.02);
  expect([playback.ahead, playback.stateAt(0.02)?.[0]]).toEqual([0, 1]);
  playback.add(driven([2, 3, 4]));
  playback.advance(0.01, 0.02);
  expect(playback.stateAt(0.02)?.[0]).toBeCloseTo(1.5);
});

test('another episode begins where it begins', () => {
  const playback = new Playback();
  playback.add(driven([0, 1]));
  playback.clear();
  expect(playback.stateAt(0.02)).toBe(null);
  playback.add(driven([7]));
  expect(playback.stateAt(0.02)?.[0]).toBe(7);
});
