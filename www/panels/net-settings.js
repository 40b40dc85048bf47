/**
 * What acts on networks, by the names that the experiments have for it.
 */

import { html, nothing } from 'lit';
import { hiddenOf } from '../settings/net-layers.js';
import { control, field, problem } from './field.js';
import { held } from './held.js';

/** @import { NetRun } from '../element/net-run.js' */
/** @import { State } from '../settings/properties.js' */
/** @typedef {import('../element/figure.js').Figure<NetRun>} Figure */

/**
 * A field, where it is the visitor's to change and not in sight anyway.
 * @param {Figure} figure
 * @param {keyof State} name
 * @param {string} label
 * @param {boolean} [wide]
 */
function free(figure, name, label, wide) {
  const sight = /** @type {string[]} */ (figure.words.controls.sight);
  return figure.varies(name) || sight.includes(name) ? nothing : field(figure, name, label, wide);
}

/**
 * Whether any of the networks has what a setting is for.
 * @param {Figure} figure
 * @param {(hidden: import('../engine/net-protocol.js').Hidden) => boolean} has
 */
const any = ({ runs }, has) => runs.some(({ state }) => hiddenOf(state).some(has));

/** The run that shows what all have in common: one with a map. @param {Figure} figure */
const masked = ({ runs, lead }) => runs.find(({ state }) => /[12]/.test(state.net_masks)) ?? lead;

/** @satisfies {Partial<Record<import('../catalogue/experiments.js').Control, (figure: Figure) => unknown>>} */
export const NET_CONTROLS = {
  net_sigma_organize: (figure) => {
    const { frame, state } = masked(figure);
    const now = frame?.sigma_organize ?? state.net_sigma_organize_start;
    return held(figure, 'net_sigma_organize_hold', 'reach while organizing, σ', now, [0.1, 50]);
  },
  net_sigma_forward: (figure) => {
    const { frame, state } = masked(figure);
    const now = frame?.sigma_forward ?? state.net_sigma_forward_start;
    return held(figure, 'net_sigma_forward_hold', 'reach of the mask, σ', now, [0.1, 200]);
  },
  net_threshold: (figure) => {
    const { net_threshold } = figure.state;
    return html`<div class="field sigma">
      <label for="net_threshold">threshold of the mask</label>
      <span class="row">
        <input
          id="net_threshold"
          type="range"
          min="0"
          max="0.95"
          step="0.01"
          .value=${String(net_threshold)}
          @input=${(/** @type {Event} */ event) =>
            figure.set('net_threshold', /** @type {HTMLInputElement} */ (event.target).value)}
        />
        <output for="net_threshold">${net_threshold.toFixed(2)}</output>
      </span>
    </div>`;
  },
  net_order: (figure) => field(figure, 'net_order', 'order'),
  net_bias: (figure) => field(figure, 'net_bias', 'the bias is added'),
  net_frozen: (figure) => field(figure, 'net_frozen', 'maps'),
  net_rate: (figure) => field(figure, 'net_rate', 'learning rate'),
  net_epochs: (figure) => field(figure, 'net_epochs', 'passes over the data'),
};

/** @satisfies {Partial<Record<import('../catalogue/experiments.js').Group, (figure: Figure) => unknown>>} */
export const NET_GROUPS = {
  net_mask: (figure) =>
    html`<fieldset>
      <legend>Mask</legend>
      ${free(figure, 'net_sigma_forward_start', 'σ from')} ${free(figure, 'net_sigma_forward_end', 'to')}
      ${free(figure, 'net_order', 'order', true)} ${free(figure, 'net_bias', 'the bias is added', true)}
    </fieldset>`,
  net_maps: (figure) =>
    html`<fieldset>
      <legend>Maps</legend>
      ${free(figure, 'net_sigma_organize_start', 'σ from')} ${free(figure, 'net_sigma_organize_end', 'to')}
      ${free(figure, 'net_som_rate_start', 'rate from')} ${free(figure, 'net_som_rate_end', 'to')}
      ${free(figure, 'net_som_epochs', 'in so many passes, 0 for all')}
      ${any(figure, ({ mask }) => mask === 'patch') ? free(figure, 'net_patches', 'patches a picture') : nothing}
      ${free(figure, 'net_frozen', 'they are', true)}
      ${free(figure, 'net_settle', 'they freeze once 100 steps change them by less than', true)}
    </fieldset>`,
  net_training: (figure) =>
    html`<fieldset>
      <legend>Training</legend>
      ${free(figure, 'net_optimizer', 'optimizer', true)} ${free(figure, 'net_rate', 'learning rate')}
      ${free(figure, 'net_rate_fall', 'and its share at the end')} ${free(figure, 'net_momentum', 'momentum')}
      ${free(figure, 'net_batch', 'pictures a step')} ${free(figure, 'net_epochs', 'passes over the data')}
      ${free(figure, 'net_evaluations', 'evaluations on the way')}
      ${any(figure, ({ pruned }) => pruned > 0) ? free(figure, 'net_prune_at', 'share of the run before pruning') : nothing}
    </fieldset>`,
  net_start: (figure) => {
    const newSeed = () => figure.patch({ seed: Math.floor(Math.random() * 1_000_000) });
    return html`<fieldset>
      <legend>Network</legend>
      ${free(figure, 'net_layers', 'hidden layers, rows × columns', true)}
      ${field(figure, 'lattice', 'lattice of the neurons', true)}
      <div class="field">
        <label for="seed">seed</label>
        <span class="row"
          >${control(figure, 'seed')} <button class="text" @click=${newSeed}>another</button></span
        >
        ${problem(figure, 'seed')}
      </div>
      <p class="hint">The same seed gives the same first weights and the same order of pictures.</p>
    </fieldset>`;
  },
};
