/**
 * The files that a visitor drops, pastes or chooses; folders with all that is in them.
 */

import { bad } from './failure.js';
import { baseName } from './names.js';

/** @import { Source } from './source.js' */

const MOST_FILES = 50_000;

/**
 * @param {Iterable<File>} files  of an input; those of a folder know their path
 * @returns {Source[]}
 */
export function fromFiles(files) {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
}

/** Whether files are being dragged, before anybody may look at them. @param {DataTransfer | null} transfer */
export const hasFiles = (transfer) => transfer?.types.includes('Files') ?? false;

/**
 * Reads what was dropped or pasted. To be called within the event: the list is gone afterwards.
 * @param {DataTransfer} transfer
 * @returns {Promise<Source[]>}
 */
export function fromTransfer(transfer) {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const found = items.map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  if (found.length === 0) return Promise.resolve(fromFiles(transfer.files));
  return gather(found);
}

/** @param {{entry: FileSystemEntry | null, file: File | null}[]} found */
async function gather(found) {
  /** @type {Source[]} */
  const sources = [];
  for (const { entry, file } of found) {
    if (entry?.isDirectory) await walk(/** @type {FileSystemDirectoryEntry} */ (entry), entry.name, sources);
    else if (file) sources.push({ path: file.name, blob: file });
  }
  return sources;
}

/**
 * @param {FileSystemDirectoryEntry} folder
 * @param {string} path
 * @param {Source[]} sources
 */
async function walk(folder, path, sources) {
  for (const entry of await entriesOf(folder, path)) {
    const below = `${path}/${entry.name}`;
    if (sources.length >= MOST_FILES) {
      throw bad(
        `${baseName(path)} holds more than ${MOST_FILES.toLocaleString('en-US')} files: choose a smaller folder.`,
      );
    }
    if (entry.isDirectory) await walk(/** @type {FileSystemDirectoryEntry} */ (entry), below, sources);
    else sources.push({ path: below, blob: await fileOf(/** @type {FileSystemFileEntry} */ (entry)) });
  }
}

/**
 * A folder hands out its entries in parts, until there are none.
 * @param {FileSystemDirectoryEntry} folder
 * @param {string} path
 * @returns {Promise<FileSystemEntry[]>}
 */
async function entriesOf(folder, path) {
  const reader = folder.createReader();
  const entries = [];
  try {
    for (;;) {
      /** @type {FileSystemEntry[]} */
      const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (part.length === 0) return entries;
      entries.push(...part);
    }
  } catch {
    throw bad(`The folder ${baseName(path)} could not be read: choose it again.`);
  }
}

/**
 * @param {FileSystemFileEntry} entry
 * @returns {Promise<File>}
 */
function fileOf(entry) {
  return new Promise((resolve, reject) =>
    entry.file(resolve, () => reject(bad(`${entry.name} could not be read: choose it again.`))),
  );
}
