/**
 * Pixels to fewer pixels, every one of the old counted by the area it covers; plain arithmetic over RGBA bytes.
 */

/** @typedef {{height: number, width: number}} Size */

/**
 * The parts of old pixels that a new one covers, along one side.
 * @param {number} from  length
 * @param {number} to
 * @returns {{first: number, weights: number[]}[]}
 */
function shares(from, to) {
  const step = from / to;
  return Array.from({ length: to }, (_, i) => {
    const [start, end] = [i * step, (i + 1) * step];
    const first = Math.min(from - 1, Math.floor(start));
    const last = Math.max(first, Math.min(from, Math.ceil(end)) - 1);
    const weights = Array.from({ length: last - first + 1 }, (_, k) => {
      const at = first + k;
      return Math.max(0, Math.min(end, at + 1) - Math.max(start, at)) / step;
    });
    return { first, weights };
  });
}

/**
 * @param {Uint8ClampedArray | Uint8Array} rgba
 * @param {Size} from
 * @param {Size} to
 * @returns {Uint8Array<ArrayBuffer>} RGB
 */
export function resample(rgba, from, to) {
  const across = shares(from.width, to.width);
  const down = shares(from.height, to.height);
  const narrow = new Float32Array(from.height * to.width * 3);
  for (let y = 0; y < from.height; y++) {
    across.forEach(({ first, weights }, x) => {
      const out = (y * to.width + x) * 3;
      weights.forEach((weight, k) => {
        const at = (y * from.width + first + k) * 4;
        for (let c = 0; c < 3; c++) narrow[out + c] += weight * rgba[at + c];
      });
    });
  }
  const rgb = new Uint8Array(to.height * to.width * 3);
  const row = new Float32Array(to.width * 3);
  down.forEach(({ first, weights }, y) => {
    row.fill(0);
    weights.forEach((weight, k) => {
      const at = (first + k) * row.length;
      for (let i = 0; i < row.length; i++) row[i] += weight * narrow[at + i];
    });
    for (let i = 0; i < row.length; i++) rgb[y * row.length + i] = Math.round(row[i]);
  });
  return rgb;
}

/**
 * Luma, as the engine takes it (Rec. 601).
 * @param {Uint8Array} rgb
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function toGray(rgb) {
  const gray = new Uint8Array(rgb.length / 3);
  for (let i = 0; i < gray.length; i++) {
    gray[i] = Math.round(0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] + 0.114 * rgb[3 * i + 2]);
  }
  return gray;
}
