// `npm test`: sets up what is missing, runs every check and test there is, and ends with `N passed, M failed`.
// A check without counts of its own (formatting, a lint, a build) counts as one.
//
//   npm test                   everything
//   npm test -- clippy unit    only the steps whose names contain one of these words

import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { targetDir, wasmToolchain } from './build-wasm.mjs';
import { root, run, script, seconds } from './lib/process.mjs';
import { setup } from './setup.mjs';

/**
 * @typedef {{ passed: number, failed: number }} Counts
 * @typedef {{ name: string, command: string, args: string[], env?: Record<string, string>, count?: (output: string) => Counts }} Step
 */

/**
 * Adds up what a pattern finds.
 * @param {string} text
 * @param {RegExp} pattern global, with one group: the number
 */
const sum = (text, pattern) => [...text.matchAll(pattern)].reduce((total, [, n]) => total + Number(n), 0);

/** @param {string} output */
const cargoCounts = (output) => ({
  passed: sum(output, /^test result: .* (\d+) passed/gm),
  failed: sum(output, /^test result: .* (\d+) failed/gm),
});

/** @param {string} output */
const vitestCounts = (output) => ({
  passed: sum(output, /^ +Tests .*?(\d+) passed/gm),
  failed: sum(output, /^ +Tests .*?(\d+) failed/gm),
});

/**
 * A program that an npm package brings, run by this Node.
 * @param {string} path below node_modules
 * @param {string[]} args
 */
const node = (path, ...args) => ({
  command: process.execPath,
  args: [join(root, 'node_modules', path), ...args],
});

/** The page's three modules. @returns {Promise<Step[]>} */
async function lintWasm() {
  const { cargo, args, env } = await wasmToolchain();
  return ['', 'net', 'agent', 'input', 'tools'].map((features) => {
    const shared = [
      '--lib',
      '--no-default-features',
      `--features=${features}`,
      `--target-dir=${targetDir}`,
      ...args,
      '--',
      '-D',
      'warnings',
    ];
    const name = `wasm ${features || 'engine'}`;
    // Debian has no clippy for its compiler; the compiler's own warnings are what can be had there.
    return cargo === 'cargo'
      ? { name: `clippy, ${name}`, command: cargo, args: ['clippy', ...shared], env }
      : {
          name: `compiler warnings, ${name} (no clippy there)`,
          command: cargo,
          args: ['rustc', '--profile=check', ...shared],
          env,
        };
  });
}

/** @returns {Promise<Step[]>} */
async function allSteps() {
  return [
    { name: 'rustfmt', command: 'cargo', args: ['fmt', '--check'] },
    { name: 'prettier', ...node('prettier/bin/prettier.cjs', '--check', '.') },
    {
      name: 'eslint',
      ...node('eslint/bin/eslint.js', '--config=.config/eslint.config.js', '--max-warnings=0', '.'),
    },
    { name: 'types', ...node('typescript/bin/tsc', '--project', '.config') },
    { name: 'clippy, native', command: 'cargo', args: ['clippy', '--all-targets', '--', '-D', 'warnings'] },
    ...(await lintWasm()),
    { name: 'Rust tests', command: 'cargo', args: ['test', '--no-fail-fast'], count: cargoCounts },
    {
      name: 'unit tests of the page',
      ...node('vitest/vitest.mjs', 'run', '--project=unit'),
      count: vitestCounts,
    },
    { name: 'site build', command: process.execPath, args: [join(root, 'scripts/build-site.mjs')] },
    { name: 'browser tests', ...node('vitest/vitest.mjs', 'run', '--project=browser'), count: vitestCounts },
  ];
}

/** @param {Step} step */
async function perform({ name, command, args, env, count }) {
  process.stdout.write(`${name} …`);
  const begin = performance.now();
  const result = await run(command, args, { env: { ...env, NO_COLOR: '1' }, quiet: true });
  const output = stripVTControlCharacters(result.output);
  const counts = count?.(output) ?? { passed: 0, failed: 0 };
  // A run that ended badly without a failed test, as when it does not compile, is one failure.
  if (result.code !== 0 && counts.failed === 0) counts.failed = 1;
  if (result.code === 0 && !count) counts.passed = 1;
  const verdict =
    counts.failed > 0 ? `${counts.passed} passed, ${counts.failed} FAILED` : `${counts.passed} passed`;
  console.log(` ${verdict} (${seconds(begin)})`);
  if (counts.failed > 0) console.log(`${output.trimEnd()}\n`);
  return counts;
}

/** @param {string[]} words */
async function performAll(words) {
  const total = { passed: 0, failed: 0 };
  for (const step of await allSteps()) {
    if (words.length > 0 && !words.some((word) => step.name.includes(word))) continue;
    const { passed, failed } = await perform(step);
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}

async function setupForTests() {
  await setup();
  // Only now: it needs the packages that `setup` installs.
  const { ensureBrowsers } = await import('./lib/browsers.mjs');
  console.log('\n[tests] the browsers');
  await ensureBrowsers();
}

const begin = performance.now();
let total = { passed: 0, failed: 1 };
process.on('exit', (code) => {
  console.log(`\nin ${seconds(begin)}\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = code || (total.failed > 0 || total.passed === 0 ? 1 : 0);
});
await script(async () => {
  await setupForTests();
  console.log(`\nset up in ${seconds(begin)}`);
  total = await performAll(process.argv.slice(2));
});
