/**
 * Where the record of each experiment lies, and what is known before it is fetched: what the experiment trains, and how
 * its poster is drawn.
 */

/** What an experiment trains. @typedef {'map' | 'net' | 'agent'} Kind */
/**
 * A picture of a finished run, under www/public/posters.
 * @typedef {object} Poster
 * @property {string} [of]  another experiment that it is shared with
 * @property {'ink' | 'color' | 'themed'} drawn  ink is turned over in the light, colors are the same in both themes,
 *   of the others there is one for the dark
 * @property {boolean} [narrow]  false: it is the same on a phone, for one map stands alone
 */
/**
 * @typedef {object} File
 * @property {Kind} kind
 * @property {() => Promise<{default: unknown}>} load
 * @property {Record<string, Poster>} posters  by experiment, in the order of the records
 */

/** @type {Poster} */
const INK = { drawn: 'ink' };
/** @type {Poster} */
const COLOR = { drawn: 'color' };
/** @type {Poster} */
const THEMED = { drawn: 'themed' };
const LESSON = { ...THEMED, of: 'lesson-regularization' };

/** In the order of the page. @type {File[]} */
export const FILES = [
  {
    kind: 'map',
    load: () => import('./maps.json'),
    posters: { map: { ...INK, narrow: false }, patches: COLOR, ring: COLOR, stack: INK, codes: INK },
  },
  {
    kind: 'net',
    load: () => import('./dense.json'),
    posters: { 'fc-sigma': THEMED, 'fc-two-sigmas': THEMED, order: THEMED, filters: THEMED },
  },
  {
    kind: 'net',
    load: () => import('./convolutions.json'),
    posters: { cnn: THEMED, csom: THEMED, 'two-layers': { ...THEMED, of: 'cnn' } },
  },
  {
    kind: 'net',
    load: () => import('./thresholds.json'),
    posters: { threshold: THEMED, sparse: THEMED },
  },
  {
    kind: 'agent',
    load: () => import('./agents.json'),
    posters: {
      cartpole: THEMED,
      'lesson-regularization': THEMED,
      'lesson-gamma': LESSON,
      'lesson-reward': LESSON,
      'lesson-memory': LESSON,
      'lesson-episode': LESSON,
      'lesson-mini-batch': LESSON,
      'lesson-frequency': LESSON,
      'lesson-v1': LESSON,
      pendulum: THEMED,
    },
  },
];

/** @param {string} id */
export const isKnown = (id) => FILES.some(({ posters }) => Object.hasOwn(posters, id));

/** The first experiment stands for one that is not known. @param {string} id */
export const fileOf = (id) => FILES.find(({ posters }) => Object.hasOwn(posters, id)) ?? FILES[0];

/** @param {string} id of an experiment @returns {Poster} */
export const posterOf = (id) => (isKnown(id) ? fileOf(id).posters[id] : INK);

/** The name of its poster, or of that for phones. @param {string} id of an experiment */
export const posterNames = (id) => {
  const { of = id, narrow = true } = posterOf(id);
  return { wide: of, narrow: narrow ? `${of}-narrow` : '' };
};

/** @param {string} id of an experiment @returns {Kind} of its runs */
export const kindOf = (id) => fileOf(id).kind;
