/**
 * All that a visitor brings at once, opened and understood: pictures that are measured but not yet decoded,
 * or images out of arrays.
 */

import { joined, understood } from './arrays.js';
import { bad } from './failure.js';
import { isArray, isPicture } from './kind.js';
import { labelsOf } from './labels.js';
import { MOST_PICTURES } from './limits.js';
import { sizeOf } from './measure.js';
import { baseName, classesOf, foldersOf, isHeldOut, isJunk, naturalOrder } from './names.js';
import { bytesOf, kindOfSource } from './source.js';
import { gunzip, unzip } from './unpack.js';

/** @import { Source } from './source.js' */
/** @import { Photo } from './decode.js' */
/** @import { Arrays } from './arrays.js' */
/** @import { Kind } from './kind.js' */

/**
 * @typedef {object} Collection
 * @property {string} title  what it may be called
 * @property {Photo[]} photos  in their natural order; [] where there are arrays
 * @property {Arrays | null} arrays
 * @property {string[]} classes  of the photos: the folders they lie in, or []
 * @property {number[]} labels  a class for every photo, or []
 * @property {boolean[]} heldOut  for every photo, whether it lies in a folder of test pictures; [] where none does
 * @property {string[]} notes  what was done with them
 * @property {string[]} bad  a sentence for each file that is not used
 */

/**
 * What opening needs of the page.
 * @typedef {object} Help
 * @property {(name: string, bytes: Uint8Array) => Promise<import('../engine/protocol.js').Images>} read  EngineClient.read
 * @property {(done: number, total: number) => void} [progress]
 */

const REASONS = /** @type {Partial<Record<Kind, string>>} */ ({
  empty: 'is empty',
  text: 'is a text file, whatever its name says',
  tar: 'is a TAR archive: unpack it and bring the files themselves',
  pickle: 'is a Python pickle, which no page may run: bring the binary version of the data set',
  pdf: 'is a PDF: save its pictures as PNG or JPEG',
  zip: 'is an archive inside an archive: unpack it first',
  gzip: 'is packed twice: unpack it first',
});
const UNKNOWN =
  'is no picture and no data file that can be read here: bring PNG, JPEG, WebP, GIF, AVIF, BMP, SVG, ZIP, IDX, NPY or CIFAR-10';

/**
 * Opens everything. One bad file among good ones is named and left out; nothing but bad ones is a failure.
 * @param {Source[]} brought
 * @param {Help} help
 * @returns {Promise<Collection>}
 */
export async function open(brought, { read, progress = () => {} }) {
  const box = new Box();
  await box.fill(
    brought.filter(({ path }) => !isJunk(path)),
    { read, progress },
  );
  const title = titleOf(brought);
  if (box.read.length > 0) return box.asArrays(title);
  if (box.photos.length > 0) return box.asPhotos(title);
  throw nothing(box, brought);
}

/**
 * @param {Box} box
 * @param {Source[]} brought
 */
function nothing({ bad: sentences, labels }, brought) {
  const [first, ...others] = sentences;
  if (first) {
    const more = others.length === 0 ? '' : ` There is nothing to use in the rest (${others.length}) either.`;
    return bad(`${first}${more}`);
  }
  if (labels.length > 0)
    return bad(`${baseName(labels[0].path)} holds labels only: bring the images with it.`);
  if (brought.length === 1)
    return bad(`${baseName(brought[0].path)} holds no pictures: choose something else.`);
  return bad('There are no pictures in what you brought: choose some files or another folder.');
}

/** @param {Source[]} brought */
function titleOf(brought) {
  if (brought.length === 0) return '';
  const [folder] = foldersOf(brought[0].path);
  if (folder && brought.every(({ path }) => path.startsWith(`${folder}/`))) return folder;
  return brought.length === 1 ? baseName(brought[0].path) : `${brought.length} files`;
}

/** Bytes that most headers fit into. */
const HEADER = 1 << 18;

/**
 * @param {string} name
 * @param {import('./kind.js').PictureKind} kind
 * @param {Source} source
 */
async function measured(name, kind, source) {
  try {
    return sizeOf(name, kind, await bytesOf(source, HEADER));
  } catch (thrown) {
    if (source.blob.size <= HEADER) throw thrown;
    return sizeOf(name, kind, await bytesOf(source));
  }
}

/** What has been found so far. */
class Box {
  constructor() {
    /** @type {Photo[]} */
    this.photos = [];
    /** @type {import('./arrays.js').Read[]} */
    this.read = [];
    /** @type {import('./arrays.js').LabelFile[]} */
    this.labels = [];
    /** @type {string[]} */
    this.notes = [];
    /** @type {string[]} */
    this.bad = [];
  }

  /**
   * @param {Source[]} sources
   * @param {Required<Help>} help
   */
  async fill(sources, help) {
    const ordered = [...sources].sort((a, b) => naturalOrder(a.path, b.path));
    for (const [i, source] of ordered.entries()) {
      help.progress(i, ordered.length);
      await this.#try(source, () => this.#take(source, help));
    }
  }

  /**
   * @param {Source} source
   * @param {() => Promise<void>} task
   */
  async #try({ path }, task) {
    try {
      await task();
    } catch (thrown) {
      const { kind = 'internal', message = '' } =
        /** @type {Partial<import('../engine/errors.js').Failure>} */ (thrown);
      // A lost engine is no fault of the file.
      if (kind !== 'input' && kind !== 'data') throw thrown;
      this.bad.push(message || `${baseName(path)} could not be read.`);
    }
  }

  /**
   * @param {Source} source
   * @param {Required<Help>} help
   * @param {number} [depth]  of archives around it
   */
  async #take(source, help, depth = 0) {
    const kind = await kindOfSource(source);
    if (kind === 'zip' && depth === 0) {
      const { sources, bad } = await unzip(source);
      this.bad.push(...bad);
      sources.sort((a, b) => naturalOrder(a.path, b.path));
      for (const [i, inner] of sources.entries()) {
        help.progress(i, sources.length);
        await this.#try(inner, () => this.#take(inner, help, 1));
      }
    } else if (kind === 'gzip' && depth < 2) await this.#take(await gunzip(source), help, 2);
    else if (isPicture(kind)) await this.#photo(source, kind);
    else if (isArray(kind)) await this.#array(source, help);
    else throw bad(`${baseName(source.path)} ${REASONS[kind] ?? UNKNOWN}.`);
  }

  /**
   * @param {Source} source
   * @param {import('./kind.js').PictureKind} kind
   */
  async #photo(source, kind) {
    const name = baseName(source.path);
    const size = await measured(name, kind, source);
    this.photos.push({ name, kind, source, ...size });
  }

  /**
   * @param {Source} source
   * @param {Required<Help>} help
   */
  async #array(source, { read }) {
    const { path } = source;
    const name = baseName(path);
    const bytes = await bytesOf(source);
    const labels = labelsOf(name, bytes);
    if (labels) this.labels.push({ path, labels });
    else {
      const { images, notes } = understood(name, await read(name, bytes));
      this.read.push({ path, images });
      this.notes.push(...notes);
    }
  }

  /**
   * @param {string} title
   * @returns {Collection}
   */
  asArrays(title) {
    const { arrays, notes, bad } = joined(this.read, this.labels);
    const beside = this.photos.map(({ name }) => `${name} is a picture beside a data file.`);
    const all = { notes: [...this.notes, ...notes], bad: [...this.bad, ...bad, ...beside] };
    return { title, photos: [], arrays, classes: [], labels: [], heldOut: [], ...all };
  }

  /**
   * @param {string} title
   * @returns {Collection}
   */
  asPhotos(title) {
    const photos = this.photos.slice(0, MOST_PICTURES);
    const notes = [...this.notes];
    if (photos.length < this.photos.length) {
      const [used, all] = [photos, this.photos].map(({ length }) => length.toLocaleString('en-US'));
      notes.push(`Only the first ${used} of ${all} pictures are used.`);
    }
    const held = photos.map(({ source }) => foldersOf(source.path).some(isHeldOut));
    const heldOut = held.includes(true) && held.includes(false) ? held : [];
    const bad = [
      ...this.bad,
      ...this.labels.map(({ path }) => `${baseName(path)} holds labels of other images.`),
    ];
    const classes = classesOf(photos.map(({ source }) => source.path));
    return { title, photos, arrays: null, ...classes, heldOut, notes, bad };
  }
}
