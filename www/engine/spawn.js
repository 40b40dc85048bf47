/**
 * The engine's worker, and where its data lie.
 */

import { spawn } from './start.js';
import workerUrl from './worker.js?worker&url';

/** @returns {Worker} */
export const spawnEngine = () => spawn(new URL(workerUrl, import.meta.url).href, 'som-lab engine');

/**
 * Where the data lie: one level above the worker, in development and in the built site alike.
 * @returns {string}
 */
export function dataUrl() {
  return new URL('../data/', new URL(workerUrl, import.meta.url)).href;
}
