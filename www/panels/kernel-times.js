/**
 * Where a graphics adapter's time goes, kernel by kernel, as the adapter itself has timed it; measured on demand.
 */

import { LitElement, html, nothing } from 'lit';
import { percent } from '../math/format.js';

/** @import { KernelTime, Kind } from '../engine/protocol.js' */
/** @import { EngineClient } from '../engine/client.js' */

/** Kernels that are named; the others are one line. */
const NAMED = 8;

/**
 * The longest of them with their share of the whole, and all others as one.
 * @param {KernelTime[]} times  the longest first
 * @returns {{name: string, share: number}[]}
 */
export function sharesOf(times) {
  const all = times.reduce((sum, { nanoseconds }) => sum + nanoseconds, 0) || 1;
  const shares = times.map(({ kernel, nanoseconds }) => ({
    name: kernel.replaceAll('_', ' '),
    share: nanoseconds / all,
  }));
  const others = shares.splice(NAMED);
  if (others.length === 0) return shares;
  return [
    ...shares,
    { name: `${others.length} others`, share: others.reduce((sum, { share }) => sum + share, 0) },
  ];
}

export class KernelTimes extends LitElement {
  static properties = {
    engine: { attribute: false },
    kind: { attribute: false },
    times: { state: true },
  };

  constructor() {
    super();
    /** @type {EngineClient | null} */
    this.engine = null;
    /** @type {Kind} */
    this.kind = 'map';
    /** @type {KernelTime[] | 'running' | null} */
    this.times = null;
  }

  /** It looks like the badge that it is in. */
  createRenderRoot() {
    return this;
  }

  async #measure() {
    this.times = 'running';
    this.times = (await this.engine?.profile(this.kind)) ?? [];
  }

  render() {
    return html`<button class="text" ?disabled=${this.times === 'running'} @click=${this.#measure}>
        Where the time goes
      </button>
      ${this.#found()}`;
  }

  #found() {
    const { times } = this;
    if (times === null) return nothing;
    if (times === 'running') return html`<p role="status">The adapter times its work for a second …</p>`;
    if (times.length === 0) {
      return html`<p role="status">Nothing ran on the adapter in that second: start a run first.</p>`;
    }
    const milliseconds = times.reduce((sum, { nanoseconds }) => sum + nanoseconds / 1e6, 0);
    return html`<p role="status">
        Of ${Math.max(1, Math.round(milliseconds))} ms of the adapter’s time, kernels took:
      </p>
      <dl>
        ${sharesOf(times).map(
          ({ name, share }) =>
            html`<dt>${name}</dt>
              <dd>${percent(share)}</dd>`,
        )}
      </dl>`;
  }
}

customElements.define('som-lab-kernel-times', KernelTimes);
