/**
 * Where each unit is drawn: one rectangle a unit, for every view and for the pointer.
 *
 * Grids stand as they are; hexagonal rows are offset by half a cell. A ring is a circle as long as
 * its pictures stay legible, else a closed loop folded over the square; a line is folded like a
 * snake. So neighbors on the lattice are neighbors in the picture, always.
 */

/** @import { Shape } from '../math/lattice.js' */
/** @typedef {{x: number, y: number, w: number, h: number}} Rect */

const ROW_PITCH = Math.sqrt(3) / 2;
const HEX_HEIGHT = 2 / Math.sqrt(3);
const SMALLEST_ON_CIRCLE = 1 / 22;
const CHAIN_FILL = 0.84;

export class Layout {
  /**
   * @param {Float64Array} xs centers
   * @param {Float64Array} ys
   * @param {number} w of every rectangle
   * @param {number} h
   * @param {{hexagon?: boolean, chain?: boolean, closed?: boolean, grid?: boolean}} [kind]
   */
  constructor(xs, ys, w, h, kind = {}) {
    this.xs = xs;
    this.ys = ys;
    this.w = w;
    this.h = h;
    this.hexagon = kind.hexagon ?? false;
    this.chain = kind.chain ?? false;
    this.closed = kind.closed ?? false;
    /** Its cells tile a rectangle without gaps. */
    this.grid = kind.grid ?? false;
  }

  get n() {
    return this.xs.length;
  }

  /**
   * @param {number} unit
   * @returns {Rect}
   */
  rect(unit) {
    return { x: this.xs[unit] - this.w / 2, y: this.ys[unit] - this.h / 2, w: this.w, h: this.h };
  }

  /**
   * The unit at a point; -1 where there is none.
   * @param {number} x
   * @param {number} y
   * @returns {number}
   */
  at(x, y) {
    let best = -1;
    let bestDistance = Infinity;
    for (let unit = 0; unit < this.n; unit++) {
      const dx = x - this.xs[unit];
      const dy = y - this.ys[unit];
      if (Math.abs(dx) > this.w / 2 || Math.abs(dy) > this.h / 2) continue;
      const distance = dx * dx + dy * dy;
      if (distance < bestDistance) {
        best = unit;
        bestDistance = distance;
      }
    }
    return best;
  }
}

/**
 * @param {Shape} shape
 * @param {number} width of the box
 * @param {number} height
 * @param {boolean} [crisp] cells of whole pixels, for pictures
 * @returns {Layout}
 */
export function layoutOf(shape, width, height, crisp = true) {
  const size = crisp ? wholePixels : (/** @type {number} */ value) => value;
  switch (shape.lattice) {
    case 'hexagonal':
      return hexagons(shape, width, height);
    case 'line':
      return chain(snake(shape.rows * shape.cols, width / height), width, height, { closed: false, size });
    case 'ring':
      return ring(shape.rows * shape.cols, width, height, size);
    default:
      return grid(shape, width, height, size);
  }
}

/** @typedef {(size: number) => number} Sizing */

/**
 * @param {Shape} shape
 * @param {number} width
 * @param {number} height
 * @param {Sizing} size
 */
function grid({ rows, cols }, width, height, size) {
  const cell = size(Math.min(width / cols, height / rows));
  const left = Math.round((width - cell * cols) / 2);
  const top = Math.round((height - cell * rows) / 2);
  return place(
    rows * cols,
    (unit) => [left + ((unit % cols) + 0.5) * cell, top + (Math.floor(unit / cols) + 0.5) * cell],
    cell,
    cell,
    { grid: true },
  );
}

/**
 * @param {Shape} shape
 * @param {number} width
 * @param {number} height
 */
function hexagons({ rows, cols }, width, height) {
  const across = cols + (rows > 1 ? 0.5 : 0);
  const down = (rows - 1) * ROW_PITCH + HEX_HEIGHT;
  const cell = Math.min(width / across, height / down);
  const left = (width - cell * across) / 2;
  const top = (height - cell * down) / 2;
  return place(
    rows * cols,
    (unit) => {
      const row = Math.floor(unit / cols);
      const col = unit % cols;
      return [left + (col + 0.5 + (row % 2) / 2) * cell, top + (row * ROW_PITCH + HEX_HEIGHT / 2) * cell];
    },
    cell,
    cell * HEX_HEIGHT,
    { hexagon: true },
  );
}

/**
 * @param {number} n
 * @param {number} width
 * @param {number} height
 * @param {Sizing} size
 */
function ring(n, width, height, size) {
  const box = Math.min(width, height);
  // n tiles of side s (and a tenth of air) fit on the circle through their centers.
  const side = (Math.PI * box) / (1.12 * n + Math.PI * 1.3);
  if (n < 8 || side >= box * SMALLEST_ON_CIRCLE) {
    const fitting = size(Math.min(side, box / 3));
    const radius = (box - fitting * 1.3) / 2;
    return place(
      n,
      (unit) => {
        const angle = (unit / n) * 2 * Math.PI - Math.PI / 2;
        return [width / 2 + radius * Math.cos(angle), height / 2 + radius * Math.sin(angle)];
      },
      fitting,
      fitting,
      { chain: true, closed: true },
    );
  }
  return chain(foldedLoop(n), width, height, { closed: true, size });
}

/**
 * @param {[number, number][]} cells row and column of each unit
 * @param {number} width
 * @param {number} height
 * @param {{closed: boolean, size: Sizing}} how
 */
function chain(cells, width, height, { closed, size }) {
  const rows = Math.max(...cells.map(([row]) => row)) + 1;
  const cols = Math.max(...cells.map(([, col]) => col)) + 1;
  const cell = size(Math.min(width / cols, height / rows));
  const left = (width - cell * cols) / 2;
  const top = (height - cell * rows) / 2;
  const side = size(cell * CHAIN_FILL);
  return place(
    cells.length,
    (unit) => [left + (cells[unit][1] + 0.5) * cell, top + (cells[unit][0] + 0.5) * cell],
    side,
    side,
    { chain: true, closed },
  );
}

/**
 * A line folded to and fro.
 * @param {number} n
 * @param {number} aspect
 * @returns {[number, number][]}
 */
export function snake(n, aspect = 1) {
  const cols = Math.max(1, Math.ceil(Math.sqrt(n * aspect)));
  return Array.from({ length: n }, (_, i) => {
    const row = Math.floor(i / cols);
    const along = i % cols;
    return [row, row % 2 === 0 ? along : cols - 1 - along];
  });
}

/**
 * A closed loop folded over a square: out and back in pairs of rows, home along the first column.
 * With an odd number of units one step is diagonal.
 * @param {number} n at least 8
 * @returns {[number, number][]}
 */
export function foldedLoop(n) {
  const rows = Math.max(2, 2 * Math.round(Math.sqrt(n) / 2));
  const rest = n - rows;
  const base = Math.floor(rest / rows);
  let extra = rest - base * rows;
  /** @type {[number, number][]} */
  const cells = [[0, 0]];
  for (let row = 0; row < rows; row += 2) {
    const out = base + (extra > 0 ? 1 : 0);
    const back = base + (extra > 1 ? 1 : 0);
    extra = Math.max(0, extra - 2);
    for (let col = 1; col <= out; col++) cells.push([row, col]);
    for (let col = back; col >= 1; col--) cells.push([row + 1, col]);
  }
  for (let row = rows - 1; row >= 1; row--) cells.push([row, 0]);
  return cells;
}

/**
 * @param {number} n
 * @param {(unit: number) => [number, number]} center
 * @param {number} w
 * @param {number} h
 * @param {{hexagon?: boolean, chain?: boolean, closed?: boolean, grid?: boolean}} kind
 */
function place(n, center, w, h, kind) {
  const xs = new Float64Array(n);
  const ys = new Float64Array(n);
  for (let unit = 0; unit < n; unit++) [xs[unit], ys[unit]] = center(unit);
  return new Layout(xs, ys, w, h, kind);
}

/** Pictures stay crisp on whole pixels, as long as there are some. @param {number} size */
function wholePixels(size) {
  return size >= 3 ? Math.floor(size + 1e-9) : size;
}
