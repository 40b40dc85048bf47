import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { open } from './collection.js';
import { file, help, idx, npy, png, pngHeader, zip } from './testing.js';

/** @import { Source } from './source.js' */

/** @param {Source[]} sources */
const refusal = (sources) =>
  open(sources, help).then(
    () => expect.unreachable(),
    ({ kind, message }) => {
      expect(kind).toBe('input');
      return message;
    },
  );

test('pictures are measured and put in order', async () => {
  const names = ['view10.png', 'view2.png', '.DS_Store', 'view1.png'];
  const sources = names.map((name, i) => file(`car/${name}`, png(4 + i, 3)));
  const { title, photos, bad, notes } = await open(sources, help);
  expect(title).toBe('car');
  expect(photos.map(({ name, width, height }) => [name, width, height])).toEqual([
    ['view1.png', 7, 3],
    ['view2.png', 5, 3],
    ['view10.png', 4, 3],
  ]);
  expect([...bad, ...notes]).toEqual([]);
});

test('what a picture is, its bytes tell', async () => {
  const { photos } = await open([file('a.txt', png(2, 2)), file('b', '<svg viewBox="0 0 20 10"/>')], help);
  expect(photos.map(({ name, kind, width, height }) => [name, kind, width, height])).toEqual([
    ['a.txt', 'png', 2, 2],
    ['b', 'svg', 256, 128],
  ]);
});

test('sub-folders are classes, folders of tests are held out', async () => {
  const paths = ['pets/train/cat/1.png', 'pets/train/dog/1.png', 'pets/test/cat/1.png'];
  const { classes, labels, heldOut } = await open(
    paths.map((path) => file(path, png(2, 2))),
    help,
  );
  expect(classes).toEqual(['cat', 'dog']);
  expect(labels).toEqual([0, 0, 1]);
  expect(heldOut).toEqual([true, false, false]);
});

test.each([
  [
    'a text file named .png',
    [file('a.png', 'hello, I am text')],
    'a.png is a text file, whatever its name says.',
  ],
  ['an empty file', [file('a.jpg')], 'a.jpg is empty.'],
  ['nothing', [], 'There are no pictures in what you brought: choose some files or another folder.'],
  [
    'a folder of junk',
    [file('a/.DS_Store', 'x'), file('a/Thumbs.db', 'x')],
    'There are no pictures in what you brought: choose some files or another folder.',
  ],
  [
    'a gigantic picture',
    [file('sky.png', pngHeader(20_000, 20_000))],
    'sky.png has 20,000 × 20,000 pixels, and more than 120 million are too many to open here: make it smaller.',
  ],
  [
    'a picture without a size',
    [file('a.png', png(2, 2).slice(0, 18))],
    'a.png is damaged: it starts as a picture does, but does not say how large it is.',
  ],
  [
    'a picture of no pixels',
    [file('a.png', pngHeader(0, 7))],
    'a.png is damaged: it starts as a picture does, but does not say how large it is.',
  ],
  [
    'an IDX whose header lies',
    [file('train.idx', idx([9, 2, 2], new Uint8Array(3)))],
    'train.idx: This file lies.',
  ],
  ['labels alone', [file('labels.idx', idx([3]))], 'labels.idx holds labels only: bring the images with it.'],
  [
    'two bad files',
    [file('a.png', 'text'), file('b.png')],
    'a.png is a text file, whatever its name says. There is nothing to use in the rest (1) either.',
  ],
  [
    'a pickle',
    [file('data_batch_1', Uint8Array.of(0x80, 2, 0x7d, 0))],
    'data_batch_1 is a Python pickle, which no page may run: bring the binary version of the data set.',
  ],
  [
    'a tarball',
    [
      file(
        'c.tar.gz',
        gzipSync(Uint8Array.from({ length: 600 }, (_, i) => 'ustar'.charCodeAt(i - 257) || 0)),
      ),
    ],
    'c.tar is a TAR archive: unpack it and bring the files themselves.',
  ],
])('%s is told in one sentence', async (_, sources, sentence) => {
  expect(await refusal(/** @type {Source[]} */ (sources))).toBe(sentence);
});

test('a bad one among good ones is named, the others are used', async () => {
  const { photos, bad } = await open(
    [file('a.png', png(2, 2)), file('b.png', 'text'), file('c.txt', 'x')],
    help,
  );
  expect(photos).toHaveLength(1);
  expect(bad).toEqual([
    'b.png is a text file, whatever its name says.',
    'c.txt is a text file, whatever its name says.',
  ]);
});

test('a ZIP is opened, one inside it is not', async () => {
  const inner = await zip({ 'x.png': new Blob([png(2, 2)]) });
  const blob = await zip({
    'pics/2.png': new Blob([png(2, 2)]),
    'pics/10.png': new Blob([png(3, 2)]),
    'pics/more.zip': inner,
  });
  const { title, photos, bad } = await open([{ path: 'set.zip', blob }], help);
  expect(title).toBe('set.zip');
  expect(photos.map(({ name }) => name)).toEqual(['2.png', '10.png']);
  expect(bad).toEqual(['more.zip is an archive inside an archive: unpack it first.']);
  expect(await refusal([{ path: 'set.zip', blob: blob.slice(0, 100) }])).toMatch(
    /^set\.zip is damaged or incomplete/,
  );
  expect(await refusal([{ path: 'set.zip', blob: await zip({}) }])).toBe(
    'set.zip holds no pictures: choose something else.',
  );
});

test('MNIST as it is published becomes one set with labels and a test part', async () => {
  const images = (/** @type {number} */ n) => gzipSync(idx([n, 2, 2], new Uint8Array(4 * n).fill(n)));
  const labels = (/** @type {number} */ n) => gzipSync(idx([n], new Uint8Array(n).fill(n)));
  const { arrays, photos, notes, bad } = await open(
    [
      file('t10k-images-idx3-ubyte.gz', images(2)),
      file('t10k-labels-idx1-ubyte.gz', labels(2)),
      file('train-images-idx3-ubyte.gz', images(5)),
      file('train-labels-idx1-ubyte.gz', labels(5)),
    ],
    help,
  );
  expect(photos).toEqual([]);
  expect([...notes, ...bad]).toEqual([]);
  expect(arrays).toMatchObject({
    train: { n: 5, height: 2, width: 2, labels: new Uint8Array(5).fill(5) },
    test: { n: 2, labels: new Uint8Array(2).fill(2) },
  });
});

test('data files of one shape are joined, others and pictures are named', async () => {
  const { arrays, bad } = await open(
    [
      file('1.idx', idx([2, 2, 2])),
      file('2.idx', idx([3, 2, 2])),
      file('3.idx', idx([3, 3, 3])),
      file('4.idx', idx([9])),
      file('5.png', png(2, 2)),
    ],
    help,
  );
  expect(arrays?.train).toMatchObject({ n: 5, labels: null });
  expect(bad).toEqual([
    '3.idx has images of 3 × 3, and the others are of 2 × 2.',
    '4.idx has 9 labels, and no file has as many images.',
    '5.png is a picture beside a data file.',
  ]);
});

test('arrays that mean more than they say are understood, and said', async () => {
  const give = (/** @type {object} */ images) => ({ read: vi.fn(async () => ({ labels: null, ...images })) });
  const one = file('x.npy', npy('|u1', '(1, 1)', Uint8Array.of(1)));
  const color = { n: 20, height: 10, width: 3, channels: 1, pixels: new Uint8Array(600) };
  const picture = await open([one], /** @type {any} */ (give(color)));
  expect(picture.arrays?.train).toMatchObject({ n: 1, height: 20, width: 10, channels: 3 });
  expect(picture.notes).toEqual(['x.npy is taken for one picture in color.']);
  const flat = { n: 2, height: 1, width: 784, channels: 1, pixels: new Uint8Array(1568) };
  const rows = await open([one], /** @type {any} */ (give(flat)));
  expect(rows.arrays?.train).toMatchObject({ height: 28, width: 28 });
  const glass = { n: 1, height: 1, width: 2, channels: 4, pixels: Uint8Array.of(0, 0, 0, 255, 9, 9, 9, 0) };
  const paper = await open([one], /** @type {any} */ (give(glass)));
  expect(paper.arrays?.train.pixels).toEqual(Uint8Array.of(0, 0, 0, 255, 255, 255));
  for (const [images, words] of /** @type {[object, RegExp][]} */ ([
    [{ n: 1, height: 300, width: 300, channels: 1 }, /^x\.npy has images of 300 × 300 pixels/],
    [{ n: 1, height: 9, width: 9, channels: 2 }, /^x\.npy has images of 2 channels/],
  ])) {
    await expect(open([one], /** @type {any} */ (give(images)))).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringMatching(words),
    });
  }
});

test('a lost engine is not the file’s fault', async () => {
  const failure = { kind: 'worker', message: 'Lost.' };
  const lost = { read: () => Promise.reject(failure) };
  await expect(open([file('a.idx', idx([1, 2, 2]))], lost)).rejects.toBe(failure);
});

test('the wait is told', async () => {
  const progress = vi.fn();
  await open([file('a.png', png(2, 2)), file('b.png', png(2, 2))], { ...help, progress });
  expect(progress.mock.calls).toEqual([
    [0, 2],
    [1, 2],
  ]);
});
