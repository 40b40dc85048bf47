// The encoder of www/engine/rgb-gradient.js, where the format is described.

import { GROUP, PREDICTED_ABOVE } from '../../www/engine/rgb-gradient.js';

/**
 * @param {Uint8Array} images n × height × width × 3
 * @param {number} height
 * @param {number} width
 * @returns {Uint8Array} as many bytes
 */
export function encodeRgbGradient(images, height, width) {
  const size = height * width;
  const n = images.length / size / 3;
  const residuals = new Uint8Array(images.length);
  let out = 0;
  for (let first = 0; first < n; first += GROUP) {
    const last = Math.min(first + GROUP, n);
    for (let plane = 0; plane < 3; plane++) {
      for (let image = first; image < last; image++) {
        const values = planeOf(images.subarray(3 * image * size, 3 * (image + 1) * size), plane);
        for (let i = 0; i < size; i++) {
          const up = i < width ? PREDICTED_ABOVE : values[i - width];
          const left = i % width === 0 ? up : values[i - 1];
          const upLeft = i < width || i % width === 0 ? up : values[i - width - 1];
          residuals[out++] = values[i] - ((3 * (left + up) - 2 * upLeft) >> 2);
        }
      }
    }
  }
  return residuals;
}

/**
 * G, R − G + 128 or B − G + 128, each modulo 256.
 * @param {Uint8Array} image
 * @param {number} plane
 */
function planeOf(image, plane) {
  const values = new Uint8Array(image.length / 3);
  const channel = [1, 0, 2][plane];
  for (let i = 0; i < values.length; i++) {
    const green = image[3 * i + 1];
    values[i] = plane === 0 ? green : image[3 * i + channel] - green + 128;
  }
  return values;
}
