/**
 * What a file is, by its first bytes and never by its name.
 */

/** @typedef {'png' | 'jpeg' | 'gif' | 'webp' | 'bmp' | 'avif' | 'heic' | 'svg'} PictureKind */
/** @typedef {PictureKind | 'npy' | 'idx' | 'cifar' | 'zip' | 'gzip' | 'tar' | 'pickle' | 'pdf' | 'empty' | 'text'
 *   | 'unknown'} Kind */

/** Bytes that are enough to tell. */
export const HEAD = 4096;

/** @type {Record<PictureKind, string>} */
export const MIME = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  avif: 'image/avif',
  heic: 'image/heic',
  svg: 'image/svg+xml',
};

/**
 * @param {Kind} kind
 * @returns {kind is PictureKind}
 */
export const isPicture = (kind) => kind in MIME;

/** @param {Kind} kind */
export const isArray = (kind) => kind === 'npy' || kind === 'idx' || kind === 'cifar';

/** @param {string} text @param {number} [at] @returns {(head: Uint8Array) => boolean} */
const has =
  (text, at = 0) =>
  (head) =>
    [...text].every((letter, i) => head[at + i] === letter.charCodeAt(0));

/** @type {[Kind, (head: Uint8Array, size: number) => boolean][]} */
const MARKS = [
  ['empty', (_, size) => size === 0],
  ['png', has('\x89PNG\r\n\x1a\n')],
  ['jpeg', has('\xff\xd8\xff')],
  ['gif', has('GIF8')],
  ['webp', (head) => has('RIFF')(head) && has('WEBP', 8)(head)],
  ['bmp', (head) => has('BM')(head) && has('\0\0\0\0', 6)(head)],
  ['avif', (head) => has('ftypavi', 4)(head) || (has('ftypmif1', 4)(head) && brands(head).includes('avif'))],
  ['heic', (head) => has('ftyphe', 4)(head) || has('ftypmif1', 4)(head) || has('ftypmsf1', 4)(head)],
  ['npy', has('\x93NUMPY')],
  ['zip', (head) => has('PK\x03\x04')(head) || has('PK\x05\x06')(head) || has('PK\x07\x08')(head)],
  ['gzip', has('\x1f\x8b')],
  ['tar', has('ustar', 257)],
  ['pdf', has('%PDF')],
  ['cifar', isCifar],
  ['idx', isIdx],
  ['pickle', (head) => head[0] === 0x80 && head[1] >= 2 && head[1] <= 5],
  ['svg', (head) => isText(head) && isSvg(decode(head))],
  ['text', isText],
];

/**
 * @param {Uint8Array} head  the first bytes, HEAD at most
 * @param {number} size  of the whole file
 * @returns {Kind}
 */
export function kindOf(head, size) {
  return MARKS.find(([, fits]) => fits(head, size))?.[0] ?? 'unknown';
}

/** @param {Uint8Array} head */
const decode = (head) => new TextDecoder().decode(head);

/** @param {string} text */
const isSvg = (text) => /^\s*<(\?xml|!--|!doctype svg|svg)/i.test(text) && /<svg[\s/>]/i.test(text);

/** @param {Uint8Array} head */
const brands = (head) => decode(head.subarray(8, 40));

/** Of an IDX file that somebody may bring. */
const MOST_DIMENSIONS = 8;

/** @param {Uint8Array} head */
function isIdx(head) {
  return (
    head[0] === 0 &&
    head[1] === 0 &&
    head[2] >= 8 &&
    head[2] <= 14 &&
    head[3] >= 1 &&
    head[3] <= MOST_DIMENSIONS
  );
}

const RECORD = 3073;

/**
 * Records of a label and 32×32×3 bytes. An IDX file may happen to be as long; its own length speaks for it.
 * @param {Uint8Array} head
 * @param {number} size
 */
function isCifar(head, size) {
  if (size % RECORD !== 0 || head[0] > 9) return false;
  const inText = isText(head);
  return !inText && !(isIdx(head) && idxSize(head) === size);
}

/** @param {Uint8Array} head */
function idxSize(head) {
  const rank = head[3];
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.byteLength < 4 + 4 * rank) return NaN;
  let n = 1;
  for (let i = 0; i < rank; i++) n *= view.getUint32(4 + 4 * i);
  return 4 + 4 * rank + n;
}

/**
 * No byte that text never has.
 * @param {Uint8Array} head
 */
function isText(head) {
  return head.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 12 || byte === 13);
}
