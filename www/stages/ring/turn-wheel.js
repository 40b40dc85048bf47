/**
 * <som-lab-wheel>: a wheel round a picture, to be dragged, turned with the keys, or left to turn by itself.
 * Its event `turn` carries the view that it stands at.
 */

import { LitElement, css, html, svg } from 'lit';

const RADIUS = 46;
const TICKS = 24;

export class TurnWheel extends LitElement {
  static properties = {
    views: { type: Number },
    view: { type: Number },
    /** degrees of view 0 */
    offset: { type: Number },
  };

  static styles = css`
    :host {
      display: block;
      position: relative;
      aspect-ratio: 1;
    }
    .wheel {
      position: absolute;
      inset: 0;
      border-radius: 50%;
      touch-action: none;
      cursor: grab;
      outline: none;
    }
    svg {
      width: 100%;
      height: 100%;
      overflow: visible;
    }
    .wheel:active {
      cursor: grabbing;
    }
    .rim {
      fill: none;
      stroke: var(--line);
      stroke-width: 4;
    }
    .tick {
      stroke: var(--soft);
      stroke-width: 0.5;
    }
    .knob {
      fill: var(--mark, var(--accent));
      stroke: var(--paper);
      stroke-width: 1.2;
    }
    .wheel:focus-visible .knob {
      stroke: var(--ink);
      stroke-width: 1.6;
    }
    .inside {
      position: absolute;
      inset: 11%;
      pointer-events: none;
    }
  `;

  constructor() {
    super();
    this.views = 0;
    this.view = 0;
    this.offset = 0;
  }

  /** @param {number} view */
  #degrees(view) {
    return this.views > 0 ? (360 * view) / this.views : 0;
  }

  render() {
    const at = this.#degrees(this.view);
    const shown = Math.round((at + this.offset) * 10) / 10;
    const [x, y] = onRim(at);
    return html`<div
        class="wheel"
        role="slider"
        tabindex="0"
        aria-label="Turn the car"
        aria-valuemin="0"
        aria-valuemax=${Math.max(0, this.views - 1)}
        aria-valuenow=${this.view}
        aria-valuetext=${`${shown} degrees`}
        @pointerdown=${this.#grab}
        @pointermove=${this.#drag}
        @keydown=${this.#key}
      >
        <svg viewBox="0 0 100 100" aria-hidden="true">
          <circle class="rim" cx="50" cy="50" r=${RADIUS} />
          ${Array.from({ length: TICKS }, (_, i) => tick((360 * i) / TICKS))}
          <circle class="knob" cx=${x} cy=${y} r="5" />
        </svg>
      </div>
      <div class="inside"><slot></slot></div>`;
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
    this.#turnTo(event);
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (event.buttons > 0) this.#turnTo(event);
  }

  /** @param {PointerEvent} event */
  #turnTo(event) {
    const box = this.getBoundingClientRect();
    const dx = event.clientX - box.left - box.width / 2;
    const dy = event.clientY - box.top - box.height / 2;
    const share = Math.atan2(dx, -dy) / (2 * Math.PI);
    this.#turn(Math.round(share * this.views));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 9, PageDown: -9 }[
      event.key
    ];
    if (steps === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    this.#turn(this.view + steps);
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} view */
  #turn(view) {
    if (this.views === 0) return;
    const detail = ((view % this.views) + this.views) % this.views;
    if (detail !== this.view) this.dispatchEvent(new CustomEvent('turn', { detail }));
  }
}

/** @param {number} degrees clockwise from the top */
function onRim(degrees, radius = RADIUS) {
  const angle = (degrees * Math.PI) / 180;
  return [50 + radius * Math.sin(angle), 50 - radius * Math.cos(angle)];
}

/** @param {number} degrees */
function tick(degrees) {
  const [x1, y1] = onRim(degrees, RADIUS - 1.6);
  const [x2, y2] = onRim(degrees, RADIUS + 1.6);
  return svg`<line class="tick" x1=${x1} y1=${y1} x2=${x2} y2=${y2} />`;
}

customElements.define('som-lab-wheel', TurnWheel);
