import { expect, test, vi } from 'vitest';
import { open } from './collection.js';
import { datasetOf, pictureOf } from './dataset.js';
import { file, help, idx, ownOf, png } from './testing.js';

/** Stands for the browser: a picture of the color its name tells, or of colors. */
const decoder = vi.fn(async (/** @type {any} */ { name }, /** @type {any} */ { height, width }) => {
  if (name.startsWith('bad')) throw { kind: 'input', message: `${name} is damaged.` };
  const gray = parseInt(name, 10);
  return Uint8Array.from({ length: height * width * 3 }, (_, i) => (Number.isNaN(gray) ? i % 256 : gray));
});

/** @param {string[]} paths */
const photos = (paths) =>
  open(
    paths.map((path) => file(path, png(40, 40))),
    help,
  );
const numbered = (/** @type {number} */ n) => Array.from({ length: n }, (_, i) => `${i}.png`);

test('one photograph is a data set for patches', async () => {
  const collection = await open([file('me.png', png(400, 300))], help);
  const set = await datasetOf(collection, ownOf('patches'), { decoder, name: 'own-2' });
  const part = { n: 1, shards: [{ file: '', n: 1, bytes: 0 }] };
  expect(set.name).toBe('own-2');
  expect(set.manifest).toEqual({
    name: 'own-2',
    title: 'me.png',
    height: 221,
    width: 295,
    channels: 3,
    classes: [],
    turntable: false,
    train: part,
    test: part,
  });
  expect(set.train).toHaveLength(221 * 295 * 3);
  expect(set.test).toEqual(set.train);
  expect(set.notes).toEqual([
    'The picture is scaled down to 295 × 221 pixels.',
    'Quality is measured on this very picture, for there are too few to hold some out.',
  ]);
  for (const experiment of ['map', 'ring', 'stack']) {
    await expect(datasetOf(collection, ownOf(experiment), { decoder })).rejects.toMatchObject({
      kind: 'input',
    });
  }
});

test('every tenth of many is held out, with its label', async () => {
  const paths = numbered(60).map((name, i) => `pets/${i % 2 ? 'dog' : 'cat'}/${name}`);
  const set = await datasetOf(await photos(paths), ownOf('map'), { decoder });
  expect(set.manifest).toMatchObject({ height: 32, width: 32, channels: 1, classes: ['cat', 'dog'] });
  expect([set.manifest.train.n, set.manifest.test.n]).toEqual([54, 6]);
  expect(set.test).toHaveLength(6 * 1024 + 6);
  expect(set.notes).toContain('Every tenth picture is held out to measure quality.');
  // Of the cats, 0, 2, … 58, come 18 and 38; then the dogs, 1, 3, … 59.
  const firstPixels = Array.from({ length: 6 }, (_, i) => set.test[i * 1024]);
  expect(firstPixels).toEqual([18, 38, 58, 19, 39, 59]);
  expect([...set.test.slice(-6)]).toEqual([0, 0, 0, 1, 1, 1]);
});

test('a folder of views is one turn, in order, all of it on both sides', async () => {
  const set = await datasetOf(
    await photos(['car/10.png', 'car/9.png', 'car/x/100.png', 'car/y/8.png']),
    ownOf('ring'),
    {
      decoder,
    },
  );
  expect(set.manifest).toMatchObject({ turntable: true, classes: [], height: 40, width: 40 });
  expect([0, 1, 2, 3].map((i) => set.train[i * 1600])).toEqual([9, 10, 100, 8]);
  expect(set.test).toEqual(set.train);
  expect(set.notes.join(' ')).toMatch(/one full turn/);
});

test('a picture that cannot be decoded is named and left out', async () => {
  const set = await datasetOf(await photos(['a.png', 'bad1.png', 'c.png']), ownOf('map'), { decoder });
  expect(set.manifest).toMatchObject({ channels: 3, train: { n: 2 } });
  expect(set.notes).toContain('Left out: bad1.png is damaged.');
  await expect(datasetOf(await photos(['bad1.png', 'bad2.png']), ownOf('map'), { decoder })).rejects.toEqual({
    kind: 'input',
    message: 'bad1.png is damaged.',
  });
  await expect(
    datasetOf(await photos(['bad1.png', '2.png']), ownOf('map'), { decoder }),
  ).rejects.toMatchObject({
    message: expect.stringMatching(/at least two/),
  });
});

test('a test folder is the held-out part', async () => {
  const set = await datasetOf(
    await photos(['s/train/1.png', 's/train/2.png', 's/test/3.png']),
    ownOf('stack'),
    {
      decoder,
    },
  );
  expect(set.manifest).toMatchObject({ height: 28, width: 28, channels: 1, train: { n: 2 }, test: { n: 1 } });
  expect(set.test[0]).toBe(3);
});

test('arrays keep their shape, their labels are classes', async () => {
  const collection = await open(
    [
      file(
        'images.idx',
        idx(
          [60, 3, 2],
          Uint8Array.from({ length: 360 }, (_, i) => Math.floor(i / 6)),
        ),
      ),
      file(
        'labels.idx',
        idx(
          [60],
          Uint8Array.from({ length: 60 }, (_, i) => i % 4),
        ),
      ),
    ],
    help,
  );
  const set = await datasetOf(collection, ownOf('map'));
  expect(set.manifest).toMatchObject({
    height: 3,
    width: 2,
    channels: 1,
    classes: ['0', '1', '2', '3'],
    test: { n: 6 },
  });
  expect([...set.test]).toEqual(
    [9, 19, 29, 39, 49, 59].flatMap((n) => Array(6).fill(n)).concat([1, 3, 1, 3, 1, 3]),
  );
  const { picture } = await pictureOf(collection);
  expect(picture).toEqual({ height: 3, width: 2, channels: 1, pixels: new Uint8Array(6) });
});

test('one picture is to be rebuilt, whatever came with it', async () => {
  const { name, picture, notes } = await pictureOf(await photos(['a/7.png', 'a/8.png']), { decoder });
  expect(name).toBe('7.png');
  expect(picture).toMatchObject({ height: 40, width: 40, channels: 3 });
  expect(picture.pixels[0]).toBe(7);
  expect(notes).toEqual([]);
});

test.each(['stack', 'codes'])(
  'pictures become small and gray for %s, as its digits are',
  async (experiment) => {
    const set = await datasetOf(await photos(['a.png', 'b.png']), ownOf(experiment), { decoder });
    expect(set.manifest).toMatchObject({ height: 28, width: 28, channels: 1 });
  },
);
