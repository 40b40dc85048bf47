/**
 * The data sets, as records that the lab reads too: what the page calls each. Shapes are not here: they come with the
 * data.
 */

import datasets from './datasets.json' with { type: 'json' };

/** @import { Manifest } from '../engine/protocol.js' */

/**
 * @typedef {object} DatasetWords
 * @property {string} title
 * @property {string} subject
 * @property {string} menu
 * @property {string} one
 * @property {string} many
 * @property {boolean} served  it comes from the server, in shards; else it is drawn here
 * @property {boolean} ink  gray pictures that may be drawn as ink on paper
 * @property {boolean} labelled  its pictures have classes
 * @property {[number, number][]} strip  held-out pictures to choose from, each with its class; -1 where there is none
 */

export const DATASETS = /** @type {Record<string, DatasetWords>} */ (/** @type {unknown} */ (datasets));

/** The visitor's own sets on this page. @type {Map<string, DatasetWords>} */
const own = new Map();

/** @param {string} name */
export const isOwn = (name) => own.has(name);

/** Names and menu words of the visitor's own sets. @returns {[string, string][]} */
export const ownSets = () => [...own].map(([name, { menu }]) => [name, menu]);

const MOST_IN_STRIP = 12;

/**
 * A visitor has brought pictures.
 * @param {string} name
 * @param {Pick<Manifest, 'title' | 'classes' | 'turntable' | 'train' | 'test'>} manifest
 */
export function addOwn(name, { title, classes, turntable, train, test }) {
  const alone = train.n === 1;
  const [one, many] = turntable ? ['view', 'views'] : ['picture', 'pictures'];
  const subject = alone ? 'Your own picture' : 'Your own pictures';
  const labelled = classes.length > 0;
  const strip = unlabelled(evenly(test.n, MOST_IN_STRIP));
  own.set(name, { ...OTHER, title, subject, menu: title, one, many, labelled, strip });
}

/**
 * At most `most` of the numbers below n, evenly spread.
 * @param {number} n
 * @param {number} most
 */
export function evenly(n, most) {
  const length = Math.min(n, most);
  return Array.from({ length }, (_, i) => Math.floor((i * n) / length));
}

/**
 * @param {number[]} images
 * @returns {[number, number][]}
 */
function unlabelled(images) {
  return images.map((image) => [image, -1]);
}

/** @type {DatasetWords} */
const OTHER = {
  title: '',
  subject: 'Pictures',
  menu: '',
  one: 'picture',
  many: 'pictures',
  served: false,
  ink: false,
  labelled: false,
  strip: [[0, -1]],
};

/**
 * @param {string | null} name  null: there are no pictures
 * @returns {DatasetWords}
 */
export function wordsOf(name) {
  if (name === null) return OTHER;
  return DATASETS[name] ?? own.get(name) ?? { ...OTHER, title: name, menu: name };
}
