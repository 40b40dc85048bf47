/**
 * How a rebuilt picture differs from its original, in two ways that an eye would name.
 */

/** @import { Rebuilt } from '../engine/protocol.js' */

/**
 * How far the colors are off, brightness apart: the mean distance in Cb and Cr, 0…255.
 * @param {Pick<Rebuilt, 'original' | 'rebuilt'>} pictures
 * @returns {number}
 */
export function colorError({ original, rebuilt }) {
  let sum = 0;
  for (let i = 0; i < original.length; i += 4) {
    const [r, g, b] = [0, 1, 2].map((channel) => rebuilt[i + channel] - original[i + channel]);
    const blue = -0.168736 * r - 0.331264 * g + 0.5 * b;
    const red = 0.5 * r - 0.418688 * g - 0.081312 * b;
    sum += Math.hypot(blue, red);
  }
  return original.length > 0 ? (4 * sum) / original.length : 0;
}

/**
 * How much of the edges is left: the sum of all steps from pixel to pixel, as a share of the original's.
 * @param {Pick<Rebuilt, 'original' | 'rebuilt' | 'height' | 'width'>} pictures
 * @returns {number} 1: as sharp as the original
 */
export function sharpness({ original, rebuilt, height, width }) {
  const whole = edges(original, height, width);
  return whole > 0 ? edges(rebuilt, height, width) / whole : 1;
}

/**
 * @param {Uint8Array} rgba
 * @param {number} height
 * @param {number} width
 */
function edges(rgba, height, width) {
  const luma = new Float32Array(height * width);
  for (let i = 0; i < luma.length; i++) {
    luma[i] = 0.299 * rgba[4 * i] + 0.587 * rgba[4 * i + 1] + 0.114 * rgba[4 * i + 2];
  }
  let sum = 0;
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const i = row * width + col;
      if (col + 1 < width) sum += Math.abs(luma[i + 1] - luma[i]);
      if (row + 1 < height) sum += Math.abs(luma[i + width] - luma[i]);
    }
  }
  return sum;
}

/** Whether a picture has colors at all. @param {Uint8Array} rgba */
export function hasColor(rgba) {
  for (let i = 0; i < rgba.length; i += 4) {
    if (rgba[i] !== rgba[i + 1] || rgba[i + 1] !== rgba[i + 2]) return true;
  }
  return false;
}
