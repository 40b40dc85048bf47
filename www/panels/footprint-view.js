/**
 * <som-lab-footprint>: the neighborhood on the lattice, now. It breathes as σ shrinks.
 */

import { LitElement, css, html } from 'lit';
import { ThemeController, theme } from '../style/theme.js';
import { drawFootprint } from '../canvas/footprint.js';
import { layoutOf } from '../canvas/layout.js';
import { fitted } from '../canvas/pixels.js';

/** @import { Shape } from '../math/lattice.js' */

const SIDE = 100;

export class FootprintView extends LitElement {
  static properties = {
    lattice: {},
    rows: { type: Number },
    cols: { type: Number },
    neighborhood: {},
    sigma: { type: Number },
    winner: { attribute: false },
  };

  static styles = css`
    :host,
    canvas {
      display: block;
      width: ${SIDE}px;
      height: ${SIDE}px;
    }
  `;

  constructor() {
    super();
    /** @type {Shape['lattice']} */
    this.lattice = 'rectangle';
    this.rows = 1;
    this.cols = 1;
    /** @type {import('../engine/protocol.js').Neighborhood} */
    this.neighborhood = 'gaussian';
    this.sigma = 1;
    /** @type {number | null} */
    this.winner = null;
    this.theme = new ThemeController(this);
  }

  render() {
    const text = `A ${this.neighborhood.replace('_', ' ')} neighborhood that reaches ${this.sigma.toFixed(1)} neurons far`;
    return html`<canvas role="img" aria-label=${text}></canvas>`;
  }

  updated() {
    const canvas = /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector('canvas'));
    const context = fitted(canvas, SIDE, SIDE);
    if (!context) return;
    const shape = { lattice: this.lattice, rows: this.rows, cols: this.cols };
    const middle = Math.floor(this.rows / 2) * this.cols + Math.floor(this.cols / 2);
    drawFootprint(context, layoutOf(shape, canvas.width, canvas.height, false), shape, {
      neighborhood: this.neighborhood,
      sigma: this.sigma,
      winner: Math.min(this.winner ?? middle, this.rows * this.cols - 1),
      zero: theme().wellRgb,
    });
  }
}

customElements.define('som-lab-footprint', FootprintView);
