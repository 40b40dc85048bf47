/**
 * What acts on the runs: the experiment’s controls in sight, the others in groups behind “more”. A plain setting needs no
 * line here: it has its group in settings/labels.js.
 */

import { html, nothing } from 'lit';
import { LABELS } from '../settings/labels.js';
import { isMasked } from '../settings/layers.js';
import { isChain } from '../settings/state.js';
import { control, field, problem } from './field.js';
import { held } from './held.js';

/** @typedef {import('../element/figure.js').Figure<any>} Figure */
/** @import { Label } from '../settings/labels.js' */

/** @param {Figure} figure */
function size(figure) {
  const chain = isChain(figure.state.config.lattice);
  return html`<div class="field">
    <span>neurons</span>
    <span class="row">
      ${chain ? nothing : html`${control(figure, 'rows', { label: 'Rows' })} ×`}
      ${control(figure, 'cols', { label: chain ? 'Neurons' : 'Columns' })}
    </span>
    ${problem(figure, 'rows')} ${problem(figure, 'cols')}
  </div>`;
}

/** The run that shows what all have in common: one with a map. @param {Figure} figure */
const masked = ({ runs, lead }) => runs.find(({ state }) => state.config.hidden?.some(isMasked)) ?? lead;

/**
 * @param {Figure} figure
 * @param {string} schedule
 * @param {string} label
 * @param {[number, number]} range
 */
function reach(figure, schedule, label, range) {
  const { frame, state } = masked(figure);
  return held(figure, schedule, label, frame?.[schedule] ?? state.config[schedule].start, range);
}

/** @param {Figure} figure */
function threshold(figure) {
  const value = figure.state.config.threshold;
  return html`<div class="field sigma">
    <label for="threshold">threshold of the mask</label>
    <span class="row">
      <input
        id="threshold"
        type="range"
        min="0"
        max="0.95"
        step="0.01"
        .value=${String(value)}
        @input=${(/** @type {Event} */ event) =>
          figure.set('threshold', /** @type {HTMLInputElement} */ (event.target).value)}
      />
      <output for="threshold">${value.toFixed(2)}</output>
    </span>
  </div>`;
}

/** Controls that are more than the field of one setting. @type {Record<string, (figure: Figure) => unknown>} */
const CONTROLS = {
  sigma: (figure) => reach(figure, 'sigma', 'reach of the neighborhood, σ', [0.1, 30]),
  sigma_organize: (figure) => reach(figure, 'sigma_organize', 'reach while organizing, σ', [0.1, 50]),
  sigma_forward: (figure) => reach(figure, 'sigma_forward', 'reach of the mask, σ', [0.1, 200]),
  size,
  threshold,
  epsilon: (figure) => reach(figure, 'epsilon', 'random actions, ε', [0.001, 1]),
};

/** The names of controls that an experiment can have in sight, besides settings. */
export const NAMED_CONTROLS = Object.keys(CONTROLS);

/**
 * @param {Figure} figure
 * @param {{more: boolean, toggleMore: () => void}} panel
 */
export function visibleControls(figure, { more, toggleMore }) {
  const shown = (/** @type {string} */ name) => CONTROLS[name]?.(figure) ?? field(figure, name);
  return html`<div class="controls" role="group" aria-label="Settings">
    ${figure.record.page.controls.sight.map(shown)}
    <button class="more-button" aria-expanded=${more} aria-controls="more" @click=${toggleMore}>
      ${more ? 'less' : 'more'}
    </button>
  </div>`;
}

/**
 * The settings of a group that mean something to the runs, are the visitor's to change, and are not in sight anyway.
 * @param {Figure} figure
 * @param {string} group
 */
function fieldsOf(figure, group) {
  const { sight } = figure.record.page.controls;
  const configs = figure.runs.map((run) => run.state.config);
  return Object.entries(/** @type {Record<string, Label>} */ (LABELS[figure.kind]))
    .filter(([key, { group: own }]) => own === group && !figure.varies(key) && !sight.includes(key))
    .filter(([, { when }]) => when?.(configs) ?? true)
    .map(([key, { wide }]) => field(figure, key, { wide }));
}

/** @param {Figure} figure */
function seed(figure) {
  const another = () => figure.patch({ seed: Math.floor(Math.random() * 1_000_000) });
  return html`<div class="field">
      <label for="seed">seed</label>
      <span class="row"
        >${control(figure, 'seed')} <button class="text" @click=${another}>another</button></span
      >
      ${problem(figure, 'seed')}
    </div>
    <p class="hint">${figure.model.seed}</p>`;
}

/** Whether the runs have layers of different sizes. @param {Figure} figure */
const sizesVary = (figure) =>
  ['rows', 'cols', 'kernel', 'pool'].some((name) => figure.varies(`hidden.*.${name}`));

/** What a group has besides its settings. @type {Record<string, {legend: string, more?: (figure: Figure) => unknown}>} */
const GROUPS = {
  patches: { legend: 'Patches' },
  neighborhood: { legend: 'Neighborhood' },
  rate: {
    legend: 'Learning rate',
    more: (figure) => {
      const { frame, state } = figure.lead;
      return held(
        figure,
        'learning_rate',
        'now',
        frame?.learning_rate ?? state.config.learning_rate.start,
        [0.001, 1],
      );
    },
  },
  training: { legend: 'Training' },
  start: { legend: 'Start', more: seed },
  mask: { legend: 'Mask' },
  maps: { legend: 'Maps' },
  updates: { legend: 'Updates' },
  memory: { legend: 'Memory' },
  exploration: { legend: 'Exploration' },
  world: { legend: 'World' },
  network: {
    legend: 'Network',
    more: (figure) => [
      sizesVary(figure) ? nothing : field(figure, 'hidden', { wide: true }),
      field(figure, 'lattice', { wide: true }),
      seed(figure),
    ],
  },
};

const NO_RATE = html`<p class="hint">
  Whole passes need no learning rate: each neuron moves to the mean of its pictures.
</p>`;

/**
 * @param {Figure} figure
 * @param {string} name
 */
function group(figure, name) {
  const { legend, more } = GROUPS[name];
  const unused = name === 'rate' && figure.state.config.training === 'batch';
  return html`<fieldset>
    <legend>${legend}</legend>
    ${unused ? NO_RATE : [more?.(figure) ?? nothing, fieldsOf(figure, name)]}
  </fieldset>`;
}

/** @param {Figure} figure */
export function moreControls(figure) {
  return html`<div class="more" id="more" role="group" aria-label="More settings">
    ${figure.record.page.controls.more.map((name) => group(figure, name))}
  </div>`;
}
