/**
 * The views of the map: which one, what it shows, and what its colors mean.
 */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { componentName } from '../math/features.js';
import { count } from '../math/format.js';
import { CLASS_COLORS, css, viridis } from '../canvas/colormap.js';
import { control, problem } from './field.js';

/** @import { Figure } from '../element/figure.js' */
/** @import { MapRun } from '../kinds/map/run.js' */

const VIRIDIS = `linear-gradient(to right, ${Array.from({ length: 9 }, (_, i) => css(viridis(i / 8))).join()})`;

/** @param {Figure} figure */
export function viewChooser(figure) {
  const { pictures, state } = figure;
  return html`<fieldset class="views">
    <legend class="sr">View of the map</legend>
    ${figure.choices('view')?.map(([key, text]) => {
      const off = key === 'classes' && !pictures.labelled;
      return html`<label title=${off ? `These ${pictures.many} have no classes` : nothing}>
        <input
          type="radio"
          name="view"
          .checked=${live(state.view === key)}
          ?disabled=${off}
          @change=${() => figure.set('view', key)}
        />${text}
      </label>`;
    })}
  </fieldset>`;
}

/**
 * @param {Figure} figure
 * @param {MapRun} run
 * @param {boolean} [several]  maps share the caption, each with a scale of its own
 */
export function viewCaption(figure, run, several = false) {
  const { view, dataset, config } = run.state;
  const whole = config.patch.size === 0;
  const many = whole ? figure.pictures.many : 'patches';
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
        several ? bar('few', 'many') : bar('0', count(run.range[1])),
      );
    case 'classes':
      return caption(`What mostly falls on each neuron; paler where it is mixed.`, classLegend(run));
    case 'component':
      return caption(
        html`<span class="row">
          The weights of one input, ${control(figure, 'component', { value: String(run.component) })}
          ${run.tile ? componentName(run.tile, run.component) : ''} ${problem(figure, 'component')}
        </span>`,
        bar('0', '1'),
      );
    default:
      return caption(
        dataset === 'colors'
          ? 'Each cell is a neuron, in the color that its weights stand for.'
          : `Each tile is a neuron: its weights, drawn as a ${whole ? 'picture' : 'patch'}.`,
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

/** @param {MapRun} run */
function classLegend(run) {
  const classes = run.manifest?.classes ?? [];
  return html`<span class="legend classes">
    ${classes.map((name, i) => html`<span><i style="background: ${css(CLASS_COLORS[i % 10])}"></i>${name}</span>`)}
  </span>`;
}
