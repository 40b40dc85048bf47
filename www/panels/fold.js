/** What stands below in full on a wide figure, and is folded on a narrow one. */

import { html } from 'lit';

/**
 * @param {boolean} narrow
 * @param {unknown} words  that tell what is folded
 * @param {unknown} content
 */
export const fold = (narrow, words, content) =>
  narrow
    ? html`<details class="fold">
        <summary>${words}</summary>
        ${content}
      </details>`
    : content;
