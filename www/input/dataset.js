/**
 * A collection as the data set of an experiment: one shape, bytes, a held-out part.
 */

import { decode } from './decode.js';
import { bad, leftOut } from './failure.js';
import { isGray, toGray } from './resample.js';
import { ANY, refusalOf, shapeOf } from './shapes.js';

/** @import { Collection } from './collection.js' */
/** @import { Lot } from './arrays.js' */
/** @import { Own } from '../catalogue/experiments.js' */
/** @import { Manifest, Picture } from '../engine/protocol.js' */

/**
 * For EngineClient.supply().
 * @typedef {object} OwnSet
 * @property {string} name
 * @property {Manifest} manifest
 * @property {Uint8Array} train
 * @property {Uint8Array} test
 * @property {string[]} notes  what the visitor should know, in sentences
 */

/**
 * @typedef {object} Options
 * @property {string} [name]  of the data set: 'own' or 'own-…'
 * @property {(done: number, total: number) => void} [progress]
 * @property {typeof decode} [decoder]
 */

/** Held-out pictures are those that are left over, where there are enough. */
const ENOUGH = 50;
const EVERY = 10;

/**
 * @param {Collection} collection
 * @param {Own} own
 * @param {Options} [options]
 * @returns {Promise<OwnSet>}
 */
export async function datasetOf(collection, own, options = {}) {
  /** @type {Sorted} */
  const sorted = collection.arrays
    ? { ...collection.arrays, classes: [], notes: [], bad: [] }
    : await decoded(collection, own, options);
  const { train, notes, bad: unused } = sorted;
  if (train.n + (sorted.test?.n ?? 0) < own.least) throw bad(refusalOf(own));
  const split = own.turntable ? wholeTurn(sorted) : withHeldOut(sorted);
  const classes = own.turntable ? [] : classNames(split.train, split.test, sorted.classes);
  const labelled = classes.length > 0;
  const { height, width, channels } = train;
  const part = (/** @type {number} */ n) => ({ n, shards: [{ file: '', n, bytes: 0 }] });
  return {
    name: options.name ?? 'own',
    manifest: {
      name: options.name ?? 'own',
      title: collection.title,
      height,
      width,
      channels,
      classes,
      turntable: own.turntable,
      train: part(split.train.n),
      test: part(split.test.n),
    },
    train: bytesOf(split.train, labelled),
    test: bytesOf(split.test, labelled),
    notes: [
      ...collection.notes,
      ...notes,
      ...split.notes,
      ...([...collection.bad, ...unused].length > 0 ? [leftOut([...collection.bad, ...unused])] : []),
    ],
  };
}

/** @typedef {{train: Lot, test: Lot | null, classes: string[], notes: string[], bad: string[]}} Sorted */

/**
 * The first picture alone, to be rebuilt with a map that has learned from others.
 * @param {Collection} collection
 * @param {Options} [options]
 * @returns {Promise<{name: string, picture: Picture, notes: string[]}>}
 */
export async function pictureOf(collection, { decoder = decode } = {}) {
  const { arrays, photos, notes, bad: sentences, title } = collection;
  const said = sentences.length > 0 ? [...notes, leftOut(sentences)] : notes;
  if (arrays) {
    const { height, width, channels, pixels } = arrays.train;
    const picture = { height, width, channels, pixels: pixels.slice(0, height * width * channels) };
    return { name: title, picture, notes: said };
  }
  const [photo] = photos;
  const shape = shapeOf([photo], ANY);
  const pixels = await decoder(photo, shape, false);
  const { height, width } = shape;
  return {
    name: photo.name,
    picture: { height, width, channels: 3, pixels },
    notes: [...said, ...shape.notes],
  };
}

/**
 * @param {Collection} collection
 * @param {Own} own
 * @param {Options} options
 * @returns {Promise<Sorted>}
 */
async function decoded(collection, own, { progress = () => {}, decoder = decode }) {
  const { photos } = collection;
  if (photos.length < own.least) throw bad(refusalOf(own));
  const { height, width, crop, notes } = shapeOf(photos, own);
  const size = height * width * 3;
  const pixels = new Uint8Array(photos.length * size);
  /** @type {number[]} */
  const used = [];
  /** @type {string[]} */
  const damaged = [];
  for (const [i, photo] of photos.entries()) {
    progress(i, photos.length);
    try {
      pixels.set(await decoder(photo, { height, width }, crop), used.length * size);
      used.push(i);
    } catch (thrown) {
      damaged.push(/** @type {Error} */ (thrown).message);
    }
  }
  if (used.length === 0) throw bad(damaged[0]);
  const rgb = pixels.subarray(0, used.length * size);
  const gray = own.gray || isGray(rgb);
  const shape = { height, width, channels: gray ? 1 : 3 };
  const bytes = gray ? toGray(rgb) : rgb;
  const lot = (/** @type {number[]} */ chosen) =>
    pick(
      bytes,
      shape,
      chosen,
      chosen.map((i) => collection.labels[used[i]]),
    );
  const held = used.map((i) => collection.heldOut[i] ?? false);
  const [train, test] = [false, true].map((which) => [...held.keys()].filter((i) => held[i] === which));
  const both = train.length > 0 && test.length > 0;
  return {
    train: lot(both ? train : [...used.keys()]),
    test: both ? lot(test) : null,
    classes: collection.classes,
    notes,
    bad: damaged,
  };
}

/**
 * @param {Uint8Array} pixels  of all
 * @param {{height: number, width: number, channels: number}} shape
 * @param {number[]} chosen
 * @param {(number | undefined)[]} labels  of the chosen; undefined where there are none
 * @returns {Lot}
 */
function pick(pixels, shape, chosen, labels) {
  const size = shape.height * shape.width * shape.channels;
  const out = new Uint8Array(chosen.length * size);
  chosen.forEach((from, to) => out.set(pixels.subarray(from * size, (from + 1) * size), to * size));
  const known = /** @type {number[]} */ (labels.filter((label) => label !== undefined));
  return {
    ...shape,
    n: chosen.length,
    pixels: out,
    labels: known.length > 0 ? Uint8Array.from(known) : null,
  };
}

/** @typedef {{train: Lot, test: Lot, notes: string[]}} Split */

/**
 * @param {Sorted} sorted
 * @returns {Split}
 */
function withHeldOut({ train, test }) {
  if (test) return { train, test, notes: [] };
  if (train.n < ENOUGH) {
    const what = train.n === 1 ? 'this very picture' : 'these very pictures';
    return {
      train,
      test: train,
      notes: [`Quality is measured on ${what}, for there are too few to hold some out.`],
    };
  }
  const part = (/** @type {boolean} */ held) => {
    const chosen = Array.from({ length: train.n }, (_, i) => i).filter(
      (i) => (i % EVERY === EVERY - 1) === held,
    );
    return pick(
      train.pixels,
      train,
      chosen,
      chosen.map((i) => train.labels?.[i]),
    );
  };
  return {
    train: part(false),
    test: part(true),
    notes: ['Every tenth picture is held out to measure quality.'],
  };
}

/**
 * @param {Sorted} sorted
 * @returns {Split}
 */
function wholeTurn({ train, test }) {
  const views = test ? concatenated(train, test) : train;
  const notes = [
    'The views are taken for one full turn, evenly spaced, in the order of their names; quality is measured on them.',
  ];
  return { train: views, test: views, notes };
}

/**
 * @param {Lot} a
 * @param {Lot} b
 * @returns {Lot}
 */
function concatenated(a, b) {
  const pixels = new Uint8Array(a.pixels.length + b.pixels.length);
  pixels.set(a.pixels);
  pixels.set(b.pixels, a.pixels.length);
  return { ...a, n: a.n + b.n, pixels, labels: null };
}

/**
 * @param {Lot} train
 * @param {Lot} test
 * @param {string[]} names
 */
function classNames(train, test, names) {
  if (!train.labels || !test.labels) return [];
  if (names.length > 0) return names;
  const most = [...train.labels, ...test.labels].reduce((a, b) => Math.max(a, b), 0);
  return Array.from({ length: most + 1 }, (_, i) => String(i));
}

/**
 * Pixels, then labels where there are classes.
 * @param {Lot} lot
 * @param {boolean} labelled
 */
function bytesOf({ pixels, labels, n }, labelled) {
  const bytes = new Uint8Array(pixels.length + (labelled ? n : 0));
  bytes.set(pixels);
  if (labelled && labels) bytes.set(labels, pixels.length);
  return bytes;
}
