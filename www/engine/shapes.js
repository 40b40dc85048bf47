/**
 * The shapes of the kernels' tiles that suit an adapter: measured once, and kept by the browser.
 */

import { VERSION } from './protocol.js';

/** @import { BackendInfo } from './protocol.js' */

const STORE = 'som-lab-shapes';

/** A cache keeps answers under addresses; nobody asks for this one. @param {string} key */
const address = (key) => `https://som-lab.invalid/${encodeURIComponent(key)}`;

/** @param {string} key @returns {Promise<string | undefined>} */
async function kept(key) {
  try {
    return await (await (await caches.open(STORE)).match(address(key)))?.text();
  } catch {
    return undefined;
  }
}

/** @param {string} key @param {string} shapes */
async function keep(key, shapes) {
  try {
    await (await caches.open(STORE)).put(address(key), new Response(shapes));
  } catch {
    // Next time they are measured again.
  }
}

/** What is being found out, one after the other: two measurements at once would disturb one another. */
let finding = Promise.resolve();

/**
 * Has an engine go on with the shapes that suit its adapter; where they cannot be measured, it keeps those it has. One
 * that is emulated in software has the first ones.
 * @param {{set_shapes?: (shapes: string) => boolean}} engine
 * @param {BackendInfo} info
 * @param {() => Promise<string>} measure
 */
export async function takeShapes(engine, { backend, software, adapter }, measure) {
  if (backend !== 'gpu' || software || !engine.set_shapes) return;
  const set = engine.set_shapes.bind(engine);
  finding = finding.then(() => find(set, `${adapter} ${VERSION}`, measure)).catch(() => {});
  await finding;
}

/**
 * @param {(shapes: string) => boolean} set
 * @param {string} key
 * @param {() => Promise<string>} measure
 */
async function find(set, key, measure) {
  if (set((await kept(key)) ?? '')) return;
  const shapes = await measure();
  set(shapes);
  await keep(key, shapes);
}
