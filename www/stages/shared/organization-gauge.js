/**
 * How a sheet of neurons is organized, on a scale, beside what random arrangements of the same neurons come to.
 */

import { css, html, nothing } from 'lit';
import { CLEAR, NONE } from '../../catalogue/verdict.js';
import { byShuffling } from '../../math/organization.js';
import { styled } from '../../style/styled.js';

/** @import { Shape } from '../../math/lattice.js' */
/** @typedef {{low: number, high: number}} Chance  where 95 % of random arrangements lie */

/** Milliseconds between two shufflings while it learns. */
const SHUFFLE_EVERY = 4000;

/** What a random arrangement would give, by sheet; while it learns, only now and then. */
export class Shuffled {
  constructor() {
    /** @type {Map<string, Chance & {of: object, at: number}>} */
    this.known = new Map();
  }

  /**
   * @param {string} name of the sheet
   * @param {Shape} sheet  another object whenever its neurons have changed
   * @param {() => ArrayLike<number>} weights  [neurons, features]
   * @param {boolean} running
   * @returns {Chance}
   */
  chance(name, sheet, weights, running) {
    const known = this.known.get(name);
    const now = performance.now();
    if (known && (known.of === sheet || (running && now - known.at < SHUFFLE_EVERY))) return known;
    const { rows, cols, lattice } = sheet;
    const chance = { of: sheet, at: now, ...byShuffling(weights(), { rows, cols, lattice }) };
    this.known.set(name, chance);
    return chance;
  }
}

/**
 * @param {number | null} value  null: not measured
 * @param {Chance | null} chance
 */
export function gauge(value, chance) {
  const at = (/** @type {number} */ v) => `${(100 * (v + 0.2)) / 1.2}%`;
  return html`<div class="measure">
      <p>organization <b>${value === null ? '–' : value.toFixed(2)}</b></p>
      <div class="gauge" aria-hidden="true">
        ${
          chance
            ? html`<i
                class="chance"
                ${styled({ left: at(chance.low), right: `calc(100% - ${at(chance.high)})` })}
              ></i>`
            : nothing
        }
        <i class="zero" ${styled({ left: at(0) })}></i>
        ${value === null ? nothing : html`<i class="value" ${styled({ left: at(value) })}></i>`}
      </div>
    </div>
    <p class="soft judged">${words(value, chance)}</p>`;
}

/**
 * @param {number | null} value
 * @param {Chance | null} chance
 */
export function words(value, chance) {
  if (value === null || !chance) return 'not measured yet';
  return `${judged(value, chance)}; shuffled, ${signedText(chance.low)} to ${signedText(chance.high)}`;
}

/**
 * @param {number} value
 * @param {Chance} chance
 */
function judged(value, { high }) {
  if (value <= high) return 'no more than chance';
  if (value < NONE) return 'a trace';
  return value < CLEAR ? 'a little' : 'neighbors are alike';
}

/** @param {number} value */
const signedText = (value) => `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(2)}`;

export const gaugeStyles = css`
  .measure {
    margin-top: 6px;
    color: var(--soft);
  }
  .measure b {
    color: var(--ink);
    font-weight: 600;
  }
  .gauge {
    position: relative;
    height: 14px;
    margin: 2px 0;
  }
  .gauge::before {
    content: '';
    position: absolute;
    inset: 6px 0 auto;
    border-top: 2px solid var(--line);
  }
  .gauge i {
    position: absolute;
    top: 0;
    height: 14px;
  }
  .chance {
    background: var(--edge);
    opacity: 0.45;
    border-radius: 2px;
  }
  .zero {
    border-left: 1px solid var(--soft);
  }
  .gauge .value {
    top: 1.5px;
    width: 11px;
    height: 11px;
    margin-left: -5.5px;
    border-radius: 50%;
    background: var(--series, var(--note-blue));
    box-shadow: 0 0 0 1.5px var(--paper);
  }
`;
