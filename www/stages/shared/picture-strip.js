/**
 * <som-lab-strip>: small pictures to choose one from, as a group of radio buttons.
 */

import { LitElement, css, html } from 'lit';
import { ThemeController, theme } from '../../style/theme.js';
import { canvasOf } from '../../canvas/pixels.js';
import { styled } from '../../style/styled.js';

/** @import { Strip } from '../../engine/protocol.js' */

export class PictureStrip extends LitElement {
  static properties = {
    strip: { attribute: false },
    names: { attribute: false },
    chosen: { type: Number },
    ink: { type: Boolean },
    label: {},
  };

  static styles = css`
    fieldset {
      border: 0;
      margin: 0;
      padding: 0;
      display: grid;
      grid-template-columns: repeat(var(--across), minmax(0, 60px));
      gap: 6px;
    }
    @media (pointer: coarse) {
      fieldset {
        grid-template-columns: repeat(auto-fill, minmax(44px, 1fr));
      }
      label {
        max-width: 60px;
      }
    }
    legend {
      position: absolute;
      clip-path: inset(50%);
    }
    label {
      position: relative;
      display: block;
      aspect-ratio: 1;
      border-radius: 3px;
      cursor: pointer;
      background: var(--well);
    }
    canvas {
      display: block;
      width: 100%;
      height: 100%;
      object-fit: contain;
      border-radius: 3px;
      image-rendering: pixelated;
    }
    canvas.large {
      image-rendering: auto;
    }
    input {
      position: absolute;
      inset: 0;
      margin: 0;
      opacity: 0;
      cursor: pointer;
    }
    label:has(:checked) {
      outline: 2.5px solid var(--accent);
      outline-offset: 1.5px;
    }
    label:has(:focus-visible) {
      outline: 4px solid var(--accent);
      outline-offset: 1.5px;
    }
    @media (hover: hover) {
      label:hover:not(:has(:checked)) {
        outline: 1.5px solid var(--edge);
        outline-offset: 1.5px;
      }
    }
  `;

  constructor() {
    super();
    /** @type {Strip | null} */
    this.strip = null;
    /** @type {string[]} one for each picture, in words */
    this.names = [];
    /** Which of them; none is -1. */
    this.chosen = -1;
    this.ink = false;
    this.label = '';
    this.row = document.createElement('canvas');
    this.theme = new ThemeController(this, () => this.requestUpdate('strip'));
  }

  render() {
    const n = this.names.length;
    return html`<fieldset ${styled({ '--across': n > 6 ? Math.ceil(n / 2) : Math.max(4, n) })}>
      <legend>${this.label}</legend>
      ${this.names.map(
        (name, i) =>
          html`<label title=${name}>
            <canvas aria-hidden="true"></canvas>
            <input
              type="radio"
              name="picture"
              aria-label=${name}
              .checked=${i === this.chosen}
              @change=${() => this.dispatchEvent(new CustomEvent('choose', { detail: i }))}
            />
          </label>`,
      )}
    </fieldset>`;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    if (!['strip', 'names', 'ink'].some((name) => changed.has(name))) return;
    const { strip } = this;
    const canvases = this.renderRoot.querySelectorAll('canvas');
    if (strip)
      canvasOf(strip.rgba, strip.width * strip.count, strip.height, this.ink && !theme().dark, this.row);
    canvases.forEach((canvas, i) => {
      Object.assign(canvas, { width: strip?.width ?? 1, height: strip?.height ?? 1 });
      if (!strip || i >= strip.count) return;
      canvas.classList.toggle('large', strip.width > 64);
      canvas.getContext('2d')?.drawImage(this.row, -i * strip.width, 0);
    });
  }
}

customElements.define('som-lab-strip', PictureStrip);
