import { expect, test, vi } from 'vitest';
import { fromFiles, fromTransfer, hasFiles } from './collect.js';

const named = (/** @type {string} */ name, path = '') =>
  Object.assign(new File(['x'], name), { webkitRelativePath: path });

/** @param {string} name */
const fileEntry = (name) => ({
  name,
  isDirectory: false,
  file: (/** @type {(file: File) => void} */ resolve) => resolve(new File(['x'], name)),
});

/**
 * A folder that hands out its entries two at a time, as browsers do by the hundred.
 * @param {string} name
 * @param {any[]} entries
 */
const folderEntry = (name, entries) => ({
  name,
  isDirectory: true,
  createReader() {
    const rest = [...entries];
    return { readEntries: (/** @type {(part: any[]) => void} */ resolve) => resolve(rest.splice(0, 2)) };
  },
});

/** @param {any[]} entries */
const transfer = (entries) =>
  /** @type {any} */ ({
    types: ['Files'],
    files: [],
    items: [
      { kind: 'string' },
      ...entries.map((entry) => ({
        kind: 'file',
        webkitGetAsEntry: () => entry,
        getAsFile: () => new File(['x'], entry.name),
      })),
    ],
  });

/** @param {Promise<import('./source.js').Source[]>} sources */
const paths = async (sources) => (await sources).map(({ path }) => path);

test('chosen files keep their folders', () => {
  const sources = fromFiles([named('a.png'), named('b.png', 'trip/b.png')]);
  expect(sources.map(({ path }) => path)).toEqual(['a.png', 'trip/b.png']);
});

test('dropped folders are walked to the end', async () => {
  const folder = folderEntry('trip', [
    fileEntry('1.png'),
    fileEntry('2.png'),
    folderEntry('day', [fileEntry('3.png')]),
    fileEntry('4.png'),
    fileEntry('5.png'),
  ]);
  expect(await paths(fromTransfer(transfer([folder, fileEntry('alone.png')])))).toEqual([
    'trip/1.png',
    'trip/2.png',
    'trip/day/3.png',
    'trip/4.png',
    'trip/5.png',
    'alone.png',
  ]);
});

test('where there are no entries, there are files', async () => {
  const items = [{ kind: 'file', getAsFile: () => new File(['x'], 'pasted.png') }];
  expect(await paths(fromTransfer(/** @type {any} */ ({ items, files: [] })))).toEqual(['pasted.png']);
  expect(await paths(fromTransfer(/** @type {any} */ ({ items: [], files: [named('a.png')] })))).toEqual([
    'a.png',
  ]);
});

test('a folder that cannot be read is named', async () => {
  const closed = {
    ...folderEntry('secret', []),
    createReader: () => ({ readEntries: (/** @type {any} */ _, /** @type {() => void} */ no) => no() }),
  };
  const gone = { ...fileEntry('gone.png'), file: vi.fn((_, no) => no()) };
  const refused = (/** @type {string} */ name) => ({
    kind: 'input',
    message: `${name} could not be read: choose it again.`,
  });
  await expect(fromTransfer(transfer([closed]))).rejects.toEqual(refused('The folder secret'));
  await expect(fromTransfer(transfer([folderEntry('a', [gone])]))).rejects.toEqual(refused('gone.png'));
});

test('only files are caught', () => {
  expect(hasFiles(transfer([]))).toBe(true);
  expect(hasFiles(/** @type {any} */ ({ types: ['text/plain'] }))).toBe(false);
  expect(hasFiles(null)).toBe(false);
});
