/**
 * What covers the stage while there is no map to see: a poster at rest, a word while it loads,
 * or what went wrong and what to do.
 */

import { html, nothing } from 'lit';
import { explain } from '../engine/errors.js';

/** @typedef {import('../element/figure.js').Figure} Figure */

/**
 * @param {Figure} figure
 * @param {string} poster  the address of a picture; without one, there is only the button
 */
export function cover(figure, poster) {
  const { title, many, ink } = figure.pictures;
  if (figure.failure) {
    const { sentence, next } = explain(figure.failure);
    return html`<div class="cover" slot="cover" role="alert">
      <p><b>${sentence}</b></p>
      <p>${next}</p>
      <button class="primary" @click=${() => figure.retry()}>Try again</button>
    </div>`;
  }
  if (figure.phase === 'poster') {
    return html`<div class="cover" slot="cover">
      ${poster ? html`<img class=${ink ? 'ink' : ''} src=${poster} alt="A finished map of ${title} ${many}" />` : nothing}
      <button class="primary" @click=${() => figure.play()}>Run it</button>
    </div>`;
  }
  if (figure.phase === 'loading') {
    return html`<div class="cover" slot="cover">
      <p class="soft">Getting the engine and the first ${many} …</p>
    </div>`;
  }
  return nothing;
}
