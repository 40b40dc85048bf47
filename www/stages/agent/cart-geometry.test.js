import { describe, expect, test } from 'vitest';
import { NUDGE, forceOf, hingeOf, nearestOn, sceneOf, tipOf, torqueOf, wrapped } from './cart-geometry.js';

test('a pole ends above its hinge, and to the right where its angle is positive', () => {
  expect(tipOf({ x: 10, y: 50 }, 0, 20)).toEqual({ x: 10, y: 30 });
  const right = tipOf({ x: 10, y: 50 }, Math.PI / 2, 20);
  expect(right.x).toBeCloseTo(30);
  expect(right.y).toBeCloseTo(50);
});

describe('a scene', () => {
  test('holds the whole track, to scale', () => {
    const scene = sceneOf(640, 280, false);
    const [left, right] = [-2.4, 2.4].map((x) => hingeOf(scene, [x, 0, 0, 0], false));
    expect(right.x - left.x).toBeCloseTo(4.8 * scale(scene));
    expect(left.x).toBeGreaterThan(0.25 * scale(scene));
    expect(right.y - scene.scale).toBeGreaterThan(0);
    expect(scene.ground).toBeLessThan(280);
  });

  test('of a pendulum holds it at every angle', () => {
    const scene = sceneOf(640, 280, true);
    const pivot = hingeOf(scene, [1, 0, 0, 0], true);
    expect(pivot).toEqual({ x: 320, y: 140 });
    expect(scene.scale).toBeLessThan(140);
  });

  const scale = (/** @type {{scale: number}} */ scene) => scene.scale;
});

test('angles are the same after a turn', () => {
  expect(wrapped(0.5)).toBeCloseTo(0.5);
  expect(wrapped(2 * Math.PI + 0.5)).toBeCloseTo(0.5);
  expect(wrapped(-3 * Math.PI)).toBeCloseTo(-Math.PI);
});

test('a pole is hit beside it and not beyond its ends', () => {
  const [hinge, tip] = [
    { x: 0, y: 100 },
    { x: 0, y: 0 },
  ];
  expect(nearestOn({ x: 6, y: 25 }, hinge, tip)).toEqual({ distance: 6, along: 0.75 });
  expect(nearestOn({ x: 0, y: -30 }, hinge, tip)).toEqual({ distance: 30, along: 1 });
  expect(nearestOn({ x: 3, y: 4 }, { x: 0, y: 0 }, { x: 0, y: 0 }).distance).toBe(5);
});

test('the cart follows the hand; dragged at the pole, it gives way', () => {
  expect(forceOf(10, 100, 'cart')).toBeCloseTo(6);
  expect(forceOf(10, 100, 'pole')).toBeCloseTo(-6);
  expect([forceOf(900, 100, 'cart'), forceOf(900, 100, 'pole')]).toEqual([NUDGE.force, -NUDGE.force]);
});

test('a pendulum is turned by what is across its rod', () => {
  expect(torqueOf({ x: 50, y: 0 }, 100, 0)).toBeCloseTo(3);
  expect(torqueOf({ x: 0, y: 50 }, 100, 0)).toBeCloseTo(0);
  // Hanging down, clockwise is to the left.
  expect(torqueOf({ x: 50, y: 0 }, 100, Math.PI)).toBeCloseTo(-3);
  expect(torqueOf({ x: -900, y: 0 }, 100, 0)).toBe(-NUDGE.torque);
});
