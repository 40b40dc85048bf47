/**
 * The mask as light on a sheet of neurons: each neuron has a lamp over it, as bright as its mask value. Where many
 * burn, their light flows together into one soft spot; a few alone are a few pools.
 */

import { addCell } from './cells.js';
import { canvasOf, drawTile } from './pixels.js';

/** @import { Layout } from './layout.js' */
/** @import { Rgb } from './colormap.js' */
/** @import { Layer } from '../engine/protocol.js' */

/** How far the light of a lamp spreads, in cells: so that lamps that all burn light the sheet evenly. */
const SPREAD = 0.45;
/** Of one lamp, right below it: all together come to 1. */
const GAIN = 1 / (2 * Math.PI * SPREAD * SPREAD);
const REACH = 1.5;
const SPRITE = 96;

/**
 * What falls on a point from a lamp.
 * @param {number} distance in cells
 * @returns {number} 0…1
 */
export function glow(distance) {
  return distance >= REACH ? 0 : GAIN * Math.exp((-distance * distance) / (2 * SPREAD * SPREAD));
}

/**
 * The room in each theme: what is seen without a lamp, and how a lamp colors what it falls on.
 * @type {Record<'light' | 'dark', {dusk: Rgb, lamp: Rgb, card: string}>}
 */
const ROOMS = {
  light: { dusk: [74, 78, 96], lamp: [255, 251, 238], card: '#ffffff' },
  dark: { dusk: [84, 90, 108], lamp: [255, 247, 228], card: '#474b54' },
};

/** @type {Map<string, HTMLCanvasElement>} */
const sprites = new Map();

/**
 * One lamp: what it adds to the dusk.
 * @param {{dusk: Rgb, lamp: Rgb}} room
 * @returns {HTMLCanvasElement}
 */
function spriteOf({ dusk, lamp }) {
  const key = `${dusk}/${lamp}`;
  const known = sprites.get(key);
  if (known) return known;
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: SPRITE, height: SPRITE });
  const context = canvas.getContext('2d');
  if (context) {
    const image = context.createImageData(SPRITE, SPRITE);
    for (let i = 0; i < SPRITE * SPRITE; i++) {
      const [x, y] = [(i % SPRITE) + 0.5, Math.floor(i / SPRITE) + 0.5];
      const share = glow((Math.hypot(x - SPRITE / 2, y - SPRITE / 2) / (SPRITE / 2)) * REACH);
      image.data.set([...lamp.map((value, c) => value - dusk[c]), Math.round(255 * share)], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }
  sprites.set(key, canvas);
  return canvas;
}

/**
 * The sheet under its lamps.
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {object} scene
 * @param {ArrayLike<number> | null} scene.mask  of every unit, 0…1; null: all lamps burn
 * @param {Layer | null} scene.map  its pictures; null: blank neurons
 * @param {boolean} scene.onPaper  gray pictures as ink on paper
 * @param {boolean} scene.dark
 * @param {HTMLCanvasElement} scene.atlas  to be reused
 * @param {HTMLCanvasElement} scene.light  to be reused
 */
export function drawLit(context, layout, { mask, map, onPaper, dark, atlas, light }) {
  const { width, height } = context.canvas;
  const room = ROOMS[dark ? 'dark' : 'light'];
  context.globalCompositeOperation = 'source-over';
  context.clearRect(0, 0, width, height);
  drawCards(context, layout, room.card);
  if (map && map.tiles.length > 0) {
    const { tile_width: tileWidth, tile_height: tileHeight, atlas_cols: cols, atlas_rows: rows } = map;
    const gray = map.tile_channels === 1;
    canvasOf(map.tiles, cols * tileWidth, rows * tileHeight, onPaper && gray, atlas);
    // Chalk on a slate, ink on paper, photographs as they are.
    context.globalCompositeOperation = gray ? (onPaper ? 'multiply' : 'screen') : 'source-over';
    for (let unit = 0; unit < layout.n; unit++) {
      drawTile(context, { canvas: atlas, tileWidth, tileHeight, cols }, unit, inset(layout, unit));
    }
  }
  if (light.width !== width || light.height !== height) Object.assign(light, { width, height });
  drawLamps(light, layout, room, mask);
  context.globalCompositeOperation = 'multiply';
  context.drawImage(light, 0, 0);
  // Between the cards there is nothing to fall on.
  context.globalCompositeOperation = 'destination-in';
  drawCards(context, layout, '#000');
  context.globalCompositeOperation = 'source-over';
}

/**
 * Where a neuron's picture lies: its card, or what of a hexagon is square.
 * @param {Layout} layout
 * @param {number} unit
 */
function inset(layout, unit) {
  const { x, y, w, h } = layout.rect(unit);
  const side = layout.hexagon ? 0.75 * h : w - gapOf(layout);
  return { x: Math.round(x + (w - side) / 2), y: Math.round(y + (h - side) / 2), w: side, h: side };
}

/** The hair between a card and the next. @param {Layout} layout */
const gapOf = ({ w }) => Math.max(1, Math.round(w * 0.03));

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {string} color
 */
function drawCards(context, layout, color) {
  context.fillStyle = color;
  context.beginPath();
  for (let unit = 0; unit < layout.n; unit++) addCell(context, layout, unit, -gapOf(layout) / 2);
  context.fill();
}

/**
 * The light alone, to be multiplied with what it falls on.
 * @param {HTMLCanvasElement} canvas
 * @param {Layout} layout
 * @param {{dusk: Rgb, lamp: Rgb}} room
 * @param {ArrayLike<number> | null} mask
 */
export function drawLamps(canvas, layout, room, mask) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const color = (/** @type {Rgb} */ [r, g, b]) => `rgb(${r} ${g} ${b})`;
  context.globalCompositeOperation = 'copy';
  context.globalAlpha = 1;
  context.fillStyle = color(mask ? room.dusk : room.lamp);
  context.fillRect(0, 0, canvas.width, canvas.height);
  if (!mask) return;
  const sprite = spriteOf(room);
  const side = 2 * REACH * layout.w;
  context.globalCompositeOperation = 'lighter';
  for (const { unit, x, y } of lampsOf(layout)) {
    if (!(mask[unit] > 0.002)) continue;
    context.globalAlpha = Math.min(1, mask[unit]);
    context.drawImage(sprite, x - side / 2, y - side / 2, side, side);
  }
  context.globalAlpha = 1;
}

/**
 * Where the lamps hang: over every neuron, and on a grid once more beyond its rim, as bright as the lamp on it, for
 * else the rim would get less light than the middle.
 * @param {Layout} layout
 */
function lampsOf(layout) {
  const { xs, ys, w, h } = layout;
  const lamps = Array.from({ length: layout.n }, (_, unit) => ({ unit, x: xs[unit], y: ys[unit] }));
  if (!layout.grid || layout.n === 0) return lamps;
  const [left, top] = [xs[0], ys[0]];
  const [right, bottom] = [xs[layout.n - 1], ys[layout.n - 1]];
  /** @param {number} at @param {number} low @param {number} high @param {number} size */
  const beyond = (at, low, high, size) => [
    at,
    ...(at - low < size / 2 ? [at - size] : []),
    ...(high - at < size / 2 ? [at + size] : []),
  ];
  return lamps.flatMap(({ unit, x, y }) =>
    beyond(x, left, right, w).flatMap((lampX) =>
      beyond(y, top, bottom, h).map((lampY) => ({ unit, x: lampX, y: lampY })),
    ),
  );
}

/**
 * Part of the way from one mask to another.
 * @param {ArrayLike<number>} from
 * @param {ArrayLike<number>} to
 * @param {number} share
 * @returns {Float32Array}
 */
export function between(from, to, share) {
  return Float32Array.from({ length: to.length }, (_, i) => {
    const start = i < from.length ? from[i] : to[i];
    return start + (to[i] - start) * share;
  });
}

/**
 * What a mask lets through.
 * @param {ArrayLike<number>} mask
 * @returns {{active: number, mean: number, least: number}} the least of those that are not 0
 */
export function reachOf(mask) {
  let [active, sum, least] = [0, 0, Infinity];
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] <= 0) continue;
    active += 1;
    sum += mask[i];
    least = Math.min(least, mask[i]);
  }
  return { active, mean: mask.length > 0 ? sum / mask.length : 0, least: active > 0 ? least : 0 };
}
