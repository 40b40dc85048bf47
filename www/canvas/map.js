/**
 * The views of a map. Each draws one frame and does nothing else.
 */

import { cellPath, drawThread, fillCell, label } from './cells.js';
import { CLASS_COLORS, inkOn, mix, viridis } from './colormap.js';
import { drawTile } from './pixels.js';

/** @import { Frame, View } from '../engine/protocol.js' */
/** @import { Layout } from './layout.js' */
/** @import { Rgb } from './colormap.js' */

/**
 * @typedef {object} Scene
 * @property {Frame} frame
 * @property {Layout} layout
 * @property {import('./pixels.js').Atlas | null} atlas
 * @property {[number, number]} range  of the values, for the scalar views
 * @property {string[]} classes
 * @property {{paper: Rgb, line: string}} theme
 */

const MOST_CLIPPED = 1200;
const SMALLEST_TEXT_CELL = 11;

/** @type {Record<View, (context: CanvasRenderingContext2D, scene: Scene) => void>} */
const VIEWS = {
  codebook: drawCodebook,
  u_matrix: drawScalar,
  hits: drawHits,
  classes: drawClasses,
  component: drawScalar,
};

/**
 * @param {CanvasRenderingContext2D} context
 * @param {View} view
 * @param {Scene} scene
 */
export function drawMap(context, view, scene) {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  drawThread(context, scene.layout, scene.theme.line);
  VIEWS[view](context, scene);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 */
function drawCodebook(context, { frame, layout, atlas, theme }) {
  if (!atlas) return;
  if (layout.grid && atlas.cols === frame.cols) {
    const first = layout.rect(0);
    context.imageSmoothingEnabled = layout.w < atlas.tileWidth;
    context.imageSmoothingQuality = 'high';
    context.drawImage(atlas.canvas, first.x, first.y, layout.w * frame.cols, layout.h * frame.rows);
    return;
  }
  const clipped = layout.hexagon && layout.n <= MOST_CLIPPED;
  for (let unit = 0; unit < layout.n; unit++) {
    const rect = layout.rect(unit);
    if (clipped) {
      // A square picture nearly as high as its hexagon; only its margins are cut.
      const side = rect.h * 0.92;
      const inside = { x: rect.x + (rect.w - side) / 2, y: rect.y + (rect.h - side) / 2, w: side, h: side };
      cellPath(context, layout, unit, -0.5);
      context.save();
      context.clip();
      drawTile(context, atlas, unit, inside);
      context.restore();
      context.strokeStyle = theme.line;
      context.lineWidth = 1;
      context.stroke();
    } else if (layout.hexagon) {
      const side = rect.h * 0.75;
      const inside = { x: rect.x + (rect.w - side) / 2, y: rect.y + (rect.h - side) / 2, w: side, h: side };
      drawTile(context, atlas, unit, inside);
    } else {
      const whole = { x: Math.round(rect.x), y: Math.round(rect.y), w: rect.w, h: rect.h };
      drawTile(context, atlas, unit, whole);
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 */
function drawScalar(context, { frame, layout, range: [low, high] }) {
  const scale = high > low ? 1 / (high - low) : 0;
  for (let unit = 0; unit < Math.min(layout.n, frame.values.length); unit++) {
    fillCell(context, layout, unit, viridis((frame.values[unit] - low) * scale));
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 */
function drawHits(context, scene) {
  drawScalar(context, scene);
  const { frame, layout, range } = scene;
  if (layout.w < 2 * SMALLEST_TEXT_CELL) return;
  for (let unit = 0; unit < Math.min(layout.n, frame.values.length); unit++) {
    const hits = Math.round(frame.values[unit]);
    if (hits > 0) label(context, layout, unit, String(hits), inkOn(viridis(hits / (range[1] || 1))), 0.36);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Scene} scene
 */
function drawClasses(context, { frame, layout, classes, theme }) {
  for (let unit = 0; unit < Math.min(layout.n, frame.labels.length); unit++) {
    const winner = frame.labels[unit];
    if (winner < 0) {
      fillCell(context, layout, unit, mix(theme.paper, [128, 128, 128], 0.12));
      continue;
    }
    const purity = frame.values[unit] ?? 1;
    const color = mix(theme.paper, CLASS_COLORS[winner % CLASS_COLORS.length], 0.3 + 0.7 * purity);
    fillCell(context, layout, unit, color);
    const name = classes[winner] ?? String(winner);
    if (layout.w < SMALLEST_TEXT_CELL) continue;
    label(context, layout, unit, name.slice(0, 3), inkOn(color), name.length > 1 ? 0.36 : 0.58);
  }
}

/**
 * The range a scalar view is drawn over. It only follows its data when they leave it clearly,
 * so that colors do not flicker.
 * @param {View} view
 * @param {Float32Array} values
 * @param {[number, number]} before  of the same view
 * @returns {[number, number]}
 */
export function rangeOf(view, values, before) {
  if (view === 'component') return [0, 1];
  let [low, high] = [Infinity, 0];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (values.length === 0) return before;
  if (view !== 'u_matrix') low = 0;
  const span = high - low;
  const slack = 0.15 * (before[1] - before[0]);
  const fits = low >= before[0] && high <= before[1] && low <= before[0] + slack && high >= before[1] - slack;
  if (fits) return before;
  return span > 0 ? [Math.max(0, low - 0.03 * span), high] : [0, high || 1];
}
