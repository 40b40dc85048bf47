/**
 * Pictures that only the browser reads, AVIF, HEIC and SVG: turned as they say, on white paper.
 */

import { bad } from './failure.js';
import { baseName } from './names.js';

/** @typedef {{height: number, width: number, rgba: Uint8Array<ArrayBuffer>}} Pixels */
/** @typedef {'AVIF' | 'HEIC' | 'SVG'} ForeignKind */

const MIME = /** @type {const} */ ({ AVIF: 'image/avif', HEIC: 'image/heic', SVG: 'image/svg+xml' });

/** Pixels of the longer side of a drawing, which has no size but the one it is drawn at. */
const DRAWN = 256;
/** Pixels of a picture that the browser is asked to draw. */
const MOST_DRAWN = 50_000_000;

/**
 * @param {string} path
 * @param {ForeignKind} kind
 * @param {Blob} blob
 * @returns {Promise<Pixels>}
 */
export async function pixelsOf(path, kind, blob) {
  const name = baseName(path);
  const image = kind === 'SVG' ? await drawing(name, blob) : await bitmap(name, kind, blob);
  try {
    const { height, width } = image;
    if (height * width > MOST_DRAWN)
      throw bad(`${name} has ${width} × ${height} pixels, which are too many to open here: make it smaller.`);
    const pen = paper(height, width);
    if (!pen) throw bad(`${name} could not be drawn: it may be too large for the memory of this device.`);
    pen.drawImage(image, 0, 0, width, height);
    return { height, width, rgba: new Uint8Array(pen.getImageData(0, 0, width, height).data.buffer) };
  } finally {
    if ('close' in image) image.close();
  }
}

/**
 * @param {number} height
 * @param {number} width
 */
function paper(height, width) {
  const canvas = Object.assign(document.createElement('canvas'), { height, width });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) return null;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  return pen;
}

/**
 * @param {string} name
 * @param {'AVIF' | 'HEIC'} kind
 * @param {Blob} blob
 */
async function bitmap(name, kind, blob) {
  try {
    return await createImageBitmap(new Blob([blob], { type: MIME[kind] }));
  } catch {
    throw bad(`${name} is damaged, or this browser does not read ${kind}: save it again as PNG or JPEG.`);
  }
}

/**
 * A drawing at its own proportions; without a size, some browsers draw nothing.
 * @param {string} name
 * @param {Blob} blob
 */
async function drawing(name, blob) {
  const { documentElement: root } = new DOMParser().parseFromString(await blob.text(), MIME.SVG);
  const damaged = bad(`${name} is damaged: it is no complete SVG drawing.`);
  if (root.localName !== 'svg' || root.querySelector('parsererror')) throw damaged;
  const box = (root.getAttribute('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [w, h] = [root.getAttribute('width'), root.getAttribute('height')].map((text) =>
    parseFloat(text ?? ''),
  );
  const own = w > 0 && h > 0;
  const [across, down] = own ? [w, h] : box[2] > 0 && box[3] > 0 ? [box[2], box[3]] : [1, 1];
  if (own && !root.hasAttribute('viewBox')) root.setAttribute('viewBox', `0 0 ${w} ${h}`);
  const scale = DRAWN / Math.max(across, down);
  const [width, height] = [across, down].map((side) => Math.max(1, Math.round(side * scale)));
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  const url = URL.createObjectURL(
    new Blob([new XMLSerializer().serializeToString(root)], { type: MIME.SVG }),
  );
  const image = new Image(width, height);
  try {
    image.src = url;
    await image.decode();
    return image;
  } catch {
    throw damaged;
  } finally {
    URL.revokeObjectURL(url);
  }
}
