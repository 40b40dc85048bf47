/**
 * What covers the stage while there is no map to see: a poster at rest, a word while it loads,
 * or what went wrong and what to do.
 */

import { html, nothing } from 'lit';
import { explain } from '../engine/errors.js';
import { DATASETS } from '../state/experiments.js';

/** @typedef {import('../element/run.js').Run} Run */

/**
 * @param {Run} run
 * @param {string} poster
 */
export function cover(run, poster) {
  const { title, many } = DATASETS[run.state.dataset];
  if (run.failure) {
    const { sentence, next } = explain(run.failure);
    return html`<div class="cover" role="alert">
      <p><b>${sentence}</b></p>
      <p>${next}</p>
      <button class="primary" @click=${() => run.retry()}>Try again</button>
    </div>`;
  }
  if (run.phase === 'poster') {
    return html`<div class="cover">
      ${poster ? html`<img src=${poster} alt="A finished map of ${title} ${many}" />` : nothing}
      <button class="primary" @click=${() => run.play()}>Run it</button>
    </div>`;
  }
  if (run.phase === 'loading') {
    return html`<div class="cover"><p class="soft">Getting the engine and the first ${many} …</p></div>`;
  }
  return nothing;
}
