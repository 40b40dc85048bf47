/**
 * The note says / you got: what a claim says, what was measured here, and a word for whether they agree.
 */

import { html } from 'lit';

/** @import { Claim, Series } from '../catalogue/experiments.js' */
/** @import { Word } from '../catalogue/verdict.js' */

/** @type {Record<Word, string>} */
const SIGNS = { agrees: '✓', disagrees: '✗', 'within the noise': '≈', 'not yet': '…' };

/**
 * @param {Claim} claim
 * @param {Word} word
 * @param {unknown} yours
 * @param {unknown} doubt  what the verdict rests on
 */
export function claimRow({ by, says }, word, yours, doubt) {
  return html`<dl class="claim">
    <div>
      <dt>${by === 'ours' ? 'We say' : 'The note'}</dt>
      <dd>${says}</dd>
    </div>
    <div>
      <dt>You</dt>
      <dd>${yours} <span class="soft">${doubt}</span></dd>
    </div>
    <div class="verdict" data-word=${word}>
      <dt class="sr">Verdict</dt>
      <dd><span aria-hidden="true">${SIGNS[word]}</span> ${word}</dd>
    </div>
  </dl>`;
}

/** A variant by its color. @param {{series: Series}} run */
export const mark = ({ series }) => html`<i style="--series: var(--note-${series})"></i>`;
