/**
 * Where a graphics adapter's time goes, kernel by kernel, as the adapter itself has timed it; measured on demand.
 */

import { LitElement, html, nothing } from 'lit';
import { percent } from '../math/format.js';

/** @import { KernelShare, Kind } from '../engine/protocol.js' */
/** @import { EngineClient } from '../engine/client.js' */

/** Kernels that are named; the others are one line. */
const NAMED = 8;

/**
 * The first of them, and all others as one.
 * @param {KernelShare[]} shares  the longest first
 * @returns {{name: string, share: number}[]}
 */
export function namedShares(shares) {
  const named = shares.slice(0, NAMED).map(({ kernel, share }) => ({ name: kernel.replaceAll('_', ' '), share }));
  const others = shares.slice(NAMED);
  if (others.length === 0) return named;
  const share = others.reduce((sum, other) => sum + other.share, 0);
  return [...named, { name: `${others.length} others`, share }];
}

export class KernelTimes extends LitElement {
  static properties = {
    engine: { attribute: false },
    kind: { attribute: false },
    shares: { state: true },
  };

  constructor() {
    super();
    /** @type {EngineClient | null} */
    this.engine = null;
    /** @type {Kind} */
    this.kind = 'map';
    /** @type {KernelShare[] | 'running' | null} */
    this.shares = null;
  }

  /** It looks like the badge that it is in. */
  createRenderRoot() {
    return this;
  }

  async #measure() {
    this.shares = 'running';
    this.shares = (await this.engine?.profile(this.kind)) ?? [];
  }

  render() {
    return html`<button class="text" ?disabled=${this.shares === 'running'} @click=${this.#measure}>
        Where the time goes
      </button>
      ${this.#found()}`;
  }

  #found() {
    const { shares } = this;
    if (shares === null) return nothing;
    if (shares === 'running') return html`<p role="status">The adapter times its work for a second …</p>`;
    if (shares.length === 0) {
      return html`<p role="status">Nothing ran on the adapter in that second: start a run first.</p>`;
    }
    const milliseconds = shares.reduce((sum, share) => sum + share.milliseconds, 0);
    return html`<p role="status">
        Of ${Math.max(1, Math.round(milliseconds))} ms of the adapter’s time, kernels took:
      </p>
      <dl>
        ${namedShares(shares).map(
          ({ name, share }) =>
            html`<dt>${name}</dt>
              <dd>${percent(share)}</dd>`,
        )}
      </dl>`;
  }
}

customElements.define('som-lab-kernel-times', KernelTimes);
