import { describe, expect, test } from 'vitest';
import { foldedLoop, layoutOf, snake } from './layout.js';

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
