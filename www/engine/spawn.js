/**
 * The engine's worker, and where its data lie.
 */

import { dataPlace } from './data-place.js';
import { spawn } from './start.js';
import workerUrl from './worker.js?worker&url';

/** @returns {Worker} */
export const spawnEngine = () => spawn(new URL(workerUrl, import.meta.url).href, 'som-lab engine');

/**
 * Where the data lie: where the page says, or one level above the worker, in development and in the built site alike.
 * @returns {string}
 */
export function dataUrl() {
  if (dataPlace.url) return dataPlace.url;
  return new URL('../data/', new URL(workerUrl, import.meta.url)).href;
}
