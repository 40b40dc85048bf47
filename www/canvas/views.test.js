import { describe, expect, test } from 'vitest';
import { CLASS_COLORS, inkOn, luminance, signed, viridis } from './colormap.js';
import { foldedLoop, layoutOf, snake } from './layout.js';
import { rangeOf } from './map.js';

const LATTICES = /** @type {const} */ (['line', 'ring', 'rectangle', 'torus', 'hexagonal']);
const SHAPES = LATTICES.flatMap((lattice) => {
  const chain = lattice === 'line' || lattice === 'ring';
  const sizes = chain
    ? [
        [1, 1],
        [1, 2],
        [1, 7],
        [1, 48],
        [1, 97],
        [1, 400],
        [1, 4096],
      ]
    : [
        [1, 1],
        [1, 9],
        [9, 1],
        [20, 20],
        [7, 13],
        [64, 64],
      ];
  return sizes.map(([rows, cols]) => ({ lattice, rows, cols }));
});

describe.each(SHAPES)('the layout of $lattice $rows × $cols', (shape) => {
  const layout = layoutOf(shape, 560, 560);
  const units = Array.from({ length: shape.rows * shape.cols }, (_, unit) => unit);

  test('finds every unit at its center', () => {
    expect(units.filter((unit) => layout.at(layout.xs[unit], layout.ys[unit]) !== unit)).toEqual([]);
  });

  test('lies inside its box', () => {
    const outside = units.filter((unit) => {
      const { x, y, w, h } = layout.rect(unit);
      return x < -0.51 || y < -0.51 || x + w > 560.51 || y + h > 560.51;
    });
    expect(outside).toEqual([]);
  });

  test('finds nothing outside', () => {
    expect(layout.at(-5, -5)).toBe(-1);
    expect(layout.at(9999, 280)).toBe(-1);
  });
});

test('grids fill whole pixels: 20 × 20 digits of 28 pixels, one to one', () => {
  const layout = layoutOf({ lattice: 'rectangle', rows: 20, cols: 20 }, 560, 560);
  expect(layout.rect(0)).toEqual({ x: 0, y: 0, w: 28, h: 28 });
  expect(layout.rect(399)).toEqual({ x: 532, y: 532, w: 28, h: 28 });
});

test('odd hexagonal rows are shifted right by half a cell, rows are √3⁄2 apart', () => {
  const { xs, ys, w } = layoutOf({ lattice: 'hexagonal', rows: 3, cols: 4 }, 400, 400);
  expect(xs[4] - xs[0]).toBeCloseTo(w / 2);
  expect(xs[8] - xs[0]).toBeCloseTo(0);
  expect(ys[4] - ys[0]).toBeCloseTo((w * Math.sqrt(3)) / 2);
});

test('a short ring is a circle', () => {
  const { xs, ys } = layoutOf({ lattice: 'ring', rows: 1, cols: 36 }, 500, 500);
  const radii = Array.from(xs, (x, i) => Math.hypot(x - 250, ys[i] - 250));
  expect(Math.max(...radii) - Math.min(...radii)).toBeLessThan(1e-9);
});

test.each([8, 9, 50, 97, 100, 201, 400, 1023, 4096])(
  'a folded loop of %d closes, and never jumps or meets itself',
  (n) => {
    const cells = foldedLoop(n);
    expect(cells).toHaveLength(n);
    expect(new Set(cells.map(String)).size).toBe(n);
    const jumps = cells.filter(([row, col], i) => {
      const [nextRow, nextCol] = cells[(i + 1) % n];
      return Math.max(Math.abs(row - nextRow), Math.abs(col - nextCol)) !== 1;
    });
    expect(jumps).toEqual([]);
  },
);

test('a snake turns at the edges', () => {
  expect(snake(5)).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 2],
    [1, 1],
  ]);
});

describe('colors', () => {
  test('viridis goes from dark purple to yellow, ever brighter', () => {
    expect(viridis(0)).toEqual([71, 1, 85]);
    expect(viridis(1)[0]).toBeGreaterThan(245);
    const lights = Array.from({ length: 33 }, (_, i) => luminance(viridis(i / 32)));
    expect(lights.every((light, i) => i === 0 || light > lights[i - 1])).toBe(true);
    expect(viridis(NaN)).toEqual(viridis(0));
    expect(viridis(7)).toEqual(viridis(1));
  });

  test('signed values are white at zero, red above, blue below', () => {
    expect(signed(0)).toEqual([255, 255, 255]);
    expect(signed(1)[0]).toBeGreaterThan(signed(1)[2]);
    expect(signed(-1)[2]).toBeGreaterThan(signed(-1)[0]);
  });

  test('ten classes, ten colors, each with a digit that can be read on it', () => {
    expect(new Set(CLASS_COLORS.map(String)).size).toBe(10);
    for (const color of CLASS_COLORS) {
      const ink = inkOn(color) === '#000' ? 0 : 1;
      const [dark, light] = [Math.min(luminance(color), ink), Math.max(luminance(color), ink)];
      expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(4.5);
    }
  });
});

describe('the range of a view', () => {
  const values = (/** @type {number[]} */ ...list) => new Float32Array(list);

  test('of weights is fixed', () => expect(rangeOf('component', values(0.2, 0.7), [0, 0])).toEqual([0, 1]));

  test('of hits starts at none', () => expect(rangeOf('hits', values(3, 40), [0, 0])).toEqual([0, 40]));

  test('stays while the data stay near it', () => {
    expect(rangeOf('hits', values(0, 38), [0, 40])).toEqual([0, 40]);
    expect(rangeOf('hits', values(0, 20), [0, 40])).toEqual([0, 20]);
    expect(rangeOf('hits', values(0, 41), [0, 40])).toEqual([0, 41]);
  });

  test('of nothing is what it was', () => expect(rangeOf('hits', values(), [0, 9])).toEqual([0, 9]));
});
