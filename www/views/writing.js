/**
 * Pictures written in the winners of a map: which neuron stands where, and a color for every place of a lattice,
 * so that neighbors look alike and coordinates can be seen.
 */

/** @typedef {import('./colormap.js').Rgb} Rgb */
/** @typedef {{rows: number, cols: number}} Size */

/**
 * Neurons of a map, one for each place.
 * @typedef {object} Writing
 * @property {ArrayLike<number>} units
 * @property {number} rows
 * @property {number} cols
 */

/** The corners of a lattice in OKLab's a and b: top left, top right, bottom left, bottom right. */
const CORNERS = [
  [-0.045, -0.11],
  [0.12, -0.045],
  [-0.1, 0.06],
  [0.035, 0.11],
];

/**
 * The color of a neuron: what is near on the lattice has nearly the same.
 * @param {number} unit
 * @param {Size} size of the lattice
 * @param {boolean} dark  on a dark ground
 * @returns {Rgb}
 */
export function placeColor(unit, { rows, cols }, dark) {
  const y = rows > 1 ? Math.floor(unit / cols) / (rows - 1) : 0.5;
  const x = cols > 1 ? (unit % cols) / (cols - 1) : 0.5;
  const shares = [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y];
  const [a, b] = [0, 1].map((axis) => CORNERS.reduce((sum, corner, i) => sum + shares[i] * corner[axis], 0));
  return dark ? fromOklab(0.4, a * 0.85, b * 0.85) : fromOklab(0.88, a, b);
}

/**
 * @param {number} lightness
 * @param {number} a
 * @param {number} b
 * @returns {Rgb}
 */
function fromOklab(lightness, a, b) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return /** @type {Rgb} */ (
    linear.map((value) => {
      const v = Math.min(1, Math.max(0, value));
      return Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055));
    })
  );
}

/**
 * Where patches of a side begin along a length, the last flush with the end.
 * @param {number} length
 * @param {number} size
 * @param {number} stride
 * @returns {number[]}
 */
export function beginnings(length, size, stride) {
  const last = Math.max(0, length - size);
  const n = Math.ceil(last / stride) + 1;
  return Array.from({ length: n }, (_, i) => Math.min(i * stride, last));
}

/**
 * A picture as a stack reads it, from its winners at every pixel.
 * @param {Pick<import('../engine/protocol.js').Rebuilt, 'height' | 'width' | 'size' | 'stride' | 'place_cols' | 'bmus'>} rebuilt  at stride 1
 * @param {number} stride of the stack
 * @returns {Writing | null}
 */
export function writingOf({ height, width, size, stride: fine, place_cols: across, bmus }, stride) {
  if (fine !== 1) return null;
  const down = beginnings(height, size, stride);
  const right = beginnings(width, size, stride);
  return {
    units: down.flatMap((y) => right.map((x) => bmus[y * across + x])),
    rows: down.length,
    cols: right.length,
  };
}

/**
 * How often each neuron stands in a writing.
 * @param {Writing} writing
 * @returns {Map<number, number>}
 */
export function usesOf({ units }) {
  /** @type {Map<number, number>} */
  const uses = new Map();
  for (const unit of Array.from(units)) uses.set(unit, (uses.get(unit) ?? 0) + 1);
  return uses;
}

/**
 * The patches of a layer in the pixels of a picture.
 * @param {{height: number, width: number}} picture
 * @param {{size: number, stride: number}} patch  in pixels
 * @param {Size} grid of places
 * @returns {import('./places.js').Places}
 */
export function placesIn({ height, width }, { size, stride }, { rows, cols }) {
  return { height, width, size, stride, place_rows: rows, place_cols: cols };
}
