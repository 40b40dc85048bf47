/**
 * A picture as the browser decodes it: turned as its EXIF says, the first frame of a moving one, on white paper,
 * and no larger than wanted.
 */

import { bad } from './failure.js';
import { MIME } from './kind.js';
import { resample } from './resample.js';
import { bytesOf } from './source.js';

/** @import { Size } from './measure.js' */
/** @import { PictureKind } from './kind.js' */
/** @typedef {{name: string, kind: PictureKind, source: import('./source.js').Source, height: number, width: number}} Photo
 *   a picture that has been measured but not decoded */

/**
 * @param {Photo} photo
 * @param {Size} to
 * @param {boolean} crop  the middle square of it
 * @returns {Promise<Uint8Array<ArrayBuffer>>} RGB
 */
export async function decode(photo, to, crop) {
  const image = photo.kind === 'svg' ? await drawing(photo) : await bitmap(photo);
  try {
    return shrink(image, to, crop);
  } catch {
    throw bad(`${photo.name} could not be drawn: it may be too large for the memory of this device.`);
  } finally {
    if ('close' in image) image.close();
  }
}

/** @param {Photo} photo */
async function bitmap({ name, kind, source }) {
  try {
    return await createImageBitmap(new Blob([source.blob], { type: MIME[kind] }));
  } catch {
    const kinds =
      kind === 'heic' || kind === 'avif' ? `, or this browser does not read ${kind.toUpperCase()}` : '';
    throw bad(`${name} is damaged${kinds}: save it again as PNG or JPEG.`);
  }
}

/**
 * A drawing at its size; without one, some browsers draw nothing.
 * @param {Photo} photo
 */
async function drawing({ name, source, height, width }) {
  const text = new TextDecoder().decode(await bytesOf(source));
  const { documentElement: root } = new DOMParser().parseFromString(text, 'image/svg+xml');
  const damaged = bad(`${name} is damaged: it is no complete SVG drawing.`);
  if (root.localName !== 'svg' || root.querySelector('parsererror')) throw damaged;
  const [w, h] = [root.getAttribute('width'), root.getAttribute('height')].map((text) =>
    parseFloat(text ?? ''),
  );
  if (!root.hasAttribute('viewBox') && w > 0 && h > 0) root.setAttribute('viewBox', `0 0 ${w} ${h}`);
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  const url = URL.createObjectURL(
    new Blob([new XMLSerializer().serializeToString(root)], { type: MIME.svg }),
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

/**
 * Halves a picture, which every browser does well, until it is less than twice as large as wanted; the rest is arithmetic.
 * @param {ImageBitmap | HTMLImageElement} image
 * @param {Size} to
 * @param {boolean} crop
 */
function shrink(image, to, crop) {
  const side = Math.min(image.width, image.height);
  /** @type {CanvasImageSource} */
  let from = image;
  let size = crop ? { height: side, width: side } : { height: image.height, width: image.width };
  let [left, top] = crop ? [(image.width - side) >> 1, (image.height - side) >> 1] : [0, 0];
  for (;;) {
    const next = { height: half(size.height, to.height), width: half(size.width, to.width) };
    const pen = paper(next);
    pen.drawImage(from, left, top, size.width, size.height, 0, 0, next.width, next.height);
    if (next.height < 2 * to.height && next.width < 2 * to.width) {
      const { data } = pen.getImageData(0, 0, next.width, next.height);
      return resample(data, next, to);
    }
    [from, size, left, top] = [pen.canvas, next, 0, 0];
  }
}

/** @param {number} length @param {number} wanted */
const half = (length, wanted) => (length >= 2 * wanted ? Math.max(wanted, Math.ceil(length / 2)) : length);

/**
 * @param {Size} size
 * @returns {CanvasRenderingContext2D}
 */
function paper({ height, width }) {
  const canvas = Object.assign(document.createElement('canvas'), { height, width });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) throw new Error('no canvas');
  pen.imageSmoothingQuality = 'high';
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  return pen;
}
