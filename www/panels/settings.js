/**
 * What acts on the run: the experiment’s controls in sight, the others behind “more”.
 */

import { html, nothing } from 'lit';
import { isChain } from '../settings/properties.js';
import { control, field, problem } from './field.js';
import { held } from './held.js';
import { NET_CONTROLS, NET_GROUPS } from './net-settings.js';

/** @import { Figure } from '../element/figure.js' */
/** @import { Control, Group } from '../catalogue/experiments.js' */
/** @param {Figure} figure */
function size(figure) {
  const chain = isChain(figure.state.lattice);
  return html`<div class="field">
    <span>neurons</span>
    <span class="row">
      ${chain ? nothing : html`${control(figure, 'rows', { label: 'Rows' })} ×`}
      ${control(figure, 'cols', { label: chain ? 'Neurons' : 'Columns' })}
    </span>
    ${problem(figure, 'rows')} ${problem(figure, 'cols')}
  </div>`;
}

/** @type {Record<Control, (figure: any) => unknown>} */
const CONTROLS = {
  ...NET_CONTROLS,
  sigma: (figure) => {
    const sigma = figure.lead.frame?.sigma ?? figure.lead.state.sigma_start;
    return held(figure, 'sigma_hold', 'reach of the neighborhood, σ', sigma, [0.1, 30]);
  },
  lattice: (figure) => field(figure, 'lattice', 'lattice'),
  size,
  dataset: (figure) => field(figure, 'dataset', 'pictures'),
  patch_size: (figure) => field(figure, 'patch_size', 'patch size'),
  patch_stride: (figure) => field(figure, 'patch_stride', 'stride'),
  patch_gray: (figure) => field(figure, 'patch_gray', 'colors'),
  patch_centered: (figure) => field(figure, 'patch_centered', 'brightness of a patch'),
};

/**
 * @param {Figure} figure
 * @param {{more: boolean, toggleMore: () => void}} panel
 */
export function visibleControls(figure, { more, toggleMore }) {
  return html`<div class="controls" role="group" aria-label="Settings">
    ${figure.words.controls.sight.map((name) => CONTROLS[name](figure))}
    <button class="more-button" aria-expanded=${more} aria-controls="more" @click=${toggleMore}>
      ${more ? 'less' : 'more'}
    </button>
  </div>`;
}

/** @type {Record<Group, (figure: any) => unknown>} */
const GROUPS = {
  ...NET_GROUPS,
  patches: (figure) =>
    html`<fieldset>
      <legend>Patches</legend>
      ${field(figure, 'patch_centered', 'brightness', true)}
      ${field(figure, 'per_image', `patches a pass takes from each ${figure.pictures.one}`, true)}
    </fieldset>`,
  neighborhood: (figure) =>
    html`<fieldset>
      <legend>Neighborhood</legend>
      ${field(figure, 'neighborhood', 'shape', true)}
      ${figure.varies('sigma_start') ? nothing : field(figure, 'sigma_start', 'σ from')}
      ${field(figure, 'sigma_end', figure.varies('sigma_start') ? 'σ at the end' : 'to')}
      ${field(figure, 'sigma_curve', 'course', true)}
    </fieldset>`,
  rate,
  training: (figure) =>
    html`<fieldset>
      <legend>Training</legend>
      ${field(figure, 'training', 'how pictures are shown', true)}
      ${figure.state.training === 'mini_batch' ? field(figure, 'batch_size', 'pictures a step') : nothing}
      ${field(figure, 'epochs', 'passes over the data')}
    </fieldset>`,
  start,
};

/** @param {Figure} figure */
function rate(figure) {
  const now = figure.lead.frame?.learning_rate ?? figure.state.rate_start;
  const fields =
    figure.state.training === 'batch'
      ? html`<p class="hint">
          Whole passes need no learning rate: each neuron moves to the mean of its pictures.
        </p>`
      : html`${held(figure, 'rate_hold', 'now', now, [0.001, 1])} ${field(figure, 'rate_start', 'from')}
        ${field(figure, 'rate_end', 'to')} ${field(figure, 'rate_curve', 'course', true)}`;
  return html`<fieldset>
    <legend>Learning rate</legend>
    ${fields}
  </fieldset>`;
}

/** @param {Figure} figure */
function start(figure) {
  const newSeed = () => figure.patch({ seed: Math.floor(Math.random() * 1_000_000) });
  return html`<fieldset>
    <legend>Start</legend>
    ${field(figure, 'init', 'first weights', true)}
    <div class="field">
      <label for="seed">seed</label>
      <span class="row"
        >${control(figure, 'seed')} <button class="text" @click=${newSeed}>another</button></span
      >
      ${problem(figure, 'seed')}
    </div>
    <p class="hint">The same seed gives the same run, weight by weight.</p>
  </fieldset>`;
}

/** @param {Figure} figure */
export function moreControls(figure) {
  return html`<div class="more" id="more" role="group" aria-label="More settings">
    ${figure.words.controls.more.map((name) => GROUPS[name](figure))}
  </div>`;
}
