/**
 * What cannot stand together in a configuration, though each value may be had. What else the engine refuses, it says
 * itself.
 */

import { MOST_UNITS } from './setting.js';

/** @import { Kind } from '../catalogue/experiments.js' */
/** @import { Hidden } from '../engine/net-protocol.js' */
/** @import { State } from './state.js' */

/** @param {number} n */
const whole = (n) => n.toLocaleString('en-US');

/**
 * By kind: the settings that are looked at, and what is wrong with them, by key.
 * @type {Partial<Record<Kind, {keys: string[], find: (config: any) => Record<string, string>}>>}
 */
const RULES = {
  map: {
    keys: ['rows', 'cols', 'lattice', 'patch.size', 'patch.stride'],
    find: ({ rows, cols, patch }) => {
      /** @type {Record<string, string>} */
      const wrong = {};
      if (rows * cols > MOST_UNITS.map) {
        wrong.cols = `A map can have ${whole(MOST_UNITS.map)} neurons at most; ${rows} × ${cols} would be ${whole(rows * cols)}.`;
      }
      if (patch.size > 0 && patch.stride > patch.size) {
        wrong['patch.stride'] =
          `A stride beyond the patch size leaves gaps; it can be ${patch.size} at most.`;
      }
      return wrong;
    },
  },
  net: {
    keys: ['hidden'],
    find: ({ hidden }) => {
      /** @param {Hidden} layer */
      const ways = ({ winners, keep, pruned }) => [winners > 0, keep < 1, pruned > 0].filter(Boolean).length;
      const doubled = hidden.findIndex((/** @type {Hidden} */ layer) => ways(layer) > 1);
      if (doubled < 0) return {};
      return {
        [`hidden.${doubled}.winners`]:
          'A layer is thinned out in one way: choose one of winners, dropout and pruning.',
      };
    },
  },
};

/**
 * @param {Kind} kind
 * @param {State} state
 * @returns {Record<string, string>} empty when nothing is wrong
 */
export const conflicts = (kind, { config }) => RULES[kind]?.find(config) ?? {};

/** Settings that are taken back together where there are conflicts. @param {Kind} kind */
export const conflicting = (kind) => RULES[kind]?.keys ?? [];
