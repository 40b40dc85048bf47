/**
 * The footprint of the neighborhood: who learns along with the winner, and how much.
 */

import { neighborhoodAt, squaredDistance } from '../math/lattice.js';
import { fillCell } from './cells.js';
import { signed } from './colormap.js';

/** @import { Layout } from './layout.js' */
/** @import { Shape } from '../math/lattice.js' */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {Shape} shape
 * @param {{neighborhood: import('../engine/protocol.js').Neighborhood, sigma: number, winner: number,
 *   zero: import('./colormap.js').Rgb}} hood
 */
export function drawFootprint(context, layout, shape, { neighborhood, sigma, winner, zero }) {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  for (let unit = 0; unit < layout.n; unit++) {
    const share = neighborhoodAt(neighborhood, squaredDistance(shape, winner, unit), sigma);
    // The brim of the Mexican hat is shallow (at most -0.45): drawn twice as strong.
    fillCell(context, layout, unit, signed(share < 0 ? share * 2 : share, zero));
  }
}
