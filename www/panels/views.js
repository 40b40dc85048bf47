/**
 * The views of the map: which one, what it shows, and what its colors mean.
 */

import { html, nothing } from 'lit';
import { componentName } from '../math/features.js';
import { count } from '../math/format.js';
import { CLASS_COLORS, css, viridis } from '../canvas/colormap.js';
import { control, problem } from './field.js';
import { radios } from './radios.js';
import { styled } from '../style/styled.js';

/** @import { Figure } from '../element/figure.js' */
/** @import { MapRun } from '../kinds/map/run.js' */
/** @import { View } from '../engine/protocol.js' */

const VIRIDIS = `linear-gradient(to right, ${Array.from({ length: 9 }, (_, i) => css(viridis(i / 8))).join()})`;

/**
 * @typedef {object} Seen  what a caption speaks of
 * @property {Figure} figure
 * @property {MapRun} run
 * @property {boolean} several  maps share the caption, each with a scale of its own
 * @property {boolean} whole  samples are pictures; else patches of them
 * @property {string} many
 */

/** What each view is called and what is said below it. @type {Record<View, {title: string, caption: (seen: Seen) => unknown}>} */
const VIEWS = {
  codebook: {
    title: 'Codebook',
    caption: ({ run, whole }) =>
      caption(
        run.state.dataset === 'colors'
          ? 'Each cell is a neuron, in the color that its weights stand for.'
          : `Each tile is a neuron: its weights, drawn as a ${whole ? 'picture' : 'patch'}.`,
      ),
  },
  u_matrix: {
    title: 'U-matrix',
    caption: () =>
      caption(
        'How much each neuron differs from its neighbors: ridges part the regions.',
        bar('alike', 'unlike'),
      ),
  },
  hits: {
    title: 'Hits',
    caption: ({ run, several, many }) =>
      caption(
        `How many of ${run.quality ? count(run.quality.n) : ''} held-out ${many} fall on each neuron.`,
        several ? bar('few', 'many') : bar('0', count(run.range[1])),
      ),
  },
  classes: {
    title: 'Classes',
    caption: ({ run }) =>
      caption(`What mostly falls on each neuron; paler where it is mixed.`, classLegend(run)),
  },
  component: {
    title: 'Component',
    caption: ({ figure, run }) =>
      caption(
        html`<span class="row">
          The weights of one input, ${control(figure, 'component', { value: String(run.component) })}
          ${run.tile ? componentName(run.tile, run.component) : ''} ${problem(figure, 'component')}
        </span>`,
        bar('0', '1'),
      ),
  },
};

/**
 * The views that a figure offers, each with its title, and why it is not to be had.
 * @param {Figure} figure
 * @returns {[View, string, string][]}
 */
export const viewOptions = ({ record, pictures }) =>
  record.page.views.map((view) => [
    view,
    VIEWS[view].title,
    view === 'classes' && !pictures.labelled ? `These ${pictures.many} have no classes` : '',
  ]);

/** @param {Figure} figure */
export const viewChooser = (figure) =>
  radios('View of the map', 'view', viewOptions(figure), figure.state.view, (view) =>
    figure.set('view', view),
  );

/**
 * @param {Figure} figure
 * @param {MapRun} run
 * @param {boolean} [several]
 */
export function viewCaption(figure, run, several = false) {
  const whole = run.state.config.patch.size === 0;
  const many = whole ? figure.pictures.many : 'patches';
  return VIEWS[run.state.view].caption({ figure, run, several, whole, many });
}

/**
 * @param {unknown} text
 * @param {unknown} [legend]
 */
function caption(text, legend = nothing) {
  return html`<div class="caption"><span>${text}</span>${legend}</div>`;
}

/**
 * @param {string} low
 * @param {string} high
 */
function bar(low, high) {
  return html`<span class="legend"
    >${low}<span class="bar" ${styled({ background: VIRIDIS })}></span>${high}</span
  >`;
}

/** @param {MapRun} run */
function classLegend(run) {
  const classes = run.manifest?.classes ?? [];
  return html`<span class="legend classes">
    ${classes.map((name, i) => html`<span><i ${styled({ background: css(CLASS_COLORS[i % 10]) })}></i>${name}</span>`)}
  </span>`;
}
