/**
 * Pictures from bytes: 1:1 into a canvas of their own, then scaled, without smoothing where they grow.
 */

/**
 * @typedef {object} Atlas
 * @property {HTMLCanvasElement} canvas
 * @property {number} tileWidth
 * @property {number} tileHeight
 * @property {number} cols
 */

/**
 * Writes RGBA bytes into a canvas (a given one is reused).
 * @param {Uint8Array} bytes
 * @param {number} width
 * @param {number} height
 * @param {boolean} onPaper  gray pictures as ink on paper: bright becomes dark
 * @param {HTMLCanvasElement} [canvas]
 * @returns {HTMLCanvasElement}
 */
export function canvasOf(bytes, width, height, onPaper, canvas = document.createElement('canvas')) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (!context || width === 0 || height === 0) return canvas;
  const clamped = new Uint8ClampedArray(
    /** @type {ArrayBuffer} */ (bytes.buffer),
    bytes.byteOffset,
    bytes.byteLength,
  );
  context.globalCompositeOperation = 'copy';
  context.putImageData(new ImageData(clamped, width, height), 0, 0);
  if (onPaper) {
    context.globalCompositeOperation = 'difference';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
  }
  return canvas;
}

/**
 * One unit's picture out of a frame's atlas.
 * @param {Pick<import('../engine/protocol.js').Frame, 'tiles' | 'tile_height' | 'tile_width' | 'atlas_cols'>} frame
 * @param {number} unit
 * @returns {Uint8Array} RGBA
 */
export function unitTile({ tiles, tile_height: height, tile_width: width, atlas_cols: cols }, unit) {
  const out = new Uint8Array(4 * height * width);
  const left = (unit % cols) * width;
  const top = Math.floor(unit / cols) * height;
  for (let row = 0; row < height; row++) {
    const from = 4 * ((top + row) * cols * width + left);
    out.set(tiles.subarray(from, from + 4 * width), 4 * row * width);
  }
  return out;
}

/**
 * One picture out of a strip of them.
 * @param {import('../engine/protocol.js').Strip} strip
 * @param {number} i
 * @returns {Uint8Array} RGBA
 */
export const stripPicture = ({ rgba, height, width, count }, i) =>
  unitTile({ tiles: rgba, tile_height: height, tile_width: width, atlas_cols: count }, i);

/**
 * Draws one tile of an atlas into a rectangle.
 * @param {CanvasRenderingContext2D} context
 * @param {Atlas} atlas
 * @param {number} index
 * @param {{x: number, y: number, w: number, h: number}} rect
 */
export function drawTile(context, { canvas, tileWidth, tileHeight, cols }, index, rect) {
  const sx = (index % cols) * tileWidth;
  const sy = Math.floor(index / cols) * tileHeight;
  context.imageSmoothingEnabled = rect.w < tileWidth;
  context.imageSmoothingQuality = 'high';
  context.drawImage(canvas, sx, sy, tileWidth, tileHeight, rect.x, rect.y, rect.w, rect.h);
}

/**
 * Fits a canvas to its place on the screen, in device pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width in CSS pixels
 * @param {number} height
 * @returns {CanvasRenderingContext2D | null}
 */
export function fitted(canvas, width, height) {
  const ratio = globalThis.devicePixelRatio || 1;
  const w = Math.max(1, Math.round(width * ratio));
  const h = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  return canvas.getContext('2d');
}
