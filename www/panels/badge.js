/**
 * Which engine runs, why, and how fast; a click tells more and lets the visitor choose.
 */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { infoIcon } from '../style/icons.js';
import { compact } from '../math/format.js';
import './kernel-times.js';

/** @import { Figure } from '../element/figure.js' */
/** @import { BackendInfo, KernelCheck } from '../engine/protocol.js' */

/**
 * @typedef {object} BadgeState
 * @property {boolean} open
 * @property {KernelCheck[] | 'running' | null} checks
 * @property {() => void} toggle
 * @property {() => void} check
 */

/**
 * How fast: as measured in this run, else as measured at the start.
 * @param {Figure} figure
 * @param {BackendInfo} info
 */
function speedOf(figure, info) {
  const calibrated = info.backend === 'gpu' ? info.gpu_samples_per_second : info.cpu_samples_per_second;
  return figure.lead.pace?.capacity ?? calibrated;
}

/**
 * @param {Figure} figure
 * @param {BadgeState} badge
 */
export function backendBadge(figure, badge) {
  const { info } = figure;
  if (!info)
    return html`<div class="badge">
      <span class="soft">${figure.lead.session ? 'starting …' : ''}</span>
    </div>`;
  const speed = speedOf(figure, info);
  const name = info.backend === 'gpu' ? 'WebGPU' : 'CPU';
  return html`<div class="badge">
    <button aria-expanded=${badge.open} aria-controls="engine" title=${info.reason} @click=${badge.toggle}>
      ${name}${speed ? html` · ${compact(speed)}/s` : nothing} ${infoIcon}
      <span class="sr">: about the engine</span>
    </button>
    ${badge.open ? details(figure, info, badge) : nothing}
  </div>`;
}

/**
 * @param {Figure} figure
 * @param {BackendInfo} info
 * @param {BadgeState} badge
 */
function details(figure, info, badge) {
  const rate = (/** @type {number | null} */ value) => (value ? `${compact(value)} samples/s` : 'not needed');
  return html`<div class="badge-details" id="engine" role="group" aria-label="About the engine">
    <p>${info.reason}</p>
    <dl>
      <dt>runs on</dt>
      <dd>
        ${info.adapter || (info.backend === 'cpu' ? 'this computer’s processor' : 'a graphics processor')}
      </dd>
      ${
        figure.threads > 1
          ? html`<dt>its runs</dt>
              <dd>on ${figure.threads} workers, a thread each</dd>`
          : nothing
      }
      <dt>this run</dt>
      <dd>${rate(figure.lead.pace?.capacity ?? null)}</dd>
      ${figure.state.dataset === null ? nothing : loaded(figure.lead)}
      <dt>CPU, short test</dt>
      <dd>${rate(info.cpu_samples_per_second)}</dd>
      <dt>GPU, short test</dt>
      <dd>${rate(info.gpu_samples_per_second)}</dd>
    </dl>
    ${figure.model.gpu ? backends(figure) : nothing}
    <div>
      <button class="text" ?disabled=${badge.checks === 'running'} @click=${badge.check}>
        Check this device
      </button>
      ${checkList(badge.checks)}
    </div>
    ${
      info.timestamps
        ? html`<som-lab-kernel-times .engine=${figure.engine} .kind=${figure.kind}></som-lab-kernel-times>`
        : nothing
    }
  </div>`;
}

/** @param {Figure['lead']} run */
function loaded({ pace }) {
  return html`<dt>pictures here</dt>
    <dd>${pace ? `${compact(pace.train_loaded)} of ${compact(pace.train_total)}` : '–'}</dd>`;
}

/** @param {Figure} figure */
function backends(figure) {
  return html`<fieldset>
    <legend>Use</legend>
    ${figure
      .choices('backend')
      ?.map(
        ([key, text]) =>
          html`<label>
            <input
              type="radio"
              name="backend"
              .checked=${live(figure.state.backend === key)}
              @change=${() => figure.set('backend', key)}
            />${text}
          </label>`,
      )}
  </fieldset>`;
}

/** @param {BadgeState['checks']} checks */
function checkList(checks) {
  if (checks === null) return nothing;
  if (checks === 'running') return html`<p role="status">Each kernel runs on both engines …</p>`;
  if (checks.length === 0) {
    return html`<p role="status">There is only one engine here, so there is nothing to compare.</p>`;
  }
  const bad = checks.filter(({ ok }) => !ok);
  const verdict =
    bad.length === 0
      ? `All ${checks.length} kernels agree on CPU and GPU.`
      : `${bad.length} of ${checks.length} kernels disagree; the CPU is the safe choice.`;
  return html`<p role="status">${verdict}</p>
    <ul class="checks">
      ${checks.map(
        ({ kernel, ok, message }) =>
          html`<li class=${ok ? '' : 'bad'} title=${message}>
            ${ok ? '✓' : '✗'} ${kernel.replaceAll('_', ' ')}
          </li>`,
      )}
    </ul>`;
}
