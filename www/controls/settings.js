/**
 * What acts on the run: three controls in sight, the others behind “more”.
 */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { decimal } from '../state/format.js';
import { logarithmic } from '../state/speed.js';
import { control, field, problem } from './field.js';

/** @typedef {import('../element/run.js').Run} Run */
/** @typedef {import('../state/properties.js').State} State */

/** @param {Event} event */
const positionOf = (event) => Number(/** @type {HTMLInputElement} */ (event.target).value);

/**
 * A slider that follows its schedule until a hand is laid on it.
 * @param {Run} run
 * @param {'sigma_hold' | 'rate_hold'} name
 * @param {string} label
 * @param {number} now
 * @param {[number, number]} range
 */
function held(run, name, label, now, [low, high]) {
  const scale = logarithmic(low, high);
  const hold = run.state[name];
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
        @input=${(/** @type {Event} */ event) => run.patch({ [name]: scale.fromSlider(positionOf(event)) })}
      />
      <output for=${name}>${decimal(value)}</output>
      <button class="hold text" ?data-on=${hold !== null} @click=${() => run.patch({ [name]: null })}>
        let go
      </button>
    </span>
  </div>`;
}

/** @param {Run} run */
function size(run) {
  const chain = run.state.lattice === 'line' || run.state.lattice === 'ring';
  return html`<div class="field">
    <span>neurons</span>
    <span class="row">
      ${chain ? nothing : html`${control(run, 'rows', 'Rows')} ×`}
      ${control(run, 'cols', chain ? 'Neurons' : 'Columns')}
    </span>
    ${problem(run, 'rows')} ${problem(run, 'cols')}
  </div>`;
}

/**
 * @param {Run} run
 * @param {{more: boolean, toggleMore: () => void}} panel
 */
export function visibleControls(run, { more, toggleMore }) {
  const sigma = run.frame?.sigma ?? run.state.sigma_start;
  return html`<div class="controls" role="group" aria-label="Settings">
    ${held(run, 'sigma_hold', 'reach of the neighborhood, σ', sigma, [0.1, 30])}
    ${field(run, 'lattice', 'lattice')} ${size(run)} ${field(run, 'dataset', 'pictures')}
    <button class="more-button" aria-expanded=${more} aria-controls="more" @click=${toggleMore}>
      ${more ? 'less' : 'more'}
    </button>
  </div>`;
}

/** @param {Run} run */
export function moreControls(run) {
  const { training } = run.state;
  const rate = run.frame?.learning_rate ?? run.state.rate_start;
  const newSeed = () => run.patch({ seed: Math.floor(Math.random() * 1_000_000) });
  return html`<div class="more" id="more" role="group" aria-label="More settings">
    <fieldset>
      <legend>Neighborhood</legend>
      ${field(run, 'neighborhood', 'shape', true)} ${field(run, 'sigma_start', 'σ from')}
      ${field(run, 'sigma_end', 'to')} ${field(run, 'sigma_curve', 'course', true)}
    </fieldset>
    <fieldset>
      <legend>Learning rate</legend>
      ${
        training === 'batch'
          ? html`<p class="hint">
              Whole passes need no learning rate: each neuron moves to the mean of its pictures.
            </p>`
          : html`${held(run, 'rate_hold', 'now', rate, [0.001, 1])} ${field(run, 'rate_start', 'from')}
            ${field(run, 'rate_end', 'to')} ${field(run, 'rate_curve', 'course', true)}`
      }
    </fieldset>
    <fieldset>
      <legend>Training</legend>
      ${field(run, 'training', 'how pictures are shown', true)}
      ${training === 'mini_batch' ? field(run, 'batch_size', 'pictures a step') : nothing}
      ${field(run, 'epochs', 'passes over the data')}
    </fieldset>
    <fieldset>
      <legend>Start</legend>
      ${field(run, 'init', 'first weights', true)}
      <div class="field">
        <label for="seed">seed</label>
        <span class="row"
          >${control(run, 'seed')} <button class="text" @click=${newSeed}>another</button></span
        >
        ${problem(run, 'seed')}
      </div>
      <p class="hint">The same seed gives the same run, weight by weight.</p>
    </fieldset>
  </div>`;
}
