import { expect, test } from 'vitest';
import { placesOfLayer } from './stack-levels.js';

test('a part of a part lies as many pixels on as the strides multiply to', () => {
  const config = /** @type {any} */ ({ patch: { stride: 3 }, stack: [{ stride: 2 }] });
  const picture = { height: 28, width: 28 };
  expect(placesOfLayer(config, 0, 7, picture)).toMatchObject({ stride: 3, place_cols: 8 });
  expect(placesOfLayer(config, 1, 16, picture)).toMatchObject({ stride: 6, place_rows: 3 });
});
