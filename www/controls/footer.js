/**
 * Below the figure: the link, the embed, what can be saved, the tables; and the door for a visitor's own pictures.
 */

import { html, nothing } from 'lit';
import { embedOf, linkTo } from './share.js';
import { tables } from './tables.js';

/** @typedef {import('../element/figure.js').Figure} Figure */

/**
 * @typedef {object} Panel
 * @property {boolean} here  this page reads its address
 * @property {string} said  what has just been done
 * @property {(import('./tables.js').UnitTable | null)[] | null} units  of the tables, where they are open
 * @property {number} height  of the figure
 * @property {(text: string, done: string) => void} copy
 * @property {(what: 'picture' | 'record') => void} save
 * @property {() => void} toggleTables
 */

/**
 * @param {Figure} figure
 * @param {Panel} panel
 */
export function footer(figure, { here, said, units, height, copy, save, toggleTables }) {
  const action = (/** @type {string} */ words, /** @type {() => void} */ act) =>
    html`<button class="text" @click=${act}>${words}</button>`;
  return html`<footer>
    ${action('link', () => copy(linkTo(figure, here), 'Copied: this very run, seed included.'))}
    ${action('embed', () => copy(embedOf(figure, height), 'Copied: the snippet for your page.'))}
    ${action('save picture', () => save('picture'))} ${action('save data', () => save('record'))}
    <button class="text" aria-expanded=${units !== null} @click=${toggleTables}>
      ${units ? 'hide tables' : 'tables'}
    </button>
    <span class="said" role="status">${said}</span>
    <span class="keys"><kbd>space</kbd> play <kbd>→</kbd> step <kbd>r</kbd> begin again</span>
    ${units ? tables(figure.runs, units) : nothing}
  </footer>`;
}

/**
 * @param {Figure} figure
 * @param {HTMLElement} place  to drop pictures on
 */
export function ownPictures(figure, place) {
  const { lead, experiment } = figure;
  const learned = lead.rebuilt !== null && (lead.frame?.step ?? 0) > 0;
  return html`<div class="own">
    <som-lab-input
      experiment=${experiment}
      .figure=${place}
      ?probing=${experiment === 'patches' && learned}
      @dataset=${(/** @type {CustomEvent} */ { detail }) => figure.useOwn(detail)}
      @picture=${(/** @type {CustomEvent} */ { detail }) => figure.useProbe(detail)}
    ></som-lab-input>
  </div>`;
}
