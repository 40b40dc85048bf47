/**
 * What somebody who knows maps would say at a glance: records that the lab reads too (src/experiment/hints.rs), held
 * against the same table (tests/reference/hints.json).
 */

import records from './hints.json' with { type: 'json' };

/** @import { Kind, Settings } from './experiments.js' */

/** What is known of a run, by name; what is not known is undefined. @typedef {Record<string, number | boolean | null | undefined>} Facts */
/** @typedef {{fact: string, above?: number, least?: number, below?: number, is?: number | boolean}} Condition */

/**
 * @typedef {object} HintRecord
 * @property {string} id
 * @property {Kind | null} kind  null: of every kind
 * @property {Condition[]} when  all must hold
 * @property {string} says  one sentence; `{fact}` stands for its value, `{fact %}` for a share in percent
 * @property {Settings} [set]  that mend it; "{fact}" stands for its value
 */

/** @typedef {{id: string, says: string, set: Settings}} Hint  `set` is empty where no setting mends it */

/** The most important first. */
export const HINTS = /** @type {HintRecord[]} */ (/** @type {unknown} */ (records));

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

/** Nothing can be said of a fact that is not known. @param {Condition} condition @param {Facts} facts */
function holds({ fact, above, least, below, is }, facts) {
  const value = facts[fact] ?? undefined;
  if (value === undefined) return false;
  if (is !== undefined) return value === is;
  const amount = Number(value);
  return amount > (above ?? -Infinity) && amount >= (least ?? -Infinity) && amount < (below ?? Infinity);
}

/** @param {string} says @param {Facts} facts */
const worded = (says, facts) =>
  says.replace(/\{(\w+)( %)?\}/g, (_, fact, share) =>
    share ? `${number.format(Math.round(100 * Number(facts[fact])))} %` : number.format(Number(facts[fact])),
  );

/** @param {Settings} set @param {Facts} facts @returns {Settings} */
function filled(set, facts) {
  const entries = Object.entries(set).map(([key, value]) => {
    const [, fact] = /^\{(\w+)\}$/.exec(String(value)) ?? [];
    return /** @type {const} */ ([key, fact ? (facts[fact] ?? undefined) : value]);
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/**
 * @param {Kind} kind
 * @param {Facts} facts
 * @returns {Hint[]} the most important first
 */
export function hintsOf(kind, facts) {
  const found = HINTS.filter(
    (hint) => (hint.kind ?? kind) === kind && hint.when.every((condition) => holds(condition, facts)),
  );
  return found.map(({ id, says, set = {} }) => ({ id, says: worded(says, facts), set: filled(set, facts) }));
}
