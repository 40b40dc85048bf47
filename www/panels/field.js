/**
 * One setting with its label, its native control, and the sentence for a value that will not do.
 */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';

/** @import { Figure } from '../element/figure.js' */

/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value;

/** Keys have dots, which ids of elements can do without. @param {string} key */
export const idOf = (key) => key.replaceAll('.', '-');

/**
 * @param {Figure} figure
 * @param {string} key
 */
export function problem(figure, key) {
  const text = figure.problems[key];
  return text ? html`<p class="problem" id="problem-${idOf(key)}" role="alert">${text}</p>` : nothing;
}

/**
 * @param {Figure} figure
 * @param {string} key
 * @param {{label?: string, value?: string}} [how]  the value as it is to be shown
 */
export function control(figure, key, { label, value } = {}) {
  const setting = figure.setting(key);
  const shown = value ?? setting.text(figure.valueOf(key));
  const choices = figure.choices(key);
  const bad = Boolean(figure.problems[key]);
  const change = (/** @type {Event} */ event) => figure.set(key, valueOf(event));
  if (choices) {
    return html`<select id=${idOf(key)} aria-label=${label ?? setting.name} @change=${change}>
      ${choices.map(
        ([choice, text]) =>
          html`<option value=${choice} .selected=${live(choice === shown)}>${text}</option>`,
      )}
    </select>`;
  }
  return html`<input
    id=${idOf(key)}
    type=${setting.step === undefined ? 'text' : 'number'}
    inputmode=${setting.step === undefined ? 'text' : 'decimal'}
    aria-label=${label ?? setting.name}
    min=${setting.min ?? nothing}
    max=${setting.max ?? nothing}
    step=${setting.step ?? 'any'}
    .value=${live(bad ? (figure.typed[key] ?? '') : shown)}
    aria-invalid=${bad ? 'true' : 'false'}
    aria-describedby=${bad ? `problem-${idOf(key)}` : nothing}
    @change=${change}
  />`;
}

/**
 * @param {Figure} figure
 * @param {string} key
 * @param {{label?: string, wide?: boolean}} [how]
 */
export function field(figure, key, { label = figure.setting(key).label, wide = false } = {}) {
  return html`<div class="field ${wide ? 'wide' : ''}">
    <label for=${idOf(key)} title=${figure.setting(key).doc ?? nothing}>${label}</label>
    ${control(figure, key)} ${problem(figure, key)}
  </div>`;
}
