/**
 * <som-lab-action-map>: the torques that an agent of the pendulum chooses between, units of a map that is a line: how
 * far they have moved off a uniform grid of as many, and how often each is chosen.
 */

import { LitElement, css, html } from 'lit';
import { css as colorText, mix } from '../../canvas/colormap.js';
import { fitted } from '../../canvas/pixels.js';
import { SizeController } from '../../canvas/size-controller.js';
import { ThemeController, theme } from '../../style/theme.js';
import { pushColor } from './action-colors.js';
import { gridOf, radiusOf } from './axes.js';
import { TORQUE } from './cart-geometry.js';
import { signed } from './state-words.js';

const HEIGHT = 132;
/** Where the units stand, and the axis with its grid. */
const UNITS = 62;
const AXIS = 100;
/** Beside the axis, for its last dots and ticks. */
const BESIDE = 20;
const FONT = '11px system-ui, sans-serif';

export class ActionMap extends LitElement {
  static properties = {
    /** `[n]`, in N m, in the order of the line */
    efforts: { attribute: false },
    /** `[n]`, how often each was chosen */
    chosen: { attribute: false },
  };

  static styles = css`
    :host {
      display: block;
    }
    .place {
      position: relative;
      height: ${HEIGHT}px;
    }
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
    }
  `;

  constructor() {
    super();
    /** @type {ArrayLike<number>} */
    this.efforts = [];
    /** @type {ArrayLike<number>} */
    this.chosen = [];
    this.size = new SizeController(this);
    this.theme = new ThemeController(this);
  }

  render() {
    return html`<div class="place"><canvas role="img" aria-label=${this.#words()}></canvas></div>`;
  }

  #words() {
    const { efforts, chosen } = this;
    if (efforts.length === 0) return 'Torques, not yet there';
    const most = Array.from(chosen).reduce((best, n, i) => (n > (chosen[best] ?? 0) ? i : best), 0);
    const list = Array.from(efforts, (effort) => signed(effort, 2)).join(', ');
    const often = chosen[most] > 0 ? ` Most often chosen: ${signed(efforts[most], 2)}.` : '';
    return `${efforts.length} torques in N·m: ${list}.${often}`;
  }

  updated() {
    const canvas = this.renderRoot.querySelector('canvas');
    const { width } = this.size;
    if (!canvas || width === 0) return;
    const context = fitted(canvas, width, HEIGHT);
    if (!context) return;
    const ratio = canvas.width / width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, HEIGHT);
    const at = (/** @type {number} */ torque) => BESIDE + ((torque / TORQUE + 1) / 2) * (width - 2 * BESIDE);
    this.#drawAxis(context, at);
    this.#drawUnits(context, at);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {(torque: number) => number} at
   */
  #drawAxis(context, at) {
    const colors = theme();
    const { efforts } = this;
    const grid = gridOf(efforts.length);
    Object.assign(context, { font: FONT, textAlign: 'center', textBaseline: 'top', lineCap: 'butt' });
    // From where each unit was to where it is.
    Object.assign(context, { strokeStyle: colors.edge, lineWidth: 1, globalAlpha: 0.6 });
    context.beginPath();
    grid.forEach((torque, i) => {
      context.moveTo(at(torque), AXIS);
      context.bezierCurveTo(at(torque), AXIS - 16, at(efforts[i]), UNITS + 22, at(efforts[i]), UNITS);
    });
    context.stroke();
    Object.assign(context, { strokeStyle: colors.edge, fillStyle: colors.soft, globalAlpha: 1 });
    context.beginPath();
    context.moveTo(at(-TORQUE), AXIS + 0.5);
    context.lineTo(at(TORQUE), AXIS + 0.5);
    for (const torque of grid) {
      const x = Math.round(at(torque)) + 0.5;
      context.moveTo(x, AXIS - 4);
      context.lineTo(x, AXIS + 5);
    }
    context.stroke();
    for (let torque = -TORQUE; torque <= TORQUE; torque++) {
      context.fillText(`${signed(torque, 0)}${torque === 0 ? ' N·m' : ''}`, at(torque), AXIS + 10);
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {(torque: number) => number} at
   */
  #drawUnits(context, at) {
    const { efforts, chosen } = this;
    const colors = theme();
    const all = Array.from(chosen).reduce((sum, n) => sum + n, 0);
    // Neighbors on the line are joined by arches: a long one is a gap, and one that goes back a fold.
    Object.assign(context, { strokeStyle: colors.soft, lineWidth: 1.25, lineJoin: 'round' });
    context.beginPath();
    for (let i = 1; i < efforts.length; i++) {
      const [from, to] = [at(efforts[i - 1]), at(efforts[i])];
      const rise = Math.min(UNITS - 6, 12 + 0.3 * Math.abs(to - from));
      context.moveTo(from, UNITS);
      context.bezierCurveTo(from, UNITS - rise, to, UNITS - rise, to, UNITS);
    }
    context.stroke();
    for (let i = 0; i < efforts.length; i++) {
      context.beginPath();
      context.arc(at(efforts[i]), UNITS, radiusOf(all > 0 ? (chosen[i] ?? 0) / all : 0), 0, 2 * Math.PI);
      context.fillStyle = colorText(mix(pushColor(efforts[i] / TORQUE, colors), colors.wellRgb, 0.1));
      context.fill();
      Object.assign(context, { strokeStyle: colors.paper, lineWidth: 3 });
      context.stroke();
      Object.assign(context, { strokeStyle: colors.soft, lineWidth: 1.25 });
      context.stroke();
    }
  }
}

customElements.define('som-lab-action-map', ActionMap);
