/**
 * Where the record of each experiment lies, and what is known before it is fetched: what the experiment trains, and how
 * its poster is drawn.
 */

/** What an experiment trains. @typedef {'map' | 'net' | 'agent'} Kind */
/** `ink` is turned over in the light, `color` is one for both themes, `themed` has a twin for the dark.
 * @typedef {'ink' | 'color' | 'themed'} Drawn */
/**
 * @typedef {object} File
 * @property {Kind} kind
 * @property {() => Promise<{default: unknown}>} load
 * @property {Record<string, Drawn>} posters  by id, in the order of the records
 */

const json = /** @type {const} */ ({ with: { type: 'json' } });

/** @param {...string} ids @returns {Record<string, Drawn>} */
const themed = (...ids) => Object.fromEntries(ids.map((id) => [id, 'themed']));

/** In the order of the page. @type {File[]} */
export const FILES = [
  {
    kind: 'map',
    load: () => import('./maps.json', json),
    posters: { map: 'ink', patches: 'color', ring: 'color', stack: 'ink', codes: 'ink' },
  },
  {
    kind: 'net',
    load: () => import('./dense.json', json),
    posters: themed('fc-sigma', 'fc-two-sigmas', 'order', 'filters'),
  },
  {
    kind: 'net',
    load: () => import('./convolutions.json', json),
    posters: themed('cnn', 'csom', 'two-layers'),
  },
  {
    kind: 'net',
    load: () => import('./thresholds.json', json),
    posters: themed('threshold', 'sparse'),
  },
  {
    kind: 'agent',
    load: () => import('./agents.json', json),
    posters: themed(
      'cartpole',
      'lesson-regularization',
      'lesson-gamma',
      'lesson-reward',
      'lesson-memory',
      'lesson-episode',
      'lesson-mini-batch',
      'lesson-frequency',
      'lesson-v1',
      'pendulum',
    ),
  },
];

/** The first experiment stands for one that is not known. @param {string} id */
export const fileOf = (id) => FILES.find(({ posters }) => Object.hasOwn(posters, id)) ?? FILES[0];

/** @param {string} id of an experiment @returns {Drawn} */
export const drawnOf = (id) => fileOf(id).posters[id] ?? 'ink';

/** @param {string} id of an experiment @returns {Kind} of its runs */
export const kindOf = (id) => fileOf(id).kind;
