/**
 * A drawing or a picture as MNIST would hold it (LeCun, Cortes, Burges): the ink scaled to fit 20 × 20 pixels, its
 * proportions kept, and laid into 28 × 28 so that its center of mass is in the middle.
 */

/** @typedef {[number, number]} Point  x and y, in any unit */
/** @typedef {Point[]} Stroke */

export const SIDE = 28;
const BOX = 20;
/** Of a pen stroke, in pixels of 28: what a digit of MNIST has. */
const PEN = 1.25;
/** How wide its soft edge is. */
const EDGE = 1.1;
/** Ink, for the box around it: a fifth of black, as a scan is never quite clean. */
const INK = 51;

/**
 * A drawing as 28 × 28 bytes, bright on black. The pen is as thick however large the drawing was.
 * @param {Stroke[]} strokes
 * @returns {Uint8Array<ArrayBuffer>} all 0 where nothing was drawn
 */
export function digitOf(strokes) {
  const points = strokes.flat();
  if (points.length === 0) return new Uint8Array(SIDE * SIDE);
  const scale = fitting(points);
  const small = strokes.map((stroke) =>
    stroke.map(([x, y]) => /** @type {Point} */ ([x * scale, y * scale])),
  );
  const rough = toMiddle(small, middleOf(boxOf(small.flat())));
  const even = toMiddle(rough, massOf(inked(rough)), PEN + EDGE / 2);
  return inked(even);
}

/**
 * Gray pixels as 28 × 28 bytes, bright on black.
 * @param {ArrayLike<number>} gray  0…255, row by row
 * @param {number} height
 * @param {number} width
 * @returns {Uint8Array<ArrayBuffer>} all 0 where nothing stands out
 */
export function digitOfPicture(gray, height, width) {
  const ink = inkOf(gray, height, width);
  const box = inkBox(ink, height, width);
  if (!box) return new Uint8Array(SIDE * SIDE);
  const scale = BOX / Math.max(box.right - box.left, box.bottom - box.top);
  const [w, h] = [box.right - box.left, box.bottom - box.top].map((n) => Math.max(1, Math.round(n * scale)));
  const small = shrunk(ink, width, box, w, h);
  const [x, y] = massOf(small, w);
  const left = clamp(Math.round(SIDE / 2 - x), 0, SIDE - w);
  const top = clamp(Math.round(SIDE / 2 - y), 0, SIDE - h);
  const out = new Uint8Array(SIDE * SIDE);
  for (let row = 0; row < h; row++) {
    for (let col = 0; col < w; col++) out[(top + row) * SIDE + left + col] = small[row * w + col];
  }
  return out;
}

/**
 * The center of mass, in pixels from the top left corner; the middle where there is no ink.
 * @param {ArrayLike<number>} ink
 * @param {number} [width]
 * @returns {Point}
 */
export function massOf(ink, width = SIDE) {
  let [mass, x, y] = [0, 0, 0];
  for (let i = 0; i < ink.length; i++) {
    mass += ink[i];
    x += ink[i] * ((i % width) + 0.5);
    y += ink[i] * (Math.floor(i / width) + 0.5);
  }
  return mass > 0 ? [x / mass, y / mass] : [width / 2, ink.length / width / 2];
}

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** @param {Point[]} points */
function boxOf(points) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** @param {{left: number, right: number, top: number, bottom: number}} box @returns {Point} */
const middleOf = ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2];

/** The longer side, the pen included, becomes 20 pixels; a dot stays a dot. @param {Point[]} points */
function fitting(points) {
  const { left, right, top, bottom } = boxOf(points);
  const longest = Math.max(right - left, bottom - top);
  return longest > 0 ? (BOX - 2 * PEN) / longest : 1;
}

/**
 * Moved, so that a point of it comes into the middle, as far as all of it stays inside.
 * @param {Stroke[]} strokes
 * @param {Point} point
 * @param {number} [margin]
 * @returns {Stroke[]}
 */
function toMiddle(strokes, [px, py], margin = 0) {
  const { left, right, top, bottom } = boxOf(strokes.flat());
  const dx = clamp(SIDE / 2 - px, margin - left, SIDE - margin - right);
  const dy = clamp(SIDE / 2 - py, margin - top, SIDE - margin - bottom);
  return strokes.map((stroke) => stroke.map(([x, y]) => /** @type {Point} */ ([x + dx, y + dy])));
}

/**
 * Each pixel by its distance to the nearest stroke.
 * @param {Stroke[]} strokes
 */
function inked(strokes) {
  const out = new Uint8Array(SIDE * SIDE);
  for (const stroke of strokes) {
    stroke.forEach((from, i) => {
      if (i > 0 || stroke.length === 1) segment(out, from, stroke[i - 1] ?? from);
    });
  }
  return out;
}

/**
 * @param {Uint8Array} out
 * @param {Point} a
 * @param {Point} b
 */
function segment(out, [ax, ay], [bx, by]) {
  const reach = PEN + EDGE / 2;
  const rows = [Math.floor(Math.min(ay, by) - reach), Math.ceil(Math.max(ay, by) + reach)];
  const cols = [Math.floor(Math.min(ax, bx) - reach), Math.ceil(Math.max(ax, bx) + reach)];
  const [dx, dy] = [bx - ax, by - ay];
  const squared = dx * dx + dy * dy;
  for (let row = Math.max(0, rows[0]); row < Math.min(SIDE, rows[1]); row++) {
    for (let col = Math.max(0, cols[0]); col < Math.min(SIDE, cols[1]); col++) {
      const [x, y] = [col + 0.5 - ax, row + 0.5 - ay];
      const t = squared > 0 ? clamp((x * dx + y * dy) / squared, 0, 1) : 0;
      const distance = Math.hypot(x - t * dx, y - t * dy);
      const value = Math.round(255 * clamp((reach - distance) / EDGE, 0, 1));
      const at = row * SIDE + col;
      if (value > out[at]) out[at] = value;
    }
  }
}

/**
 * What stands out of the ground, bright: a dark drawing on light paper is turned over, and the ground taken away.
 * @param {ArrayLike<number>} gray
 * @param {number} height
 * @param {number} width
 */
function inkOf(gray, height, width) {
  const rim = [];
  for (let i = 0; i < height * width; i++) {
    const [row, col] = [Math.floor(i / width), i % width];
    if (row === 0 || col === 0 || row === height - 1 || col === width - 1) rim.push(gray[i]);
  }
  const ground = rim.sort((a, b) => a - b)[rim.length >> 1] ?? 0;
  const ink = Float32Array.from({ length: height * width }, (_, i) =>
    Math.max(0, ground > 127 ? ground - gray[i] : gray[i] - ground),
  );
  const most = ink.reduce((a, b) => Math.max(a, b), 0);
  return most < INK ? ink.fill(0) : ink.map((value) => (255 * value) / most);
}

/**
 * @param {Float32Array} ink
 * @param {number} height
 * @param {number} width
 */
function inkBox(ink, height, width) {
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let i = 0; i < ink.length; i++) {
    if (ink[i] < INK) continue;
    const [row, col] = [Math.floor(i / width), i % width];
    left = Math.min(left, col);
    right = Math.max(right, col + 1);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row + 1);
  }
  return right > left ? { left, right, top, bottom } : null;
}

/**
 * A part of a picture in w × h pixels, each the mean of the area it covers.
 * @param {Float32Array} ink
 * @param {number} width
 * @param {{left: number, right: number, top: number, bottom: number}} box
 * @param {number} w
 * @param {number} h
 */
function shrunk(ink, width, { left, right, top, bottom }, w, h) {
  const [stepX, stepY] = [(right - left) / w, (bottom - top) / h];
  const out = new Uint8Array(w * h);
  for (let row = 0; row < h; row++) {
    for (let col = 0; col < w; col++) {
      const [x0, y0] = [left + col * stepX, top + row * stepY];
      let sum = 0;
      for (let y = Math.floor(y0); y < y0 + stepY - 1e-9; y++) {
        const high = Math.min(y + 1, y0 + stepY) - Math.max(y, y0);
        for (let x = Math.floor(x0); x < x0 + stepX - 1e-9; x++) {
          sum += ink[y * width + x] * high * (Math.min(x + 1, x0 + stepX) - Math.max(x, x0));
        }
      }
      out[row * w + col] = Math.round(sum / (stepX * stepY));
    }
  }
  return out;
}
