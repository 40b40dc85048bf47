/**
 * Holding the maps of a figure, letting them go, and letting them come to rest by themselves.
 */

import { html, nothing } from 'lit';
import { startOf } from '../settings/state.js';

/** @import { NetRun } from '../kinds/net/run.js' */
/** @typedef {import('../element/figure.js').Figure<NetRun>} Figure */

/** Whether a map has come to rest by itself. @param {NetRun[]} runs */
const rests = (runs) =>
  runs.some(({ frame }) => frame?.layers.some(({ frozen_at, frozen }) => frozen && frozen_at !== null));

/** @param {Figure} figure */
export function restControl(figure) {
  const { frozen: held, convergence_tolerance: tolerance } = figure.state.config;
  const usual = startOf(figure.experiment).config.convergence_tolerance;
  const act = (
    /** @type {string} */ words,
    /** @type {string} */ title,
    /** @type {import('../settings/state.js').Patch} */ patch,
  ) => html`<button class="text" title=${title} @click=${() => figure.patch(patch)}>${words}</button>`;
  const hold = held
    ? act('thaw the maps', 'They learn on', { frozen: false })
    : tolerance > 0 && rests(figure.runs)
      ? act('thaw the maps', 'They learn on, and never come to rest', { convergence_tolerance: 0 })
      : act('freeze the maps', 'They stay as they are', { frozen: true });
  return html`<span class="freeze">
    ${hold}
    ${
      tolerance === 0 && !held
        ? act('let them come to rest', 'As soon as they hardly change', { convergence_tolerance: usual })
        : nothing
    }
  </span>`;
}
