// System packages: installed where we may (Debian, as root), asked for in one sentence elsewhere.

import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem, ask, run } from './process.mjs';

export const canInstall = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;

/** @param {string} name */
const isInstalled = (name) => ask('dpkg-query', '-W', '-f=${Status}', name)?.endsWith(' installed') ?? false;

/**
 * @param {string} what what the packages are for, as in "The browser tests need"
 * @param {string[]} packages names in Debian
 */
export async function ensurePackages(what, packages) {
  if (existsSync('/usr/bin/dpkg-query')) packages = packages.filter((name) => !isInstalled(name));
  if (packages.length === 0) return;
  const names = packages.join(' ');
  if (!canInstall) {
    throw new Problem(
      `${what} these Debian packages, or what your system calls them: ${names}. Install them and try again.`,
    );
  }
  console.log(`Installing ${names} with apt-get.`);
  // Mirrors hiccup: three tries, the index fetched anew each time.
  let output = '';
  for (let attempt = 0; attempt < 3; attempt++) {
    if (attempt > 0) await sleep(5000 * attempt);
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const update = await run('apt-get', ['update', '-qq'], { env, quiet: true });
    const install = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      env,
      quiet: true,
    });
    if (install.code === 0) return;
    output = update.output + install.output;
  }
  throw new Problem(
    `${output.trimEnd()}\n${what} ${names}, and apt-get could not install them. Install them by hand and try again.`,
  );
}
