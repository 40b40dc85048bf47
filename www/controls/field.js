/**
 * One setting with its label, its native control, and the sentence for a value that will not do.
 */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { PROPERTIES } from '../state/properties.js';

/** @typedef {import('../element/run.js').Run} Run */
/** @typedef {import('../state/properties.js').State} State */

/** @param {Event} event */
const valueOf = (event) => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value;

/**
 * @param {Run} run
 * @param {keyof State} name
 */
export function problem(run, name) {
  const text = run.problems[name];
  return text ? html`<p class="problem" id="problem-${name}" role="alert">${text}</p>` : nothing;
}

/**
 * @param {Run} run
 * @param {keyof State} name
 * @param {string} [label]
 */
export function control(run, name, label) {
  const property = PROPERTIES[name];
  const value = run.state[name];
  const bad = Boolean(run.problems[name]);
  const change = (/** @type {Event} */ event) => run.set(name, valueOf(event));
  if (property.choices) {
    return html`<select id=${name} aria-label=${label ?? property.label} @change=${change}>
      ${property.choices.map(
        ([key, text]) => html`<option value=${key} .selected=${live(key === value)}>${text}</option>`,
      )}
    </select>`;
  }
  return html`<input
    id=${name}
    type="number"
    inputmode="decimal"
    aria-label=${label ?? property.label}
    min=${property.min ?? nothing}
    max=${property.max ?? nothing}
    step=${property.step ?? 'any'}
    .value=${live(bad ? (run.typed[name] ?? '') : String(value))}
    aria-invalid=${bad ? 'true' : 'false'}
    aria-describedby=${bad ? `problem-${name}` : nothing}
    @change=${change}
  />`;
}

/**
 * @param {Run} run
 * @param {keyof State} name
 * @param {string} label
 * @param {boolean} [wide]
 */
export function field(run, name, label, wide = false) {
  return html`<div class="field ${wide ? 'wide' : ''}">
    <label for=${name}>${label}</label>
    ${control(run, name)} ${problem(run, name)}
  </div>`;
}
