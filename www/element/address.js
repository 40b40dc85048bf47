/**
 * The address after '#' as the figure's state: read when it changes, written a moment after the settings do.
 */

import { fromHash, toHash } from '../state/hash.js';
import { initialState } from '../state/properties.js';

/** @typedef {import('./run.js').Run} Run */

export class Address {
  /** @param {() => string} experiment */
  constructor(experiment) {
    this.experiment = experiment;
    /** @type {string | null} what it says, or would say if the settings were those of the start */
    this.text = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @param {Run} run */
  read(run) {
    const found = fromHash(location.hash);
    if (!found || found.experiment !== this.experiment()) return;
    this.text = location.hash.slice(1);
    run.patch(found.state);
    if (found.problems.length > 0) run.tell(`The link was not all right. ${found.problems.join(' ')}`);
  }

  /** @param {import('../state/properties.js').State} state */
  write(state) {
    const text = toHash(this.experiment(), state);
    this.text ??= toHash(this.experiment(), initialState());
    if (text === this.text) return;
    this.text = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => history.replaceState(history.state, '', `#${text}`), 300);
  }
}
