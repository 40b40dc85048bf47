/**
 * All the work on what a visitor brings, in one piece that is loaded when somebody brings something.
 */

import { open } from './collection.js';
import { datasetOf, pictureOf } from './dataset.js';

/** @import { Source } from './source.js' */
/** @import { Collection, Help } from './collection.js' */

/**
 * Something to learn from.
 * @param {Source[]} sources
 * @param {{own: import('../catalogue/experiments.js').Own, name: string} & Required<Help>} how
 * @returns {Promise<import('./dataset.js').OwnSet>}
 */
export async function toLearnFrom(sources, { own, name, read, progress }) {
  return datasetOf(await open(sources, { read, progress }), own, { name, progress });
}

/**
 * One picture, to be rebuilt with what a map has learned.
 * @param {Source[]} sources
 * @param {Required<Help>} help
 */
export async function toRebuild(sources, help) {
  return pictureOf(await open(sources, help));
}
