/**
 * What a unit has weights for: the pixels of its tile, and their colors.
 */

/** @typedef {{height: number, width: number, channels: number}} Tile */

/**
 * The number of features of a tile, and the one in its middle.
 * @param {Tile} tile
 */
export function features({ height, width, channels }) {
  const middle = (Math.floor(height / 2) * width + Math.floor(width / 2)) * channels;
  return { n: height * width * channels, middle };
}

/**
 * What a run sees of a picture: a patch of it, or all of it.
 * @param {{height: number, width: number, channels: number}} picture
 * @param {{size: number, gray: boolean}} patch
 * @returns {Tile}
 */
export function tileOf({ height, width, channels }, { size, gray }) {
  return {
    height: size === 0 ? height : Math.min(size, height),
    width: size === 0 ? width : Math.min(size, width),
    channels: gray ? 1 : channels,
  };
}

/**
 * @param {Tile} tile
 * @param {number} component
 * @returns {string} for example "row 14, column 9, red"
 */
export function componentName({ height, width, channels }, component) {
  const channel = channels === 3 ? ['red', 'green', 'blue'][component % 3] : '';
  const pixel = Math.floor(component / channels);
  if (height * width === 1) return channel;
  const place = `row ${Math.floor(pixel / width) + 1}, column ${(pixel % width) + 1}`;
  return channel ? `${place}, ${channel}` : place;
}
