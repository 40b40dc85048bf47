import { expect, test } from 'vitest';
import { gridOf, radiusOf, ticksOf } from './axes.js';

test('ticks are round, with zero among them, and have room', () => {
  expect(ticksOf(12, 320)).toEqual([-10, -5, 0, 5, 10]);
  expect(ticksOf(180, 320)).toEqual([-180, -120, -60, 0, 60, 120, 180]);
  expect(ticksOf(143.2, 200)).toEqual([-90, 0, 90]);
});

test('a grid of torques reaches from end to end', () => {
  expect(gridOf(5)).toEqual([-2, -1, 0, 1, 2]);
  expect([gridOf(1), gridOf(0)]).toEqual([[0], []]);
});

test('areas grow with how often a torque is chosen', () => {
  const area = (/** @type {number} */ share) => radiusOf(share) ** 2;
  expect(area(0)).toBeGreaterThan(4);
  expect(area(0.5) - area(0)).toBeCloseTo((area(1) - area(0)) / 2);
});
