import { expect, test } from 'vitest';
import { advantagesOf, bestOf, fullOf, leaning, pushColor } from './action-colors.js';

const HUES = { paper: '#ffffff', push: { left: '#0000ff', right: '#ff8000' } };

test('the best action is found for every unit, the first of equals', () => {
  expect([bestOf([1, 2], 2), bestOf([1, 2, 5, 5], 2, 1), bestOf([0, 0, 3, 1, 1, 1], 3, 1)]).toEqual([
    1, 0, 0,
  ]);
});

test('an advantage is the best value beyond the mean', () => {
  expect([...advantagesOf([1, 3, 4, 4, 0, -8], 2)]).toEqual([1, 0, 4]);
  expect([...advantagesOf([], 0)]).toEqual([]);
});

test('nine in ten are less than a full color', () => {
  expect(fullOf(Array.from({ length: 11 }, (_, i) => i))).toBe(9);
  expect([fullOf([]), fullOf([7])]).toEqual([0, 7]);
});

test('of two actions, hue is which and fullness by how much', () => {
  const efforts = [-10, 10];
  expect(leaning(efforts, 0, 5, 5)).toBe(-1);
  expect(leaning(efforts, 1, 50, 5)).toBe(1);
  expect(leaning(efforts, 1, 0, 5)).toBeGreaterThan(0);
  expect(leaning(efforts, 0, 1, 0)).toBe(-0.1);
});

test('of many, the color is the torque, whatever the advantage', () => {
  const efforts = [-2, -1, 0, 1, 2];
  expect([0, 1, 2, 4].map((action) => leaning(efforts, action, 0.1, 9))).toEqual([-1, -0.5, 0, 1]);
});

test('colors go from the paper to one of two hues', () => {
  expect(pushColor(0, HUES)).toEqual([255, 255, 255]);
  expect(pushColor(-1, HUES)).toEqual([0, 0, 255]);
  expect(pushColor(7, HUES)).toEqual([255, 128, 0]);
  expect(pushColor(0.5, HUES)).toEqual([255, 192, 128]);
});
