/**
 * The address after '#' as the figure's state: read when it changes, written a moment after the settings do. Where it
 * names a place of the page, such as a chapter, it is no state.
 */

import { experimentIn, fromHash, toHash } from '../settings/hash.js';
import { flat, startOf } from '../settings/state.js';

/** @import { Figure } from './figure.js' */

export class Address {
  constructor() {
    /** @type {string | null} what it says, or would say if the settings were those of the start */
    this.text = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @param {Figure} figure */
  read(figure) {
    if (document.getElementById(location.hash.slice(1))) return;
    if (experimentIn(location.hash) !== figure.experiment) return;
    const text = location.hash.slice(1);
    if (take(figure, text, 'The link was not all right.')) this.text = text;
  }

  /** @param {Figure} figure */
  write({ experiment, state }) {
    const text = toHash(experiment, state);
    this.text ??= toHash(experiment, startOf(experiment));
    if (text === this.text) return;
    this.text = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => history.replaceState(history.state, '', `#${text}`), 300);
  }
}

/**
 * Takes over the settings of a text such as a link has after '#', of the figure's experiment: what cannot be used is told,
 * and what runs goes on with the rest.
 * @param {Figure<any>} figure
 * @param {string} text
 * @param {string} wrong  what is said first where not all of it can be used
 * @returns {boolean} whether there was a state in it
 */
export function take(figure, text, wrong) {
  const found = fromHash(text);
  if (!found) return false;
  figure.patch(flat(found.state));
  if (found.problems.length > 0) figure.tell(`${wrong} ${found.problems.join(' ')}`);
  return true;
}
