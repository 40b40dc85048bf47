/**
 * What lies over the map: the unit under the pointer, the one that is kept, the seams of a torus.
 */

import { cellPath } from './cells.js';

/** @import { Layout } from './layout.js' */

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {{unit: number | null, pinned: number | null, accent: string, paper: string, torus: boolean}} marks
 */
export function drawMarks(context, layout, { unit, pinned, accent, paper, torus }) {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  const ratio = globalThis.devicePixelRatio || 1;
  if (torus && layout.n > 0) drawSeams(context, layout, accent, ratio);
  for (const marked of new Set([pinned, unit])) {
    if (marked === null || marked >= layout.n) continue;
    cellPath(context, layout, marked, 1.5 * ratio);
    context.lineJoin = 'round';
    context.strokeStyle = paper;
    context.lineWidth = 5 * ratio;
    context.stroke();
    context.strokeStyle = accent;
    context.lineWidth = 2.5 * ratio;
    context.setLineDash(
      marked === pinned ? [] : marked === unit && pinned !== null ? [4 * ratio, 3 * ratio] : [],
    );
    context.stroke();
    context.setLineDash([]);
  }
}

/**
 * Opposite edges of a torus meet: dashes say so.
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {string} color
 * @param {number} ratio
 */
function drawSeams(context, layout, color, ratio) {
  const first = layout.rect(0);
  const last = layout.rect(layout.n - 1);
  context.strokeStyle = color;
  context.lineWidth = 1.5 * ratio;
  context.setLineDash([2 * ratio, 5 * ratio]);
  context.strokeRect(
    Math.max(ratio, first.x),
    Math.max(ratio, first.y),
    Math.min(context.canvas.width - 2 * ratio, last.x + last.w - first.x),
    Math.min(context.canvas.height - 2 * ratio, last.y + last.h - first.y),
  );
  context.setLineDash([]);
}
