/**
 * What covers the stage while there is no map to see: a poster at rest, a word while it loads,
 * or what went wrong and what to do.
 */

import { html, nothing } from 'lit';
import { explain } from '../engine/errors.js';

/** @import { Figure } from '../element/figure.js' */

/**
 * @param {Figure} figure
 * @param {string} poster  the address of a picture; without one, there is only the button
 */
export function cover(figure, poster) {
  const { many } = figure.pictures;
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
      ${poster ? picture(figure, poster) : nothing}
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

/**
 * A finished result. Light and shade cannot be turned over as ink can: a network has a second poster, for the dark.
 * @param {Figure} figure
 * @param {string} poster
 */
function picture({ model, pictures: { title, many, ink } }, poster) {
  const { alt, themed } = model.poster;
  const dark = poster.replace(/(\.\w+)$/, '-dark$1');
  return html`<picture>
    ${themed ? html`<source media="(prefers-color-scheme: dark)" srcset=${dark} />` : nothing}
    <img class=${ink && !themed ? 'ink' : ''} src=${poster} alt=${alt(title, many)} />
  </picture>`;
}
