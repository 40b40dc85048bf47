/**
 * One setting with its label, its native control, and the sentence for a value that will not do.
 */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { PROPERTIES } from '../settings/properties.js';

/** @typedef {import('../element/figure.js').Figure<any>} Figure */
/** @import { State } from '../settings/properties.js' */

/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value;

/**
 * @param {Figure} figure
 * @param {keyof State} name
 */
export function problem(figure, name) {
  const text = figure.problems[name];
  return text ? html`<p class="problem" id="problem-${name}" role="alert">${text}</p>` : nothing;
}

/**
 * @param {Figure} figure
 * @param {keyof State} name
 * @param {{label?: string, value?: string}} [how]  the value as it is to be shown
 */
export function control(figure, name, { label, value = String(figure.state[name]) } = {}) {
  const property = PROPERTIES[name];
  const choices = figure.choices(name);
  const bad = Boolean(figure.problems[name]);
  const change = (/** @type {Event} */ event) => figure.set(name, valueOf(event));
  if (choices) {
    return html`<select id=${name} aria-label=${label ?? property.label} @change=${change}>
      ${choices.map(
        ([key, text]) => html`<option value=${key} .selected=${live(key === value)}>${text}</option>`,
      )}
    </select>`;
  }
  return html`<input
    id=${name}
    type=${property.step === undefined ? 'text' : 'number'}
    inputmode=${property.step === undefined ? 'text' : 'decimal'}
    aria-label=${label ?? property.label}
    min=${property.min ?? nothing}
    max=${property.max ?? nothing}
    step=${property.step ?? 'any'}
    .value=${live(bad ? (figure.typed[name] ?? '') : value)}
    aria-invalid=${bad ? 'true' : 'false'}
    aria-describedby=${bad ? `problem-${name}` : nothing}
    @change=${change}
  />`;
}

/**
 * @param {Figure} figure
 * @param {keyof State} name
 * @param {string} label
 * @param {boolean} [wide]
 */
export function field(figure, name, label, wide = false) {
  return html`<div class="field ${wide ? 'wide' : ''}">
    <label for=${name}>${label}</label>
    ${control(figure, name)} ${problem(figure, name)}
  </div>`;
}
