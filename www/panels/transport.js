/**
 * Play, step, begin again, and how fast; always in the same place.
 */

import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { pauseIcon, playIcon, resetIcon, slidersIcon, stepIcon } from '../style/icons.js';
import { count } from '../math/format.js';
import { SLIDER_MAX, sliderOfSpeed, speedOfSlider } from '../math/speed.js';

/** @typedef {import('../element/figure.js').Figure<any>} Figure */

/** @param {number | null} speed */
export function speedText(speed) {
  if (speed === null) return 'no limit';
  return `${count(speed)} ${speed === 1 ? 'step' : 'steps'}/s`;
}

/**
 * @param {Figure} figure
 * @param {() => void} openSheet
 * @param {unknown} timeline  below
 */
export function transport(figure, openSheet, timeline) {
  const { speed } = figure.state;
  const setSpeed = (/** @type {Event} */ event) =>
    figure.patch({ speed: speedOfSlider(Number(/** @type {HTMLInputElement} */ (event.target).value)) });
  return html`<div class="transport" part="transport" role="group" aria-label="Transport">
    <div class="buttons">
      <button
        class="round play"
        part="play"
        aria-label=${figure.running ? 'Pause' : 'Play'}
        title="${figure.running ? 'Pause' : 'Play'} (space)"
        @click=${() => figure.toggle()}
      >
        ${figure.running ? pauseIcon : playIcon}
      </button>
      <button class="round" aria-label="One step" title="One step (→)" @click=${() => figure.step()}>
        ${stepIcon}
      </button>
      <button
        class="round"
        aria-label="Begin again"
        title="Begin again, same seed (r)"
        @click=${() => figure.reset()}
      >
        ${resetIcon}
      </button>
    </div>
    <label class="speed">
      speed
      <input
        type="range"
        min="0"
        max=${SLIDER_MAX}
        .value=${live(String(sliderOfSpeed(speed)))}
        aria-valuetext=${speedText(speed)}
        @input=${setSpeed}
      />
      <output>${speedText(speed)}</output>
    </label>
    <div class="counts">${figure.model.panels.counts(figure)}</div>
    <button class="open-sheet" aria-haspopup="dialog" @click=${openSheet}>${slidersIcon} Controls</button>
    ${timeline}
  </div>`;
}
