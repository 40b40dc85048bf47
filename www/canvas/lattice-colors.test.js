import { describe, expect, test } from 'vitest';
import { colorsOf, latticeColor } from './lattice-colors.js';
import { arranged } from '../math/organization.js';

/** @import { Shape } from '../math/lattice.js' */

/** In the order that they have. @param {ArrayLike<number>} values @param {Shape} shape */
const organizationOf = (values, shape) => arranged(values, shape)([...Array(shape.rows * shape.cols).keys()]);

/** @type {import('../math/lattice.js').Shape} */
const SHEET = { lattice: 'rectangle', rows: 10, cols: 10 };
const UNITS = Array.from({ length: 100 }, (_, unit) => unit);

/** How dichromats see linear light (Viénot, Brettel and Mollon, 1999). @type {Record<string, number[][]>} */
const EYES = {
  'all three cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no long cones': [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  'no middle cones': [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
};

/** @param {number[]} rgb @param {number[][]} eye @returns {number[]} in OKLab */
function seen(rgb, eye) {
  const linear = rgb.map((value) =>
    value <= 10.3 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  const [r, g, b] = eye.map((row) => row.reduce((sum, share, i) => sum + share * linear[i], 0));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

describe.each(Object.entries(EYES))('to an eye with %s', (_, eye) => {
  const colors = UNITS.map((unit) => seen(latticeColor(unit, SHEET), eye));

  test('what is near on the lattice looks alike, what is far does not', () => {
    expect(organizationOf(colors.flat(), SHEET)).toBeGreaterThan(0.85);
  });

  test('units that are three apart are told apart', () => {
    const gaps = UNITS.flatMap((a) =>
      UNITS.filter((b) => Math.hypot(Math.floor(a / 10) - Math.floor(b / 10), (a % 10) - (b % 10)) >= 3).map(
        (b) => Math.hypot(...colors[a].map((value, i) => value - colors[b][i])),
      ),
    );
    // 0.02 is about what can just be noticed.
    expect(Math.min(...gaps)).toBeGreaterThan(0.06);
  });
});

test('the legend is the lattice itself, one pixel a unit', () => {
  const legend = colorsOf(SHEET);
  expect(legend.tiles.length).toBe(400);
  expect([...legend.tiles.slice(4 * 37, 4 * 38)]).toEqual([...latticeColor(37, SHEET), 255]);
});

test('a chain has a color for every unit', () => {
  const line = { rows: 1, cols: 12 };
  const colors = new Set(Array.from({ length: 12 }, (_, unit) => latticeColor(unit, line).join()));
  expect(colors.size).toBe(12);
});
