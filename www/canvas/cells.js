/**
 * Small drawing words shared by the views.
 */

import { css } from './colormap.js';

/** @import { Layout } from './layout.js' */
/** @import { Rgb } from './colormap.js' */

/**
 * The outline of a unit's cell, grown by some pixels.
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {number} unit
 * @param {number} [grow]
 */
export function cellPath(context, layout, unit, grow = 0) {
  context.beginPath();
  addCell(context, layout, unit, grow);
}

/**
 * The same, added to the path there is.
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {number} unit
 * @param {number} grow
 */
export function addCell(context, layout, unit, grow) {
  const { x, y, w, h } = layout.rect(unit);
  if (layout.hexagon) hexagonPath(context, x + w / 2, y + h / 2, w / 2 + grow, h / 2 + grow);
  else context.rect(x - grow, y - grow, w + 2 * grow, h + 2 * grow);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} x center
 * @param {number} y
 * @param {number} halfWidth
 * @param {number} halfHeight
 */
function hexagonPath(context, x, y, halfWidth, halfHeight) {
  context.moveTo(x, y - halfHeight);
  context.lineTo(x + halfWidth, y - halfHeight / 2);
  context.lineTo(x + halfWidth, y + halfHeight / 2);
  context.lineTo(x, y + halfHeight);
  context.lineTo(x - halfWidth, y + halfHeight / 2);
  context.lineTo(x - halfWidth, y - halfHeight / 2);
  context.closePath();
}

/**
 * Fills a unit's cell; a hair of overlap closes the seams between cells.
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {number} unit
 * @param {Rgb | string} color
 */
export function fillCell(context, layout, unit, color) {
  context.fillStyle = typeof color === 'string' ? color : css(color);
  if (layout.hexagon) {
    cellPath(context, layout, unit, 0.3);
    context.fill();
    return;
  }
  const { x, y, w, h } = layout.rect(unit);
  const left = Math.round(x);
  const top = Math.round(y);
  context.fillRect(left, top, Math.round(x + w) - left, Math.round(y + h) - top);
}

/**
 * The thread that joins the units of a line or ring.
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {string} color
 */
export function drawThread(context, layout, color) {
  if (!layout.chain) return;
  context.beginPath();
  for (let unit = 0; unit < layout.n; unit++) context.lineTo(layout.xs[unit], layout.ys[unit]);
  if (layout.closed) context.closePath();
  context.strokeStyle = color;
  context.lineWidth = Math.max(1.5, layout.w * 0.1);
  context.lineJoin = 'round';
  context.stroke();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {number} unit
 * @param {string} text
 * @param {string} color
 * @param {number} [size] share of the cell
 */
export function label(context, layout, unit, text, color, size = 0.55) {
  context.font = `600 ${Math.round(layout.w * size)}px system-ui, sans-serif`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = color;
  context.fillText(text, layout.xs[unit], layout.ys[unit] + layout.w * 0.04);
}
