/**
 * <som-lab-stack-map>: the map of one layer. Below the last layer its neurons wear the colors of their places,
 * and those that something above is made of stay in the light.
 * <som-lab-thumb>: a map to look at only.
 */

import { html } from 'lit';
import { theme } from '../../style/theme.js';
import { css as cssOf } from '../../canvas/colormap.js';
import { placeColor } from '../../canvas/writing.js';
import { MapCanvas } from '../shared/map-canvas.js';

export class StackMap extends MapCanvas {
  static properties = {
    ...MapCanvas.properties,
    tinted: { type: Boolean },
    /** neurons in the light, the others in the shade; null: all in the light */
    lit: { attribute: false },
  };

  constructor() {
    super();
    this.tinted = false;
    /** @type {Map<number, number> | null} */
    this.lit = null;
  }

  updated() {
    super.updated();
    const [map, marks] = this.canvases;
    const [under, over] = [map.getContext('2d'), marks.getContext('2d')];
    if (!this.frame || !under || !over || this.size.width === 0) return;
    if (this.tinted && this.view === 'codebook') tint(under, this.layout, this.frame, this.ink);
    if (this.lit) this.#shade(over, this.lit);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Map<number, number>} lit
   */
  #shade(context, lit) {
    context.save();
    // Below the marks that are there already.
    context.globalCompositeOperation = 'destination-over';
    context.globalAlpha = 0.78;
    context.fillStyle = theme().paper;
    for (let unit = 0; unit < this.layout.n; unit++) {
      if (lit.has(unit)) continue;
      const { x, y, w, h } = this.layout.rect(unit);
      context.fillRect(x, y, w, h);
    }
    context.restore();
  }
}

/**
 * Lays the colors of their places over the pictures of neurons: behind ink, as a frame around what has colors itself.
 * @param {CanvasRenderingContext2D} context
 * @param {{n: number, rect: (unit: number) => import('../../canvas/layout.js').Rect}} layout
 * @param {import('../../canvas/writing.js').Size} size
 * @param {boolean} ink
 * @param {(cell: number) => number} [unitAt]  the neuron of a cell
 */
export function tint(context, layout, size, ink, unitAt = (cell) => cell) {
  const { dark } = theme();
  context.save();
  if (ink) context.globalCompositeOperation = dark ? 'screen' : 'multiply';
  for (let cell = 0; cell < layout.n; cell++) {
    const { x, y, w, h } = layout.rect(cell);
    const color = cssOf(placeColor(unitAt(cell), size, dark));
    const edge = Math.max(1, w * 0.08);
    context.fillStyle = color;
    context.strokeStyle = color;
    context.lineWidth = edge;
    if (ink) context.fillRect(x, y, w, h);
    else context.strokeRect(x + edge / 2, y + edge / 2, w - edge, h - edge);
  }
  context.restore();
}

export class Thumb extends MapCanvas {
  render() {
    return html`<canvas class="map" aria-hidden="true"></canvas
      ><canvas class="marks" aria-hidden="true"></canvas>`;
  }
}

customElements.define('som-lab-stack-map', StackMap);
customElements.define('som-lab-thumb', Thumb);
