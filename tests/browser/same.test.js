// People's pictures give the page and the lab the same samples, byte for byte: 500 small ones of every kind, dropped on
// the built page and read natively.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/lib/process.mjs';
import { open } from './open.js';

/** @import { SomLab } from '../../www/element/som-lab.js' */

const N = 500;

/** @type {Awaited<ReturnType<typeof open>>} */
let opened;
/** @type {string} */
let folder;

/** A number below n that looks random. @param {number} n */
const below = (n) => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
};
let state = 20_26;

/**
 * Pixels that run smoothly, with some noise.
 * @param {number} width
 * @param {number} height
 * @param {number} channels
 */
function pixels(width, height, channels) {
  const slope = Array.from({ length: channels }, () => [below(9) - 4, below(9) - 4, below(256)]);
  const noise = below(30);
  return Uint8ClampedArray.from({ length: width * height * channels }, (_, i) => {
    const [dx, dy, base] = slope[i % channels];
    const at = Math.floor(i / channels);
    return base + dx * (at % width) + dy * Math.floor(at / width) + below(noise + 1);
  });
}

/** @param {number} width @param {number} height */
function bmp(width, height) {
  const stride = Math.ceil((3 * width) / 4) * 4;
  const bytes = Buffer.alloc(54 + stride * height);
  bytes.write('BM');
  for (const [at, value] of [
    [2, bytes.length],
    [10, 54],
    [14, 40],
    [18, width],
    [22, height],
    [34, stride * height],
  ])
    bytes.writeUInt32LE(value, at);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  const rgb = pixels(width, height, 3);
  for (let y = 0; y < height; y++)
    bytes.set(rgb.subarray(3 * width * y, 3 * width * (y + 1)), 54 + stride * y);
  return bytes;
}

/** Written by other programs: a moving one, one that is turned, one of glass. */
const RECORDED = ['moving.gif', 'turned.jpg', 'glass.png'];

/** @param {number} i @returns {Promise<Uint8Array>} */
async function picture(i) {
  if (i < RECORDED.length) return readFileSync(new URL(`fixtures/pictures/${RECORDED[i]}`, import.meta.url));
  const [width, height] = [8 + below(90), 8 + below(90)];
  if (i % 5 === 0) {
    const channels = /** @type {1 | 2 | 3 | 4} */ (1 + below(4));
    const depth = below(2) === 0 ? 8 : 16;
    const eight = pixels(width, height, channels);
    const data = depth === 8 ? Uint8Array.from(eight) : Uint16Array.from(eight, (v) => v * 257 - below(200));
    return encode({ width, height, channels, depth, data });
  }
  if (i % 5 === 1) return bmp(width, height);
  // The rest as a browser writes it.
  const type = i % 5 === 2 ? 'image/webp' : i % 10 === 3 ? 'image/png' : 'image/jpeg';
  const rgba = pixels(width, height, 4);
  const base64 = await opened.page.evaluate(
    async (base64, width, height, type, quality) => {
      const bytes = Uint8ClampedArray.from(atob(base64), (letter) => letter.charCodeAt(0));
      const canvas = new OffscreenCanvas(width, height);
      canvas.getContext('2d')?.putImageData(new ImageData(bytes, width, height), 0, 0);
      const blob = await canvas.convertToBlob({ type, quality });
      return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
    },
    Buffer.from(rgba).toString('base64'),
    width,
    height,
    type,
    0.3 + below(70) / 100,
  );
  return Buffer.from(base64, 'base64');
}

beforeAll(async () => {
  opened = await open('chromium-cpu', 'dist', 'playground.html');
  await opened.page.waitForSelector('som-lab');
  folder = mkdtempSync(join(tmpdir(), 'som-lab-same-'));
  for (let i = 0; i < N; i++) {
    const inside = join(folder, i % 2 === 0 ? 'even' : 'odd');
    mkdirSync(inside, { recursive: true });
    writeFileSync(join(inside, `${i}.bin`), await picture(i));
  }
}, 120_000);
afterAll(async () => {
  await opened?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/**
 * What the page makes of the folder.
 * @param {string} experiment
 */
async function ofPage(experiment) {
  await opened.page.$eval(
    'som-lab',
    (lab, experiment) => {
      /** @type {SomLab} */ (lab).experiment = experiment;
    },
    experiment,
  );
  await opened.page.waitForFunction(
    (experiment) => {
      const lab = /** @type {SomLab} */ (document.querySelector('som-lab'));
      return lab.figure?.experiment === experiment && lab.renderRoot.querySelector('som-lab-input');
    },
    {},
    experiment,
  );
  const chooser = await opened.page.evaluateHandle(() => {
    const lab = /** @type {SomLab} */ (document.querySelector('som-lab'));
    const input = /** @type {HTMLElement} */ (lab.renderRoot.querySelector('som-lab-input'));
    const heard = new Promise((resolve) => {
      for (const type of ['dataset', 'failure'])
        input.addEventListener(type, (event) => resolve(/** @type {CustomEvent} */ (event).detail), {
          once: true,
        });
    });
    Object.assign(globalThis, { heard });
    return /** @type {HTMLInputElement} */ (input.shadowRoot?.querySelector('#folder'));
  });
  await chooser.uploadFile(folder);
  return opened.page.evaluate(async () => {
    const { manifest, train, test, message } = await /** @type {any} */ (globalThis).heard;
    if (message) throw new Error(message);
    // FNV-1a, 64 bits, as the lab has it.
    const [low, high] = [0x1b3, 0x100];
    let [a, b] = [0x84222325, 0xcbf29ce4];
    for (const bytes of [train, test])
      for (const byte of bytes) {
        a = (a ^ byte) >>> 0;
        const product = a * low;
        b = (Math.imul(b, low) + Math.imul(a, high) + Math.floor(product / 2 ** 32)) >>> 0;
        a = product >>> 0;
      }
    const digits = (/** @type {number} */ word) => word.toString(16).padStart(8, '0');
    return { fingerprint: digits(b) + digits(a), train: manifest.train.n, test: manifest.test.n };
  });
}

/** @param {string} experiment */
function ofLab(experiment) {
  const args = [experiment, '--data', folder, '--backend', 'cpu', '--json', '--epochs', '0.001'];
  const small = ['--set', 'rows=2', 'cols=2', 'sigma.start=1'];
  const lines = execFileSync(join(root, 'target/debug/lab'), [...args, ...small], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { fingerprint, train, test } = JSON.parse(lines.split('\n')[0]);
  return { fingerprint, train, test };
}

test.each(['map', 'patches', 'stack'])(
  '%s learns from the same samples in page and lab',
  async (experiment) => {
    const found = await ofPage(experiment);
    expect(found).toMatchObject({ train: N - N / 10, test: N / 10 });
    expect(found).toEqual(ofLab(experiment));
  },
);
