/**
 * How much a visitor may bring. What is larger is refused or scaled down, with a sentence that says so.
 */

const MB = 1024 * 1024;

/** Pixels of a picture in a data set. */
export const MOST_PIXELS = 65_536;
/** Pixels of a picture that the browser is asked to decode. */
export const MOST_DECODED = 120_000_000;
/** Bytes of all pictures of a data set once they are scaled. */
export const MOST_BYTES = 48 * MB;
/** Bytes of all images out of IDX, NPY and CIFAR files, which keep their size. */
export const MOST_ARRAY_BYTES = 192 * MB;
export const MOST_PICTURES = 20_000;

/** What an archive may hold. */
export const ARCHIVE = {
  entries: 30_000,
  /** Bytes once unpacked. */
  bytes: 512 * MB,
  /** Times its size; little archives may hold anything. */
  ratio: 250,
  little: 16 * MB,
};
