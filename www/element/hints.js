/**
 * What a figure says of its runs: one hint at a time, the most important first, and each but once.
 */

import { HINTS, hintsOf } from '../catalogue/hints.js';
import { get } from '../settings/tree.js';

/** @import { Settings } from '../catalogue/experiments.js' */
/** @typedef {import('./figure.js').Figure<any>} Figure */

/**
 * @typedef {object} FigureHint
 * @property {string} id
 * @property {string} of  the run that it speaks of, where it does not speak of all
 * @property {string} says
 * @property {Settings} set  what is the visitor's to change, and is not so yet
 */

export class Hints {
  constructor() {
    /** @type {FigureHint | null} */
    this.shown = null;
    /** Those that were shown: mended, dismissed, or outlived. @type {Set<string>} */
    this.gone = new Set();
  }

  /** @param {Figure} figure */
  update(figure) {
    const found = figure.lead.session ? foundOf(figure) : [];
    const again = found.find(({ id }) => id === this.shown?.id);
    if (this.shown && !again) this.dismiss();
    this.shown = again ?? found.find(({ id }) => !this.gone.has(id)) ?? null;
  }

  dismiss() {
    if (this.shown) this.gone.add(this.shown.id);
    this.shown = null;
  }
}

/** @param {Figure} figure @returns {FigureHint[]} */
function foundOf(figure) {
  const { runs, kind, model } = figure;
  const all = runs.map((run) => ({ run, hints: hintsOf(kind, model.facts(run)) }));
  return HINTS.flatMap(({ id }) => {
    const told = all.flatMap(({ run, hints }) => {
      const hint = hints.find((one) => one.id === id);
      return hint ? [{ run, hint }] : [];
    });
    if (told.length === 0) return [];
    const [{ run, hint }] = told;
    const set = Object.entries(hint.set).filter(
      ([key, value]) => !figure.varies(key) && get(run.state.config, key) !== value,
    );
    const of = told.length < runs.length ? run.title : '';
    return [{ id, of, says: hint.says, set: Object.fromEntries(set) }];
  });
}
