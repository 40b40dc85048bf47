/**
 * The views of the map: which one, what it shows, and what its colors mean.
 */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { DATASETS, componentName } from '../state/experiments.js';
import { count } from '../state/format.js';
import { PROPERTIES } from '../state/properties.js';
import { CLASS_COLORS, css, viridis } from '../views/colormap.js';
import { control, problem } from './field.js';

/** @typedef {import('../element/run.js').Run} Run */

const VIRIDIS = `linear-gradient(to right, ${Array.from({ length: 9 }, (_, i) => css(viridis(i / 8))).join()})`;

/** @param {Run} run */
export function viewChooser(run) {
  return html`<fieldset class="views">
    <legend class="sr">View of the map</legend>
    ${PROPERTIES.view.choices?.map(([key, text]) => {
      const off = key === 'classes' && run.state.dataset === 'colors';
      return html`<label title=${off ? 'Random colors have no classes' : nothing}>
        <input
          type="radio"
          name="view"
          .checked=${live(run.state.view === key)}
          ?disabled=${off}
          @change=${() => run.set('view', key)}
        />${text}
      </label>`;
    })}
  </fieldset>`;
}

/**
 * @param {Run} run
 * @param {[number, number]} range
 */
export function viewCaption(run, range) {
  const { view, dataset } = run.state;
  const { many } = DATASETS[dataset];
  const measured = run.quality ? count(run.quality.n) : '';
  switch (view) {
    case 'u_matrix':
      return caption(
        'How much each neuron differs from its neighbors: ridges part the regions.',
        bar('alike', 'unlike'),
      );
    case 'hits':
      return caption(
        `How many of ${measured} held-out ${many} fall on each neuron.`,
        bar('0', count(range[1])),
      );
    case 'classes':
      return caption(`What mostly falls on each neuron; paler where it is mixed.`, classLegend(run));
    case 'component':
      return caption(
        html`<span class="row">
          The weights of one input, ${control(run, 'component')} ${componentName(dataset, run.component)}
          ${problem(run, 'component')}
        </span>`,
        bar('0', '1'),
      );
    default:
      return caption(
        dataset === 'colors'
          ? 'Each cell is a neuron, in the color that its weights stand for.'
          : `Each tile is a neuron: its weights, drawn as a picture.`,
        nothing,
      );
  }
}

/**
 * @param {unknown} text
 * @param {unknown} legend
 */
function caption(text, legend) {
  return html`<div class="caption"><span>${text}</span>${legend}</div>`;
}

/**
 * @param {string} low
 * @param {string} high
 */
function bar(low, high) {
  return html`<span class="legend"
    >${low}<span class="bar" style="background: ${VIRIDIS}"></span>${high}</span
  >`;
}

/** @param {Run} run */
function classLegend(run) {
  const classes = run.manifest?.classes ?? [];
  return html`<span class="legend classes">
    ${classes.map((name, i) => html`<span><i style="background: ${css(CLASS_COLORS[i % 10])}"></i>${name}</span>`)}
  </span>`;
}
