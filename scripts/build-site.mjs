// The site and the widget → dist/, and what has to hold of them: how much the element weighs before anybody comes near,
// that a figure fetches nothing of another kind, and that a server may import the widget.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'vite';
import { kilobytes } from './build-wasm.mjs';
import { Problem, root, script } from './lib/process.mjs';

/** The element with its poster, brotli: som-lab.js and all that it imports. */
const ELEMENT_LIMIT = 15_000;
/** All that a figure fetches until it stands there at rest, but for pictures and recorded results. */
const FIGURE_LIMIT = 120_000;

/** @typedef {import('vite').Rolldown.OutputChunk} Chunk */
/** @typedef {Map<string, Chunk>} Chunks  by file name */

/** @returns {Promise<Chunks>} */
async function built() {
  const made = await build({ configFile: join(root, 'vite.config.js'), logLevel: 'warn' });
  const outputs = /** @type {import('vite').Rolldown.RolldownOutput[]} */ ([made].flat());
  const chunks = outputs.flatMap(({ output }) =>
    output.flatMap((file) => (file.type === 'chunk' ? file : [])),
  );
  return new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
}

/** @param {Chunks} chunks @param {string} path  of a module below www/ @returns {Chunk} */
function chunkOf(chunks, path) {
  const id = join(root, 'www', path);
  const chunk = [...chunks.values()].find(({ moduleIds }) => moduleIds.includes(id));
  if (!chunk) throw new Problem(`www/${path} is in no part of the site.`);
  return chunk;
}

/** Those chunks, and what they import statically. @param {Chunks} chunks @param {Chunk[]} entries @returns {Set<Chunk>} */
function fetched(chunks, entries) {
  const all = new Set(entries);
  for (const { imports } of all) {
    for (const name of imports) all.add(/** @type {Chunk} */ (chunks.get(name)));
  }
  return all;
}

/** @type {Map<string, number>} */
const sizes = new Map();

/** @param {Set<Chunk>} some */
function brotli(some) {
  for (const { fileName } of some) {
    if (sizes.has(fileName)) continue;
    sizes.set(fileName, brotliCompressSync(readFileSync(join(root, 'dist', fileName))).length);
  }
  return [...some].reduce((sum, { fileName }) => sum + (sizes.get(fileName) ?? 0), 0);
}

/**
 * Modules that are of another kind, another stage, or another file of records.
 * @param {Set<Chunk>} some
 * @param {{kind: string, stage: string, file: string}} own
 */
function strangers(some, { kind, stage, file }) {
  const paths = [...some]
    .flatMap(({ moduleIds }) => moduleIds)
    .map((id) => id.slice(join(root, 'www/').length));
  const others = [
    { part: /^kinds\/([^/]+)\//, own: [kind] },
    { part: /^stages\/([^/]+)\//, own: [stage, 'shared'] },
    { part: /^catalogue\/(?!datasets|hints)(\w+)\.json/, own: [file] },
  ];
  return paths.filter((path) =>
    others.some(({ part, own }) => {
      const [, name] = part.exec(path) ?? [];
      return name !== undefined && !own.includes(name);
    }),
  );
}

/** Files of records below www/catalogue. */
const RECORDS = ['maps', 'dense', 'convolutions', 'thresholds', 'agents'];

/** @typedef {import('../www/catalogue/experiments.js').Experiment} Experiment */

/** @returns {(Experiment & {file: string})[]} */
function experiments() {
  return RECORDS.flatMap((file) => {
    const records = JSON.parse(readFileSync(join(root, `www/catalogue/${file}.json`), 'utf8'));
    return records.map((/** @type {Experiment} */ record) => ({ ...record, file }));
  });
}

/** @param {Chunks} chunks */
function checkFigures(chunks) {
  const seen = new Map();
  for (const { id, kind, page, file } of experiments()) {
    const stage = page.stage.replace(/^som-lab-|-stage$/g, '');
    const own = { kind, stage, file };
    const entries = [
      'som-lab.js',
      'element/figure-view.js',
      `kinds/${kind}/kind.js`,
      `stages/${stage}/${stage}-stage.js`,
      `catalogue/${file}.json`,
    ];
    const all = fetched(
      chunks,
      entries.map((path) => chunkOf(chunks, path)),
    );
    const odd = strangers(all, own);
    if (odd.length > 0) throw new Problem(`The figure ${id} fetches what is not its own: ${odd.join(', ')}.`);
    const bytes = brotli(all);
    if (bytes > FIGURE_LIMIT) {
      throw new Problem(
        `The figure ${id} takes ${kilobytes(bytes)} brotli, over the limit of ${kilobytes(FIGURE_LIMIT)}.`,
      );
    }
    seen.set(page.stage, { bytes, requests: all.size });
  }
  for (const [stage, { bytes, requests }] of seen) {
    console.log(`${stage}: ${kilobytes(bytes)} brotli, ${requests} requests`);
  }
}

/** @param {Chunks} chunks */
function checkElement(chunks) {
  const element = fetched(chunks, [chunkOf(chunks, 'som-lab.js')]);
  const bytes = brotli(element);
  console.log(`som-lab.js with all that it imports: ${kilobytes(bytes)} brotli`);
  if (bytes > ELEMENT_LIMIT) {
    throw new Problem(
      `The element with its poster takes ${kilobytes(bytes)} brotli, over the limit of ${kilobytes(ELEMENT_LIMIT)}: ` +
        'what it needs only for a figure is to be imported with the figure.',
    );
  }
}

/** As a server does that renders pages. */
async function checkServer() {
  try {
    await import(pathToFileURL(join(root, 'dist/som-lab.js')).href);
  } catch (thrown) {
    throw new Problem(`A server cannot import som-lab.js: ${thrown}.`);
  }
}

await script(async () => {
  const chunks = await built();
  checkElement(chunks);
  checkFigures(chunks);
  await checkServer();
});
