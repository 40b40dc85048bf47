// Everything that a fresh clone lacks: packages, engine, pictures. Node built-ins only until they are installed.
// What is there already takes no time.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildWasm } from './build-wasm.mjs';
import { prepareData } from './data.mjs';
import { Problem, isMain, must, root, script } from './lib/process.mjs';

async function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  // Inside node_modules, so that it goes when they go.
  const stamp = join(root, 'node_modules/.installed-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) {
    console.log('The npm packages are installed.');
    return;
  }
  await must('npm could not install the packages: check the network and try again.', 'npm', [
    'ci',
    '--loglevel=error',
  ]);
  writeFileSync(stamp, lock);
}

export async function setup() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Problem(`Node ${process.versions.node} is too old: install Node 20.19 or later and try again.`);
  }
  const steps = /** @type {const} */ ([
    ['npm packages', installPackages],
    ['the engine', buildWasm],
    ['the pictures', prepareData],
  ]);
  for (const [i, [title, step]] of steps.entries()) {
    console.log(`\n[${i + 1}/${steps.length}] ${title}`);
    await step();
  }
}

if (isMain(import.meta.url)) await script(setup);
