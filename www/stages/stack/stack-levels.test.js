import { expect, test } from 'vitest';
import { placesOfLayer } from './stack-levels.js';

test('a part of a part lies as many pixels on as the strides multiply to', () => {
  const upper = /** @type {any} */ ({ stride: 2 });
  const state = /** @type {any} */ ({ patch_stride: 3 });
  const picture = { height: 28, width: 28 };
  expect(placesOfLayer(state, [upper], 0, 7, picture)).toMatchObject({ stride: 3, place_cols: 8 });
  expect(placesOfLayer(state, [upper], 1, 16, picture)).toMatchObject({ stride: 6, place_rows: 3 });
});
