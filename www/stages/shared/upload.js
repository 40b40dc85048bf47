/**
 * A file that a visitor brings, as a picture that the networks of a data set can look at.
 */

import { arrived } from '../../input/failure.js';
import { resample, toGray } from '../../input/resample.js';
import { SIDE, digitOfPicture } from '../../input/digit.js';

/** @import { Picture, Manifest } from '../../engine/protocol.js' */
/** @typedef {Pick<Manifest, 'name' | 'height' | 'width' | 'channels'>} Shape */

/**
 * @param {import('../../input/source.js').Source[]} sources
 * @param {Shape} shape
 * @returns {Promise<{name: string, picture: Picture}>}
 */
export async function pictureFrom(sources, shape) {
  const { toRebuild } = await arrived(import('../../input/prepare.js'), 'The reader of pictures');
  const { name, picture } = await toRebuild(sources, { progress: () => {} });
  return { name, picture: fitted(picture, shape) };
}

/**
 * A picture in the shape of a data set: a digit of MNIST as MNIST does it, anything else by its middle square.
 * @param {Picture} picture
 * @param {Shape} shape
 * @returns {Picture}
 */
export function fitted(picture, { name, height, width, channels }) {
  const rgb = rgbOf(picture);
  if (name === 'mnist') {
    const pixels = digitOfPicture(toGray(rgb), picture.height, picture.width);
    return { height: SIDE, width: SIDE, channels: 1, pixels };
  }
  const side = Math.min(picture.height, picture.width);
  const [top, left] = [(picture.height - side) >> 1, (picture.width - side) >> 1];
  const square = new Uint8Array(4 * side * side);
  for (let i = 0; i < side * side; i++) {
    const from = 3 * ((top + Math.floor(i / side)) * picture.width + left + (i % side));
    square.set([rgb[from], rgb[from + 1], rgb[from + 2], 255], 4 * i);
  }
  const small = resample(square, { height: side, width: side }, { height, width });
  return { height, width, channels, pixels: channels === 1 ? toGray(small) : small };
}

/** @param {Picture} picture @returns {Uint8Array} */
function rgbOf({ pixels, channels }) {
  if (channels === 3) return pixels;
  return Uint8Array.from({ length: 3 * pixels.length }, (_, i) => pixels[Math.floor(i / 3)]);
}

/**
 * As bytes for a canvas.
 * @param {Picture} picture
 * @returns {import('./drawing-pad.js').Shown}
 */
export function shownOf({ height, width, channels, pixels }) {
  const rgba = new Uint8Array(4 * height * width);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = pixels[i * channels + (channels === 3 ? c : 0)];
    rgba[4 * i + 3] = 255;
  }
  return { rgba, height, width };
}
