/**
 * The timeline of a run: how far it is, and the moments that it can be taken back to.
 */

import { css, html } from 'lit';
import { live } from 'lit/directives/live.js';
import { styled } from '../style/styled.js';

const STEPS = 1000;

/**
 * @param {object} line
 * @param {number} line.at  how far the run is, 0 to 1
 * @param {number[]} line.places  that it can be taken to
 * @param {string} line.words  where it is
 * @param {(share: number) => void} line.go
 */
export function timelineView({ at, places, words, go }) {
  const value = (/** @type {Event} */ event) =>
    Number(/** @type {HTMLInputElement} */ (event.target).value) / STEPS;
  const step = (/** @type {KeyboardEvent} */ event) => {
    const next = {
      ArrowLeft: places.findLast((place) => place < at - 1e-6),
      ArrowRight: places.find((place) => place > at + 1e-6),
    };
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    event.stopPropagation();
    const place = next[event.key];
    if (place !== undefined) go(place);
  };
  return html`<label class="timeline">
    timeline
    <span class="track">
      ${places.map((place) => html`<i ${styled({ left: `${(100 * place).toFixed(2)}%` })}></i>`)}
      <input
        type="range"
        min="0"
        max=${STEPS}
        step="any"
        ?disabled=${places.length < 2}
        .value=${live(String(STEPS * at))}
        aria-valuetext=${words}
        title="Take the run back to any dot, and forth again"
        @input=${(/** @type {Event} */ event) => go(value(event))}
        @keydown=${step}
      />
    </span>
  </label>`;
}

export const timelineStyles = css`
  .timeline {
    display: flex;
    align-items: center;
    gap: 10px;
    flex-basis: 100%;
    min-height: 24px;
    color: var(--soft);
  }
  .timeline .track {
    position: relative;
    flex: 1;
    display: flex;
    align-items: center;
    /* The middle of the thumb goes from edge to edge of this. */
    padding: 0 8px;
  }
  .timeline i {
    position: absolute;
    top: calc(50% + 7px);
    width: 3px;
    height: 3px;
    border-radius: 50%;
    background: var(--soft);
    transform: translateX(-50%);
  }
  .timeline input {
    width: calc(100% + 16px);
    margin: 0 -8px;
  }
`;
