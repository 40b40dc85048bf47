/**
 * What covers the stage while there is no map to see: a poster at rest, a word while it loads,
 * or what went wrong and what to do.
 */

import { html, nothing } from 'lit';
import { explain } from '../engine/errors.js';

/** @import { Figure } from '../element/figure.js' */

/**
 * @param {Figure} figure
 * @param {HTMLPictureElement | null} picture  of a finished result; without one, there is only the button
 */
export function cover(figure, picture) {
  const { title, many } = figure.pictures;
  if (figure.failure) {
    const { sentence, next } = explain(figure.failure);
    return html`<div class="cover" slot="cover" role="alert">
      <p><b>${sentence}</b></p>
      <p>${next}</p>
      <button class="primary" @click=${() => figure.retry()}>Try again</button>
    </div>`;
  }
  if (figure.phase === 'poster') {
    const image = picture?.querySelector('img');
    if (image) image.alt = figure.model.alt(title, many);
    return html`<div class="cover" slot="cover" part="poster">
      ${picture ?? nothing}
      <button class="primary" part="play" @click=${() => figure.play()}>Run it</button>
    </div>`;
  }
  if (figure.phase === 'loading') {
    return html`<div class="cover" slot="cover">
      <p class="soft">Getting the engine and the first ${many} …</p>
    </div>`;
  }
  return nothing;
}
