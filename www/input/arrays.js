/**
 * Images out of IDX, NPY and CIFAR files: those that have one shape become one set, with their labels.
 */

import { amount, bad } from './failure.js';
import { MOST_ARRAY_BYTES, MOST_PIXELS } from './limits.js';
import { baseName, foldersOf, isHeldOut } from './names.js';

/** @import { Images } from '../engine/protocol.js' */
/** @import { Bytes } from './source.js' */
/** @typedef {{path: string, images: Images}} Read */
/** @typedef {{path: string, labels: Bytes}} LabelFile */
/** @typedef {{height: number, width: number, channels: number, n: number, pixels: Uint8Array, labels: Uint8Array | null}} Lot */
/** @typedef {{train: Lot, test: Lot | null}} Arrays */

/** @param {Images} images */
const shapeOf = ({ height, width, channels }) => `${width} × ${height}${channels === 3 ? ' in color' : ''}`;

/**
 * @param {Read[]} read
 * @param {LabelFile[]} labelFiles
 * @returns {{arrays: Arrays, notes: string[], bad: string[]}}
 */
export function joined(read, labelFiles) {
  const shape = shapeOf(read[0].images);
  const fitting = read.filter(({ images }) => shapeOf(images) === shape);
  const others = read.filter((one) => !fitting.includes(one));
  const unfit = others.map(
    ({ path, images }) =>
      `${baseName(path)} has images of ${shapeOf(images)}, and the others are of ${shape}.`,
  );
  const lone = [...labelFiles];
  for (const one of fitting) one.images.labels ??= takeLabels(one, lone);
  const strange = lone.map(
    ({ path, labels }) => `${baseName(path)} has ${labels.length} labels, and no file has as many images.`,
  );
  const tests = fitting.filter(({ path }) => isHeldOut(path));
  const trains = fitting.filter(({ path }) => !isHeldOut(path));
  const notes = /** @type {string[]} */ ([]);
  const held = trains.length > 0 && tests.length > 0;
  const arrays = {
    train: together(held ? trains : fitting, notes),
    test: held ? together(tests, notes) : null,
  };
  if (arrays.test && !arrays.train.labels !== !arrays.test.labels) {
    for (const lot of [arrays.train, arrays.test]) lot.labels = null;
    notes.push('Only some of the images have labels, so none are used.');
  }
  return { arrays, notes, bad: [...unfit, ...strange] };
}

/**
 * The label file of as many, from the same folder and the same split if there is one.
 * @param {Read} read
 * @param {LabelFile[]} labelFiles  what is taken is gone
 */
function takeLabels({ path, images }, labelFiles) {
  const folder = foldersOf(path).join('/');
  const likeness = (/** @type {LabelFile} */ file) =>
    Number(isHeldOut(file.path) === isHeldOut(path)) * 2 + Number(foldersOf(file.path).join('/') === folder);
  const [best] = labelFiles
    .filter(({ labels }) => labels.length === images.n)
    .sort((a, b) => likeness(b) - likeness(a));
  if (!best) return null;
  labelFiles.splice(labelFiles.indexOf(best), 1);
  return best.labels;
}

/**
 * @param {Read[]} read  of one shape
 * @param {string[]} notes
 * @returns {Lot}
 */
function together(read, notes) {
  const { height, width, channels } = read[0].images;
  const size = height * width * channels;
  const total = read.reduce((n, { images }) => n + images.n, 0);
  const n = Math.min(total, Math.floor(MOST_ARRAY_BYTES / size));
  if (n < total) {
    notes.push(
      `Only the first ${n.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} images are used, which fill ${amount(MOST_ARRAY_BYTES)}.`,
    );
  }
  if (read.length === 1 && n === total) return { ...read[0].images };
  const pixels = new Uint8Array(n * size);
  const labels = read.every(({ images }) => images.labels) ? new Uint8Array(n) : null;
  let at = 0;
  for (const { images } of read) {
    const count = Math.min(images.n, n - at);
    pixels.set(images.pixels.subarray(0, count * size), at * size);
    if (labels && images.labels) labels.set(images.labels.subarray(0, count), at);
    at += count;
  }
  return { height, width, channels, n, pixels, labels };
}

/** Rows of this many values or more that are a square number are taken for squares. */
const LEAST_SQUARE = 16;

/**
 * What arrays often mean though they do not say so; and what no picture is.
 * @param {string} name
 * @param {Images} images
 * @returns {{images: Images, notes: string[]}}
 */
export function understood(name, images) {
  const { height, width, channels, n } = images;
  const side = Math.round(Math.sqrt(width));
  if (channels === 1 && height > 4 && n > 4 && (width === 3 || width === 4)) {
    const one = withoutAlpha({ ...images, n: 1, height: n, width: height, channels: width });
    return { images: checked(name, one), notes: [`${name} is taken for one picture in color.`] };
  }
  if (channels === 1 && height === 1 && width >= LEAST_SQUARE && side * side === width) {
    const squares = { ...images, height: side, width: side };
    return {
      images: checked(name, squares),
      notes: [`The rows of ${name} are taken for ${side} × ${side} pixels.`],
    };
  }
  return { images: checked(name, withoutAlpha(images)), notes: [] };
}

/**
 * Four channels are color on glass; here it lies on white paper.
 * @param {Images} images
 * @returns {Images}
 */
function withoutAlpha(images) {
  if (images.channels !== 4) return images;
  const { pixels: rgba } = images;
  const pixels = new Uint8Array((rgba.length / 4) * 3);
  for (let i = 0; i < rgba.length / 4; i++) {
    const alpha = rgba[4 * i + 3] / 255;
    for (let c = 0; c < 3; c++) pixels[3 * i + c] = Math.round(255 + alpha * (rgba[4 * i + c] - 255));
  }
  return { ...images, channels: 3, pixels };
}

/**
 * @param {string} name
 * @param {Images} images
 */
function checked(name, images) {
  const { height, width, channels } = images;
  if (channels !== 1 && channels !== 3) {
    throw bad(`${name} has images of ${channels} channels: save them as gray (1) or color (3).`);
  }
  if (height * width > MOST_PIXELS) {
    throw bad(
      `${name} has images of ${width} × ${height} pixels, and at most ${MOST_PIXELS.toLocaleString('en-US')} are learned from at a time: scale them down, or save them as PNG.`,
    );
  }
  return images;
}
