import { expect, test } from 'vitest';
import { byChance } from './chance.js';

test('one neuron has the purity of one class, and tells nothing', () => {
  const { purity, nmi } = byChance(1000, 1, 10);
  expect(purity).toBeCloseTo(0.1);
  expect(nmi).toBeCloseTo(0);
});

test('few samples on many neurons agree by chance', () => {
  const [many, few] = [byChance(10_000, 400, 10), byChance(500, 400, 10)];
  expect(many.purity).toBeGreaterThan(0.2);
  expect(many.purity).toBeLessThan(0.22);
  expect(many.nmi).toBeGreaterThan(0.04);
  expect(many.nmi).toBeLessThan(0.06);
  expect(few.purity).toBeGreaterThan(0.6);
  expect(byChance(10_000, 400, 10)).toBe(many);
});
