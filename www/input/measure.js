/**
 * How large a picture is, out of its header: what is too large is refused before anything is decoded.
 */

import { imageSize } from 'image-size';
import { bad } from './failure.js';
import { MOST_DECODED } from './limits.js';

/** @typedef {{height: number, width: number}} Size */

/** Pixels of the longer side of a drawing, which has no size but the one it is drawn at. */
const DRAWN = 256;

/**
 * @param {string} name
 * @param {import('./kind.js').PictureKind} kind
 * @param {Uint8Array} bytes
 * @returns {Size} as it is seen, turned as its EXIF says
 */
export function sizeOf(name, kind, bytes) {
  const { height, width } = kind === 'svg' ? drawnSize(bytes) : headerSize(name, bytes);
  if (height * width > MOST_DECODED) {
    const most = Math.round(MOST_DECODED / 1_000_000);
    throw bad(
      `${name} has ${count(width)} × ${count(height)} pixels, and more than ${most} million are too many to open here: make it smaller.`,
    );
  }
  return { height, width };
}

/** @param {number} n */
const count = (n) => n.toLocaleString('en-US');

/**
 * @param {string} name
 * @param {Uint8Array} bytes
 * @returns {Size}
 */
function headerSize(name, bytes) {
  /** @type {Partial<ReturnType<typeof imageSize>>} */
  let size = {};
  try {
    size = imageSize(bytes);
  } catch {
    // Said below, as for a size that is none.
  }
  const { height = 0, width = 0, orientation = 1 } = size;
  if (!(height >= 1 && width >= 1)) {
    throw bad(`${name} is damaged: it starts as a picture does, but does not say how large it is.`);
  }
  return orientation > 4 ? { height: width, width: height } : { height, width };
}

/**
 * @param {Uint8Array} bytes
 * @returns {Size}
 */
function drawnSize(bytes) {
  let [height, width] = [DRAWN, DRAWN];
  try {
    const size = imageSize(bytes);
    if (size.height > 0 && size.width > 0) [height, width] = [size.height, size.width];
  } catch {
    // A drawing need not say.
  }
  const scale = DRAWN / Math.max(height, width);
  return { height: Math.max(1, Math.round(height * scale)), width: Math.max(1, Math.round(width * scale)) };
}
