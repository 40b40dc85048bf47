// `npm run release -- FOLDER`: lays the built site over what FOLDER holds of earlier releases, whose parts stay for a
// while: a page that a reader opened before still finds what it loads later. Run `npm run build` first.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { releaseInto } from './lib/release.mjs';
import { Problem, root, script } from './lib/process.mjs';

/** Releases whose parts stay. */
const KEEP = 5;

await script(async () => {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Problem('Name the folder that is published: npm run release -- FOLDER');
  const dist = join(root, 'dist');
  if (!existsSync(join(dist, 'index.html')))
    throw new Problem('There is no site yet: run `npm run build` first.');
  const { kept, dropped } = releaseInto(dist, resolve(folder), KEEP);
  console.log(`${folder} holds the parts of ${kept} releases; ${dropped.length} old parts went.`);
});
