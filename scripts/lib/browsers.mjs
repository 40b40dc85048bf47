// The browsers that the tests, the bench and the screenshots drive.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, extname, join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { canInstall, ensurePackages } from './debian.mjs';
import { Problem, root } from './process.mjs';

/** @param {string[]} names */
const find = (names) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(existsSync);

const chromium = () =>
  process.env.SOM_LAB_CHROMIUM ??
  find(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);
const firefox = () => process.env.SOM_LAB_FIREFOX ?? find(['firefox-esr', 'firefox']);

/** Browsers, and a software Vulkan for the native tests: what a fresh Debian lacks. */
export async function ensureBrowsers() {
  if (canInstall) {
    const missing = [chromium() ? [] : 'chromium', firefox() ? [] : 'firefox-esr', 'mesa-vulkan-drivers'];
    await ensurePackages('The tests need', missing.flat());
  }
  for (const [name, variable, path] of [
    ['Chromium or Chrome', 'SOM_LAB_CHROMIUM', chromium()],
    ['Firefox', 'SOM_LAB_FIREFOX', firefox()],
  ]) {
    if (!path)
      throw new Problem(`The browser tests need ${name}: install it, or name its program in ${variable}.`);
  }
}

const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/**
 * @typedef {'chromium-webgpu' | 'chromium-cpu' | 'firefox-webgpu'} BrowserKind
 * @param {BrowserKind} kind
 */
export async function launch(kind) {
  if (kind === 'firefox-webgpu') {
    return puppeteer.launch({
      browser: 'firefox',
      executablePath: firefox(),
      protocolTimeout: 0,
      extraPrefsFirefox: {
        'dom.webgpu.enabled': true,
        'dom.webgpu.workers.enabled': true,
        'gfx.webgpu.ignore-blocklist': true,
      },
    });
  }
  // Without these switches headless Chromium has no adapter: the way of a visitor without WebGPU.
  const webgpu = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
  return puppeteer.launch({
    executablePath: chromium(),
    // Whoever calls knows how long a thing may take.
    protocolTimeout: 0,
    args: kind === 'chromium-webgpu' ? [...CHROMIUM_ARGS, ...webgpu] : CHROMIUM_ARGS,
  });
}

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/**
 * Serves a folder of the repository as it lies there, as the plainest of web hosts would.
 * @param {string} folder
 * @param {(path: string) => void} [asked]  hears of every file that is sent, by its path in the file system
 * @param {{headers?: Record<string, string>, untyped?: string[]}} [host]  further headers; endings that it does not know
 */
export async function serve(folder, asked = () => {}, { headers = {}, untyped = [] } = {}) {
  const base = join(root, folder);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = join(base, decodeURIComponent(pathname), pathname.endsWith('/') ? 'index.html' : '');
    const file = path.startsWith(base) && statSync(path, { throwIfNoEntry: false });
    if (!file || !file.isFile()) {
      response.writeHead(404).end();
      return;
    }
    asked(path);
    const ending = extname(path);
    const type = (!untyped.includes(ending) && TYPES[ending]) || 'application/octet-stream';
    response.writeHead(200, {
      'content-type': type,
      'content-length': file.size,
      'access-control-allow-origin': '*',
      ...headers,
    });
    createReadStream(path).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, 'localhost', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://localhost:${port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
