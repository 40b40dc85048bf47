/**
 * A slider that follows its schedule until a hand is laid on it.
 */

import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { decimal } from '../math/format.js';
import { logarithmic } from '../math/speed.js';

/** @typedef {'sigma_hold' | 'rate_hold' | 'net_sigma_organize_hold' | 'net_sigma_forward_hold'} Held */

/** @param {Event} event */
const positionOf = (event) => Number(/** @type {HTMLInputElement} */ (event.target).value);

/**
 * @param {import('../element/figure.js').Figure<any>} figure
 * @param {Held} name
 * @param {string} label
 * @param {number} now
 * @param {[number, number]} range
 */
export function held(figure, name, label, now, [low, high]) {
  const scale = logarithmic(low, high);
  const hold = figure.state[name];
  const value = hold ?? now;
  return html`<div class="field sigma">
    <label for=${name}>${label}</label>
    <span class="row">
      <input
        id=${name}
        type="range"
        min="0"
        max="1000"
        .value=${live(String(scale.toSlider(value)))}
        aria-valuetext="${decimal(value)}${hold === null ? ', following its schedule' : ', held'}"
        @input=${(/** @type {Event} */ event) => figure.patch({ [name]: scale.fromSlider(positionOf(event)) })}
      />
      <output for=${name}>${decimal(value)}</output>
      <button class="hold text" ?data-on=${hold !== null} @click=${() => figure.patch({ [name]: null })}>
        let go
      </button>
    </span>
  </div>`;
}
