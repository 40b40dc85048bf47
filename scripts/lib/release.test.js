import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { releaseInto } from './release.mjs';

/** @type {string} */
let top;
beforeEach(() => void (top = mkdtempSync(join(tmpdir(), 'release-'))));
afterEach(() => rmSync(top, { recursive: true }));

/** @param {Record<string, string>} files */
function build(files) {
  const dist = join(top, 'dist');
  rmSync(dist, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(dist, path, '..'), { recursive: true });
    writeFileSync(join(dist, path), text);
  }
  return dist;
}

test('the parts of the last releases stay, older ones go, and everything else is the newest', () => {
  const site = join(top, 'site');
  const release = (/** @type {string} */ n, /** @type {Record<string, string>} */ more = {}) =>
    releaseInto(
      build({ 'index.html': n, [`assets/main-${n}.js`]: n, 'assets/same.js': n, ...more }),
      site,
      2,
    );
  release('1', { 'old.html': '', 'data/gone.gz': '' });
  writeFileSync(join(site, '.nojekyll'), '');
  expect(release('2', { 'data/new.gz': '' })).toEqual({ kept: 2, dropped: [] });
  const assets = () => readdirSync(join(site, 'assets')).sort();
  expect(assets()).toEqual(['main-1.js', 'main-2.js', 'releases.json', 'same.js']);
  expect(release('3')).toEqual({ kept: 2, dropped: ['main-1.js'] });
  expect(assets()).toEqual(['main-2.js', 'main-3.js', 'releases.json', 'same.js']);
  expect(readFileSync(join(site, 'index.html'), 'utf8')).toBe('3');
  expect(readFileSync(join(site, 'assets/same.js'), 'utf8')).toBe('3');
  expect(existsSync(join(site, 'old.html'))).toBe(false);
  expect(existsSync(join(site, 'data'))).toBe(false);
  expect(existsSync(join(site, '.nojekyll'))).toBe(true);
});
