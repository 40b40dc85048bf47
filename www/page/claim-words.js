/**
 * All claims in order, and how many of them hold.
 */

import { plural } from '../math/format.js';

/** @import { SummaryClaim } from '../catalogue/recorded.js' */
/** @typedef {Record<string, import('../catalogue/experiments.js').Experiment>} Experiments */
/** @typedef {{note: number, agrees: number, disagrees: number, noise: number, open: number, ours: number}} Counts */

/** @param {Pick<SummaryClaim, 'by' | 'verdict'>[]} claims @returns {Counts} */
export function countsOf(claims) {
  const note = claims.filter(({ by }) => by !== 'ours');
  const of = (/** @type {string} */ word) => note.filter(({ verdict }) => verdict === word).length;
  const [agrees, disagrees, noise] = ['agrees', 'disagrees', 'within the noise'].map(of);
  const open = note.length - agrees - disagrees - noise;
  return { note: note.length, agrees, disagrees, noise, open, ours: claims.length - note.length };
}

/**
 * Claims that were tried on the pictures of their figure.
 * @param {SummaryClaim[]} claims
 * @param {Experiments} experiments
 */
export const usual = (claims, experiments) =>
  claims.filter(({ experiment, dataset }) => dataset === (experiments[experiment]?.dataset ?? null));

/**
 * Figures of the lab, which calls variants by their names, with the titles that the page has.
 * @param {import('../catalogue/experiments.js').Experiment} experiment
 * @param {string} figures
 */
export const titled = ({ variants }, figures) =>
  figures
    .split(', ')
    .map((part) => {
      const variant = variants.find(({ name }) => part.startsWith(`${name} `));
      return variant ? `${variant.title}:${part.slice(variant.name.length)}` : part;
    })
    .join(', ');

/** @param {number} n @param {string} one @param {string} many */
const verb = (n, one, many) => `${n} ${n === 1 ? one : many}`;

/** @param {Counts} counts */
export function countsText({ note, agrees, disagrees, noise, open, ours }) {
  const parts = [
    verb(agrees, 'holds', 'hold'),
    verb(disagrees, 'does not', 'do not'),
    `${verb(noise, 'is', 'are')} within the noise`,
    ...(open > 0 ? [`${verb(open, 'is', 'are')} open`] : []),
  ];
  const last = parts.pop();
  const own = ours > 0 ? ` ${ours} more ${ours === 1 ? 'is' : 'are'} ours.` : '';
  return `Of ${plural(note, 'claim')} of the note, ${parts.join(', ')} and ${last}.${own}`;
}

/**
 * Claims by experiment, in the order of the page; in each the note's come first.
 * @param {SummaryClaim[]} claims
 * @param {Experiments} experiments  in that order
 */
export function grouped(claims, experiments) {
  return Object.values(experiments).flatMap((experiment) => {
    const own = claims.filter((claim) => claim.experiment === experiment.id);
    const sorted = [...own.filter(({ by }) => by !== 'ours'), ...own.filter(({ by }) => by === 'ours')];
    return sorted.length > 0 ? [{ experiment, claims: sorted }] : [];
  });
}
