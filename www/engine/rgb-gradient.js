/**
 * The coding `rgb-gradient` of shards of photographs: what is left of each sample when its neighbors have predicted it,
 * which takes gzip 40 % fewer bytes than the pixels. Encoder: `scripts/lib/rgb-gradient.mjs`; the lab's decoder:
 * `src/data/coding.rs`.
 *
 * A decompressed shard holds its images in groups of 32, of which the last may be smaller, and then the labels. A group
 * holds three planes, each of all its images, row by row: G, then R − G + 128, then B − G + 128. A sample is stored as
 * its difference from `(3 · (left + up) − 2 · upLeft) >> 2`, whose neighbors are samples of the same plane and image.
 * Above the first row all are 128. Left of a row are the sample above its first (as `left`) and the same (as `upLeft`).
 * All sums are modulo 256; the shift is of the exact sum.
 *
 * A plane of a group of 32 × 32 pixels is as long as a block of deflate, so that each has its own Huffman code.
 */

/** Images in a group. */
export const GROUP = 32;
/** What every sample above the first row is taken for. */
export const PREDICTED_ABOVE = 128;

/**
 * @param {Uint8Array} residuals of one group
 * @param {Uint8Array} pixels    `[count, height, width, 3]`: gets what they stand for; as long
 * @param {number} height
 * @param {number} width
 */
export function decodeGroup(residuals, pixels, height, width) {
  const plane = residuals.length / 3;
  const above = [0, 1, 2].map(() => new Int32Array(width));
  const [above0, above1, above2] = above;
  // The three planes side by side: a processor works on one while another waits for its left neighbor.
  for (let at = 0, y = 0; at < plane; y++) {
    if (y % height === 0) for (const row of above) row.fill(PREDICTED_ABOVE);
    let [left0, left1, left2] = [above0[0], above1[0], above2[0]];
    let [upLeft0, upLeft1, upLeft2] = [left0, left1, left2];
    for (let x = 0; x < width; x++, at++) {
      const up0 = above0[x];
      const up1 = above1[x];
      const up2 = above2[x];
      left0 = (residuals[at] + ((3 * (left0 + up0) - 2 * upLeft0) >> 2)) & 255;
      left1 = (residuals[plane + at] + ((3 * (left1 + up1) - 2 * upLeft1) >> 2)) & 255;
      left2 = (residuals[2 * plane + at] + ((3 * (left2 + up2) - 2 * upLeft2) >> 2)) & 255;
      above0[x] = left0;
      above1[x] = left1;
      above2[x] = left2;
      upLeft0 = up0;
      upLeft1 = up1;
      upLeft2 = up2;
      pixels[3 * at] = left0 + left1 + 128;
      pixels[3 * at + 1] = left0;
      pixels[3 * at + 2] = left0 + left2 + 128;
    }
  }
}
