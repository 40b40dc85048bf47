import { html, nothing } from 'lit';
import { plural } from '../../math/format.js';

/** @typedef {import('../../element/figure.js').Figure<any>} Figure */

/**
 * What was recorded, under a run's own number; before there is one, and while it is fetched, only its place.
 * @param {Figure['recorded']} recorded
 * @param {string | null | undefined} text
 * @param {boolean} begun
 */
export const pastLine = ({ seeds, coming }, text, begun) =>
  text || coming
    ? html`<span class="spread soft" ?data-rest=${!begun || !text}
        ><span>recorded, ${plural(seeds, 'seed')}</span> <span>${text}</span></span
      >`
    : nothing;
