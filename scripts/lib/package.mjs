// The npm package, laid out from a built site: the element with all that it may fetch, but the data.

import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Problem, root } from './process.mjs';

const ENTRY = 'som-lab.js';

/**
 * What the element may fetch: the names that stand in its files, and in theirs.
 * @param {string} dist  the built site
 * @returns {string[]} paths below it
 */
export function reached(dist) {
  const assets = readdirSync(join(dist, 'assets'));
  const all = new Set([ENTRY]);
  for (const path of all) {
    if (!path.endsWith('.js')) continue;
    const text = readFileSync(join(dist, path), 'utf8');
    for (const name of assets) if (text.includes(name)) all.add(`assets/${name}`);
  }
  return [...all].sort();
}

/** @param {Record<string, any>} site  the package.json of the site */
export const packageOf = ({ name, version, description, license }) => ({
  name,
  version,
  description,
  license,
  type: 'module',
  exports: {
    '.': { types: './som-lab.d.ts', default: './mount.js' },
    './element': './dist/som-lab.js',
    './dist/*': './dist/*',
    './custom-elements.json': './custom-elements.json',
    './package.json': './package.json',
  },
  types: './som-lab.d.ts',
  customElements: 'custom-elements.json',
  files: ['dist', 'mount.js', 'som-lab.d.ts', 'custom-elements.json', 'LICENSE-MIT', 'LICENSE-APACHE'],
  keywords: ['self-organizing-map', 'custom-element', 'webgpu', 'webassembly'],
});

/**
 * @param {string} dist  the built site
 * @param {string} folder  which is emptied
 */
export function layOut(dist, folder) {
  if (!existsSync(join(dist, ENTRY))) throw new Problem('There is no site yet: run `npm run build` first.');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'dist/assets'), { recursive: true });
  for (const path of reached(dist)) copyFileSync(join(dist, path), join(folder, 'dist', path));
  for (const file of ['mount.js', 'som-lab.d.ts', 'custom-elements.json', 'README.md'])
    cpSync(join(root, 'www/package', file), join(folder, file));
  for (const file of ['LICENSE-MIT', 'LICENSE-APACHE']) cpSync(join(root, file), join(folder, file));
  const site = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageOf(site), null, 2)}\n`);
}
