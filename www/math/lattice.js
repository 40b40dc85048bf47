/**
 * Distances on the lattice and the neighborhood function, to draw its footprint.
 */

/** @import { Lattice, Neighborhood } from '../engine/protocol.js' */
/** @typedef {{lattice: Lattice, rows: number, cols: number}} Shape */

const ROW_PITCH = Math.sqrt(3) / 2;

/**
 * Squared topological distance of two units, in lattice units.
 * @param {Shape} shape
 * @param {number} a
 * @param {number} b
 * @returns {number}
 */
export function squaredDistance({ lattice, rows, cols }, a, b) {
  const [rowA, colA, rowB, colB] = [Math.floor(a / cols), a % cols, Math.floor(b / cols), b % cols];
  let dy = Math.abs(rowA - rowB);
  let dx = Math.abs(colA - colB);
  if (lattice === 'torus') dy = Math.min(dy, rows - dy);
  if (lattice === 'torus' || lattice === 'ring') dx = Math.min(dx, cols - dx);
  if (lattice === 'hexagonal') {
    dx = Math.abs(colA + (rowA % 2) / 2 - colB - (rowB % 2) / 2);
    dy *= ROW_PITCH;
  }
  return dx * dx + dy * dy;
}

/**
 * How much a unit at this distance learns, as a share of what the winner learns.
 * @param {Neighborhood} neighborhood
 * @param {number} squared
 * @param {number} sigma
 * @returns {number}
 */
export function neighborhoodAt(neighborhood, squared, sigma) {
  const s2 = sigma * sigma;
  if (neighborhood === 'bubble') return squared <= s2 + 1e-4 ? 1 : 0;
  const gaussian = Math.exp(-squared / (2 * s2));
  return neighborhood === 'gaussian' ? gaussian : (1 - squared / s2) * gaussian;
}

/**
 * The mask round a winner: Gaussian, 0 where it is below a threshold.
 * @param {Shape} shape
 * @param {number} winner
 * @param {number} sigma
 * @param {number} threshold
 * @returns {Float32Array} of every unit
 */
export function maskRound(shape, winner, sigma, threshold) {
  return Float32Array.from({ length: shape.rows * shape.cols }, (_, unit) => {
    const value = neighborhoodAt('gaussian', squaredDistance(shape, winner, unit), sigma);
    return value < threshold ? 0 : value;
  });
}

/**
 * Which of the units lies beside this one, in a direction.
 * @param {Shape} shape
 * @param {number} unit
 * @param {'left' | 'right' | 'up' | 'down'} direction
 * @returns {number}
 */
export function neighborOf({ lattice, rows, cols }, unit, direction) {
  const loops = { x: lattice === 'torus' || lattice === 'ring', y: lattice === 'torus' };
  let row = Math.floor(unit / cols);
  let col = unit % cols;
  if (direction === 'left' || direction === 'right') {
    col = move(col, direction === 'left' ? -1 : 1, cols, loops.x);
  } else if (rows === 1) {
    col = move(col, direction === 'up' ? -1 : 1, cols, loops.x);
  } else {
    row = move(row, direction === 'up' ? -1 : 1, rows, loops.y);
  }
  return row * cols + col;
}

/**
 * @param {number} at
 * @param {number} by
 * @param {number} n
 * @param {boolean} loop
 */
function move(at, by, n, loop) {
  if (loop) return (at + by + n) % n;
  return Math.min(n - 1, Math.max(0, at + by));
}
