// Running other programs, and saying plainly what went wrong. Node built-ins only: `npm start` needs this
// before anything is installed.

import { spawn, spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A failure somebody can act on: its message is all that is printed. */
export class Problem extends Error {}

/**
 * @typedef {{ cwd?: string, env?: Record<string, string | undefined>, quiet?: boolean }} RunOptions
 *   `quiet` collects the output instead of showing it.
 */

/**
 * Runs a program to its end, from the top of the repository.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { cwd = root, env = {}, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ code: 127, output: `${command}: ${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}

/**
 * As `run`, but a failure is a Problem: the sentence, and the output where it was not shown already.
 * @param {string} sentence
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 */
export async function must(sentence, command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Problem(`${output.trimEnd()}\n${sentence}`.trim());
  return output;
}

/**
 * The first line a program prints, or null where it cannot be run.
 * @param {string} command
 * @param {string[]} args
 * @returns {string | null}
 */
export function ask(command, ...args) {
  const { status, stdout } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0].trim() : null;
}

/**
 * Runs a script's main function; a Problem ends it with its sentence, anything else with its trace. Servers and
 * browsers that are still open end with it.
 * @param {() => Promise<void>} main
 */
export async function script(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Problem ? `\n${error.message}` : error);
    process.exit(1);
  }
}

/**
 * True in the file that node was asked to run, false where it was imported.
 * @param {string} url import.meta.url
 */
export function isMain(url) {
  return realpathSync(process.argv[1]) === fileURLToPath(url);
}

/** @param {number} since milliseconds, from performance.now() */
export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
