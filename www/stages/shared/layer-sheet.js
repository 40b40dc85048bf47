/**
 * <som-lab-sheet>: the neurons of a layer on their lattice: as pictures under the light of the mask, as pictures, or
 * by how strongly they answer. The pointer and the arrow keys choose a neuron; a click, a tap or Enter keeps it.
 */

import { LitElement, css, html } from 'lit';
import { neighborOf } from '../../math/lattice.js';
import { ThemeController, prefersStillness, theme } from '../../style/theme.js';
import { fillCell } from '../../canvas/cells.js';
import { viridis } from '../../canvas/colormap.js';
import { layoutOf } from '../../canvas/layout.js';
import { between, drawLit } from '../../canvas/light.js';
import { drawMarks } from '../../canvas/marks.js';
import { fitted } from '../../canvas/pixels.js';
import { PointingController, middleOf, pointingStyles } from '../../canvas/pointing-controller.js';
import { SizeController } from '../../canvas/size-controller.js';

/** @import { Layer } from '../../engine/protocol.js' */
/** @import { Shape } from '../../math/lattice.js' */

/** Room for the marks of neurons at the rim. */
const MARGIN = 5;
/** Milliseconds in which the light goes out here and on there. */
const FADE = 180;

export class NetSheet extends LitElement {
  static properties = {
    /** lattice, rows and cols */
    shape: { attribute: false },
    /** the neurons' pictures, where there are any */
    map: { attribute: false },
    /** of every neuron; null: all in full light */
    mask: { attribute: false },
    /** how strongly each neuron answers: then this is drawn, and nothing else */
    values: { attribute: false },
    ink: { type: Boolean },
    /** the neuron that is most like the picture, -1 for none */
    winner: { type: Number },
    hovered: { attribute: false },
    pinned: { attribute: false },
    /** the variant's color, of the marks */
    series: {},
    text: {},
  };

  static styles = [
    pointingStyles,
    css`
      .marks {
        inset: -${MARGIN}px;
        width: calc(100% + ${2 * MARGIN}px);
        height: calc(100% + ${2 * MARGIN}px);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Shape} */
    this.shape = { lattice: 'rectangle', rows: 0, cols: 0 };
    /** @type {Layer | null} */
    this.map = null;
    /** @type {Float32Array | null} */
    this.mask = null;
    /** @type {Float32Array | null} */
    this.values = null;
    this.ink = false;
    this.winner = -1;
    /** @type {number | null} */
    this.hovered = null;
    /** @type {number | null} */
    this.pinned = null;
    /** @type {import('../../catalogue/experiments.js').Series | ''} */
    this.series = '';
    this.text = '';
    this.size = new SizeController(this);
    this.theme = new ThemeController(this);
    this.pointing = new PointingController(this, {
      at: (x, y) => this.layout.at(x, y),
      start: () => (this.winner >= 0 ? this.winner : middleOf(this.shape)),
      beside: (unit, direction) => neighborOf(this.shape, unit, direction),
    });
    this.layout = layoutOf(this.shape, 1, 1);
    this.laid = '';
    /** @type {Float32Array | null} the light as it is, on its way to the mask */
    this.light = null;
    this.fading = 0;
    this.atlas = document.createElement('canvas');
    this.lamps = document.createElement('canvas');
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    cancelAnimationFrame(this.fading);
  }

  render() {
    return html`<canvas
        class="sheet"
        tabindex="0"
        role="application"
        aria-roledescription="sheet of neurons"
        aria-label=${this.text}
      ></canvas>
      <canvas class="marks" aria-hidden="true"></canvas>`;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  updated(changed) {
    if (changed.has('mask')) this.#fade();
    this.#draw();
  }

  /** The light wanders: it goes out where it was while it comes on where it is going. */
  #fade() {
    const { light: from, mask } = this;
    cancelAnimationFrame(this.fading);
    if (!mask || !from || from.length !== mask.length || prefersStillness()) {
      this.light = mask;
      return;
    }
    const start = performance.now();
    const step = (/** @type {number} */ now) => {
      const share = Math.min(1, Math.max(0, (now - start) / FADE));
      this.light = between(from, mask, 1 - (1 - share) ** 2);
      this.#draw();
      if (share < 1) this.fading = requestAnimationFrame(step);
    };
    this.fading = requestAnimationFrame(step);
  }

  #draw() {
    const [sheet, marks] = this.renderRoot.querySelectorAll('canvas');
    const { width: side } = this.size;
    if (!sheet || !marks || side === 0 || this.shape.rows === 0) return;
    const context = fitted(sheet, side, side);
    const over = fitted(marks, side + 2 * MARGIN, side + 2 * MARGIN);
    if (!context || !over) return;
    this.#arrange(sheet.width);
    const colors = theme();
    if (this.values) this.#drawValues(context, this.values);
    else {
      drawLit(context, this.layout, {
        mask: this.light,
        map: this.map,
        onPaper: this.ink && !colors.dark,
        dark: colors.dark,
        atlas: this.atlas,
        light: this.lamps,
      });
    }
    const shift = MARGIN * (globalThis.devicePixelRatio || 1);
    over.setTransform(1, 0, 0, 1, 0, 0);
    over.clearRect(0, 0, marks.width, marks.height);
    over.translate(shift, shift);
    drawMarks(over, this.layout, {
      unit: this.hovered,
      pinned: this.winner >= 0 ? this.winner : this.pinned,
      accent: this.series ? colors.note[this.series] : colors.mark,
      paper: colors.paper,
      torus: this.shape.lattice === 'torus',
    });
  }

  /** @param {number} side */
  #arrange(side) {
    const { lattice, rows, cols } = this.shape;
    const laid = [lattice, rows, cols, side].join();
    if (laid === this.laid) return;
    this.laid = laid;
    this.layout = layoutOf(this.shape, side, side);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Float32Array} values
   */
  #drawValues(context, values) {
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    const most = values.reduce((a, b) => Math.max(a, b), 0);
    for (let unit = 0; unit < this.layout.n; unit++) {
      fillCell(context, this.layout, unit, viridis(most > 0 ? values[unit] / most : 0));
    }
  }
}

customElements.define('som-lab-sheet', NetSheet);
