import { html, nothing } from 'lit';

/** What has happened to the figure, in a sentence. @param {import('../element/figure.js').Figure<any>} figure */
export function notice({ notice: text }) {
  return text ? html`<p class="notice" role="status">${text}</p>` : nothing;
}
