/** Words side by side, of which one is chosen. */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';

/**
 * @template T
 * @param {string} legend  what is chosen, for those who do not see it
 * @param {string} name  one in its stage
 * @param {[T, unknown, string?][]} options  each with its words, and why it is not on offer
 * @param {T} chosen
 * @param {(option: T) => void} choose
 */
export function radios(legend, name, options, chosen, choose) {
  return html`<fieldset class="views">
    <legend class="sr">${legend}</legend>
    ${options.map(
      ([option, words, off]) =>
        html`<label title=${off || nothing}>
          <input
            type="radio"
            name=${name}
            .checked=${live(option === chosen)}
            ?disabled=${Boolean(off)}
            @change=${() => choose(option)}
          />${words}
        </label>`,
    )}
  </fieldset>`;
}

/**
 * Layers to choose from; nothing where there is one.
 * @param {number} n
 * @param {number} chosen
 * @param {(layer: number) => void} choose
 */
export function layerRadios(n, chosen, choose) {
  /** @type {[number, string][]} */
  const layers = Array.from({ length: n }, (_, layer) => [layer, `Layer ${layer + 1}`]);
  return n > 1 ? radios('Layer', 'layer', layers, chosen, choose) : nothing;
}
