import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { layOut, packageOf, reached } from './package.mjs';

function folder() {
  const made = mkdtempSync(join(tmpdir(), 'som-lab-package-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test('the package holds what the element may fetch, through workers as well, and nothing of the pages', () => {
  const dist = folder();
  mkdirSync(join(dist, 'assets'));
  const write = (/** @type {string} */ path, /** @type {string} */ text) =>
    writeFileSync(join(dist, path), text);
  write('som-lab.js', 'import"./assets/element-1.js"');
  write('assets/element-1.js', 'new URL(`worker-1.js`,import.meta.url)');
  write('assets/worker-1.js', 'new URL(`engine-1.wasm`,import.meta.url)');
  write('assets/engine-1.wasm', 'page-1.js');
  write('assets/page-1.js', '');
  expect(reached(dist)).toEqual([
    'assets/element-1.js',
    'assets/engine-1.wasm',
    'assets/worker-1.js',
    'som-lab.js',
  ]);
});

test('there is no package without a site, and none of what was there is lost', () => {
  const kept = folder();
  writeFileSync(join(kept, 'package.json'), '{}');
  expect(() => layOut(folder(), kept)).toThrow('npm run build');
  expect(readdirSync(kept)).toEqual(['package.json']);
});

test('the package has the name, version and licence of the site', () => {
  const site = {
    name: 'som-lab',
    version: '1.2.3',
    description: 'd',
    license: 'MIT OR Apache-2.0',
    scripts: {},
  };
  const { scripts, ...about } = site;
  expect(packageOf(site)).toMatchObject({ ...about, type: 'module', types: './som-lab.d.ts' });
  expect(packageOf(site)).not.toHaveProperty('scripts', scripts);
});
