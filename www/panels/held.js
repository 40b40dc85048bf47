/**
 * A slider that follows its schedule until a hand is laid on it.
 */

import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { decimal } from '../math/format.js';
import { logarithmic } from '../math/speed.js';
import { idOf } from './field.js';

/** @param {Event} event */
const positionOf = (event) => Number(/** @type {HTMLInputElement} */ (event.target).value);

/**
 * @param {import('../element/figure.js').Figure<any>} figure
 * @param {string} schedule  its key
 * @param {string} label
 * @param {number} now
 * @param {[number, number]} range
 */
export function held(figure, schedule, label, now, [low, high]) {
  const key = `${schedule}.hold`;
  const id = idOf(key);
  const scale = logarithmic(low, high);
  const hold = figure.valueOf(key);
  const value = hold ?? now;
  return html`<div class="field sigma">
    <label for=${id}>${label}</label>
    <span class="row">
      <input
        id=${id}
        type="range"
        min="0"
        max="1000"
        .value=${live(String(scale.toSlider(value)))}
        aria-valuetext="${decimal(value)}${hold === null ? ', following its schedule' : ', held'}"
        @input=${(/** @type {Event} */ event) => figure.patch({ [key]: scale.fromSlider(positionOf(event)) })}
      />
      <output for=${id}>${decimal(value)}</output>
      <button class="hold text" ?data-on=${hold !== null} @click=${() => figure.patch({ [key]: null })}>
        let go
      </button>
    </span>
  </div>`;
}
