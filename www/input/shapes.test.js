import { expect, test } from 'vitest';
import { shapeOf } from './shapes.js';
import { ownOf } from './testing.js';

const size = (/** @type {number} */ width, /** @type {number} */ height) => ({ width, height });
/** @param {{width: number, height: number}[]} sizes @param {string} experiment */
const shape = (sizes, experiment) => {
  const { height, width, crop } = shapeOf(sizes, ownOf(experiment));
  return `${width}×${height}${crop ? ' cropped' : ''}`;
};

test('one photograph keeps its aspect and as many pixels as there is room for', () => {
  expect(shape([size(4000, 3000)], 'patches')).toBe('295×221');
  expect(shape([size(3000, 4000)], 'patches')).toBe('221×295');
  expect(shape([size(100, 80)], 'patches')).toBe('100×80');
  expect(shape([size(256, 256)], 'patches')).toBe('256×256');
  expect(shapeOf([size(4000, 3000)], ownOf('patches')).notes).toEqual([
    'The picture is scaled down to 295 × 221 pixels.',
  ]);
  expect(shapeOf([size(256, 256)], ownOf('patches')).notes).toEqual([]);
});

test('many photographs share the room', () => {
  expect(shape(Array(1000).fill(size(4000, 3000)), 'patches')).toBe('149×112');
  expect(shape([...Array(9).fill(size(4000, 3000)), size(4001, 3000)], 'patches')).toBe('295×221');
  const mixed = [size(400, 300), size(300, 400)];
  expect(shape(mixed, 'patches')).toBe('256×256 cropped');
  expect(shapeOf(mixed, ownOf('patches')).notes[0]).toMatch(/middle square/);
});

test('whole pictures are small', () => {
  expect(shape(Array(5).fill(size(400, 400)), 'map')).toBe('32×32');
  expect(shape(Array(5).fill(size(400, 300)), 'map')).toBe('32×24');
  expect(shape(Array(5).fill(size(20, 10)), 'map')).toBe('20×10');
  expect(shape(Array(5).fill(size(400, 300)), 'ring')).toBe('64×48');
  expect(shape([size(400, 300), size(200, 300)], 'stack')).toBe('28×28 cropped');
  expect(shape([size(10_000, 1)], 'map')).toBe('32×1');
});

test('nothing can be cut out of a line', () => {
  expect(() => shape([size(1000, 4)], 'patches')).toThrow(
    expect.objectContaining({ kind: 'input', message: expect.stringMatching(/at least 8 × 8\.$/) }),
  );
});
