// A release laid over the ones before it: a reader who has an old page open still finds the parts that it loads later.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where parts lie whose names change with their contents. */
const ASSETS = 'assets';
const LIST = 'releases.json';

/** @typedef {{files: string[]}} Release  the names of its assets */

/** @param {string} folder @returns {Release[]} the newest last */
function releasesIn(folder) {
  const list = join(folder, ASSETS, LIST);
  return existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
}

/**
 * Makes `folder` the site of `dist`, with the assets of the last `keep` releases. What begins with a dot stays.
 * @param {string} dist
 * @param {string} folder
 * @param {number} keep
 * @returns {{kept: number, dropped: string[]}} releases whose assets are there, and assets that went
 */
export function releaseInto(dist, folder, keep) {
  const files = readdirSync(join(dist, ASSETS)).sort();
  const releases = [...releasesIn(folder), { files }].slice(-keep);
  mkdirSync(folder, { recursive: true });
  const fresh = new Set(readdirSync(dist));
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.') || name === ASSETS) continue;
    // Folders are laid anew, so that nothing of before stays in them.
    if (!fresh.has(name) || name === 'data') rmSync(join(folder, name), { recursive: true });
  }
  cpSync(dist, folder, { recursive: true });
  const wanted = new Set(releases.flatMap((release) => release.files));
  const dropped = readdirSync(join(folder, ASSETS)).filter((name) => name !== LIST && !wanted.has(name));
  for (const name of dropped) rmSync(join(folder, ASSETS, name), { recursive: true });
  writeFileSync(join(folder, ASSETS, LIST), `${JSON.stringify(releases, null, 1)}\n`);
  return { kept: releases.length, dropped };
}
