/**
 * Below the figure: the link, the embed, what can be saved, the tables; and the door for a visitor's own pictures.
 */

import { html, nothing } from 'lit';
import { saveMenu } from './save-menu.js';
import { commandLine, embedOf, linkTo } from './share.js';

/** @typedef {import('../element/figure.js').Figure<any>} Figure */

/**
 * @typedef {object} Panel
 * @property {boolean} here  this page reads its address
 * @property {string} said  what has just been done
 * @property {unknown[] | null} read  what the tables of each run need, where they are open
 * @property {number} height  of the figure
 * @property {(text: string, done: string) => void} copy
 * @property {import('./save-menu.js').Saving} saving
 * @property {() => void} toggleTables
 */

/**
 * @param {Figure} figure
 * @param {Panel} panel
 */
export function footer(figure, { here, said, read, height, copy, saving, toggleTables }) {
  const action = (/** @type {string} */ words, /** @type {() => void} */ act) =>
    html`<button class="text" @click=${act}>${words}</button>`;
  return html`<footer part="footer">
    ${action('link', () => copy(linkTo(figure, here), 'Copied: this very run, seed included.'))}
    ${action('embed', () => copy(embedOf(figure, height), 'Copied: the snippet for your page.'))}
    ${action('lab command', () => copy(commandLine(figure), 'Copied: the command that trains these runs without a browser.'))}
    ${saveMenu({ opened: figure.phase !== 'poster' }, saving)}
    <button class="text" aria-expanded=${read !== null} @click=${toggleTables}>
      ${read ? 'hide tables' : 'tables'}
    </button>
    <span class="said" role="status">${said}</span>
    <span class="keys"><kbd>space</kbd> play <kbd>→</kbd> step <kbd>r</kbd> begin again</span>
    ${read ? tables(figure, read) : nothing}
  </footer>`;
}

/**
 * @param {Figure} figure
 * @param {unknown[]} read
 */
function tables(figure, read) {
  const { table, course } = figure.model.panels;
  const several = figure.runs.length > 1;
  return html`<div class="tables">
    ${figure.runs.map(
      (run, i) =>
        html`${table(run, read[i], several ? run.title : 'Neurons')}
        ${course(run, several ? `Course of the run, ${run.title}` : 'Course of the run')}`,
    )}
  </div>`;
}

/**
 * @param {Figure} figure
 * @param {HTMLElement} place  to drop pictures on
 */
export function ownPictures(figure, place) {
  const { lead, record } = figure;
  const learned = lead.rebuilt !== null && (lead.frame?.step ?? 0) > 0;
  return html`<div class="own">
    <som-lab-input
      .own=${record.own}
      .figure=${place}
      ?rebuilds=${record.page.probing === true}
      ?probing=${record.page.probing === true && learned}
      @dataset=${(/** @type {CustomEvent} */ { detail }) => figure.useOwn(detail)}
      @picture=${(/** @type {CustomEvent} */ { detail }) => figure.useProbe(detail)}
    ></som-lab-input>
  </div>`;
}
