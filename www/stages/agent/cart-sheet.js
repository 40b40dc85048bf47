/**
 * <som-lab-cart-sheet>: the map of what an agent sees, each unit drawn as the state that it stands for, on the color
 * of what the agent would do there; and over it the light of the mask, round the unit that wins now.
 *
 * Its event `look` carries {unit}: the one that is pointed at or walked to, or null.
 */

import { LitElement, css, html } from 'lit';
import { cellPath } from '../../canvas/cells.js';
import { css as colorText, mix } from '../../canvas/colormap.js';
import { Layout, layoutOf } from '../../canvas/layout.js';
import { drawLamps } from '../../canvas/light.js';
import { drawMarks } from '../../canvas/marks.js';
import { fitted } from '../../canvas/pixels.js';
import { PointingController, middleOf } from '../../canvas/pointing-controller.js';
import { SizeController } from '../../canvas/size-controller.js';
import { maskRound, neighborOf } from '../../math/lattice.js';
import { ThemeController, prefersStillness, theme } from '../../style/theme.js';
import { advantagesOf, bestOf, fullOf, leaning, pushColor } from './action-colors.js';
import { drawTile, leanOf } from './cart-drawing.js';
import { isPendulum, unitText } from './state-words.js';
import { styled } from '../../style/styled.js';

/** @import { Rgb } from '../../canvas/colormap.js' */
/** @import { Environment, StateSheet } from '../../generated/types.js' */
/** @import { Shape } from '../../math/lattice.js' */

/** Room for the marks of units at the rim. */
const MARGIN = 5;
/** Milliseconds in which the light comes two thirds of the way to where it goes. */
const FOLLOW = 90;
/** The light is soft: so many pixels of it are enough. */
const LIGHT = 120;
/** How much of a unit that wins nothing is seen. */
const IDLE = 0.4;

/**
 * Dusk is brighter than on a sheet of neurons: what the agent would do elsewhere is still to be read.
 * @type {Record<'light' | 'dark', {dusk: Rgb, lamp: Rgb}>}
 */
const ROOMS = {
  light: { dusk: [184, 187, 199], lamp: [255, 253, 246] },
  dark: { dusk: [152, 157, 172], lamp: [255, 252, 244] },
};

/** @type {Shape} */
const NONE = { lattice: 'rectangle', rows: 0, cols: 0 };

export class CartSheet extends LitElement {
  static properties = {
    sheet: { attribute: false },
    /** `[n_actions]`, what the actions do, in N or N m */
    efforts: { attribute: false },
    /** the unit that wins now, -1 for none */
    bmu: { type: Number },
    /** of the mask, in lattice units */
    sigma: { type: Number },
    /** mask values below it are 0 */
    threshold: { type: Number },
    environment: {},
    hovered: { attribute: false },
  };

  static styles = css`
    :host {
      display: block;
      container-type: inline-size;
    }
    .place {
      position: relative;
      touch-action: pan-y;
    }
    canvas {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      outline-offset: 3px;
    }
    .sheet {
      cursor: crosshair;
    }
    .sheet:focus-visible {
      outline: 2.5px solid var(--accent);
      border-radius: 4px;
    }
    .marks {
      inset: -${MARGIN}px;
      width: calc(100% + ${2 * MARGIN}px);
      height: calc(100% + ${2 * MARGIN}px);
      pointer-events: none;
    }
    p {
      /* As many lines as the longest unit needs. */
      min-height: 54px;
      margin: 8px 0 0;
      color: var(--soft);
      font-variant-numeric: tabular-nums;
      text-wrap: pretty;
    }
    @container (min-width: 560px) {
      p {
        min-height: 36px;
      }
    }
    @container (max-width: 300px) {
      p {
        min-height: 72px;
      }
    }
  `;

  constructor() {
    super();
    /** @type {StateSheet | null} */
    this.sheet = null;
    /** @type {ArrayLike<number>} */
    this.efforts = [];
    this.bmu = -1;
    this.sigma = 0;
    this.threshold = 0;
    /** @type {Environment} */
    this.environment = 'cartpole_v0';
    /** @type {number | null} */
    this.hovered = null;
    /** @type {number | null} a tap keeps a unit until the next one */
    this.pinned = null;
    this.size = new SizeController(this);
    this.theme = new ThemeController(this);
    this.pointing = new PointingController(this, {
      at: (x, y) => this.layout.at(x, y),
      start: () => this.sheet && (this.bmu >= 0 ? this.bmu : middleOf(this.sheet)),
      beside: (unit, direction) => neighborOf(this.#shape, unit, direction),
      tell: (look) => this.#look(look),
    });
    /** How many times as far poles lean as they do. */
    this.lean = 1;
    this.layout = layoutOf(NONE, 1, 1);
    /** The same, as small as the light is drawn. */
    this.dim = this.layout;
    this.laid = '';
    this.tiles = document.createElement('canvas');
    /** What the tiles show. @type {unknown[]} */
    this.drawn = [];
    this.lamps = document.createElement('canvas');
    /** The mask, and the light on its way there. @type {Float32Array | null} */
    this.mask = null;
    /** @type {Float32Array | null} */
    this.light = null;
    this.lit = 0;
    this.following = 0;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    cancelAnimationFrame(this.following);
    this.following = 0;
  }

  /** @returns {Shape} */
  get #shape() {
    return this.sheet ?? NONE;
  }

  /** A rectangle is as high as its rows; anything else gets a square. */
  get #height() {
    const { lattice, rows, cols } = this.#shape;
    const { width } = this.size;
    const grid = lattice === 'rectangle' || lattice === 'torus';
    return grid && cols > rows ? width * Math.max(0.25, rows / cols) : width;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    const { sheet } = this;
    if (!sheet) return;
    if (changed.has('sheet')) this.lean = leanOf(sheet.states);
    const units = sheet.rows * sheet.cols;
    if (this.hovered !== null && this.hovered >= units) this.hovered = null;
    const before = changed.has('sheet') ? /** @type {StateSheet | null} */ (changed.get('sheet')) : sheet;
    const other =
      !before || before.lattice !== sheet.lattice || before.rows !== sheet.rows || before.cols !== sheet.cols;
    if (other || ['bmu', 'sigma', 'threshold'].some((name) => changed.has(name))) this.#shine(units);
  }

  /** The mask round the winner, for the light to follow. @param {number} units */
  #shine(units) {
    const { bmu, sigma, threshold } = this;
    if (bmu < 0 || bmu >= units || !(sigma > 0)) {
      this.mask = this.light = null;
      return;
    }
    this.mask = maskRound(this.#shape, bmu, sigma, threshold);
    if (!this.light || this.light.length !== units || prefersStillness()) {
      this.light = this.mask.slice();
      return;
    }
    if (this.following) return;
    this.lit = performance.now();
    this.following = requestAnimationFrame((now) => this.#follow(now));
  }

  /** @param {number} now */
  #follow(now) {
    this.following = 0;
    const { mask, light } = this;
    if (!mask || !light || mask.length !== light.length) return;
    const share = 1 - Math.exp(-Math.max(0, now - this.lit) / FOLLOW);
    this.lit = Math.max(this.lit, now);
    let off = 0;
    for (let unit = 0; unit < mask.length; unit++) {
      light[unit] += (mask[unit] - light[unit]) * share;
      off = Math.max(off, Math.abs(mask[unit] - light[unit]));
    }
    if (off > 0.004) this.following = requestAnimationFrame((next) => this.#follow(next));
    else light.set(mask);
    this.#draw();
  }

  render() {
    const { sheet, hovered, size } = this;
    const unit = hovered ?? this.pinned;
    const told = sheet && unit !== null ? unitText(sheet, unit, this.efforts, this.environment) : '';
    const ratio = size.width > 0 ? size.width / this.#height : 1;
    return html`<div class="place" ${styled({ 'aspect-ratio': ratio })}>
        <canvas
          class="sheet"
          tabindex="0"
          role="application"
          aria-roledescription="map of states"
          aria-label=${told || this.#words()}
        ></canvas>
        <canvas class="marks" aria-hidden="true"></canvas>
      </div>
      <p>${told || this.#caption}</p>`;
  }

  get #caption() {
    const tiles =
      'Each tile is a state that a unit stands for, on the color of what the agent would do there.';
    if (isPendulum(this.environment) || this.lean === 1) return tiles;
    return `${tiles} Poles lean ${this.lean} times as far as they do.`;
  }

  #words() {
    const { sheet } = this;
    if (!sheet) return 'Map of states, not yet there';
    return `Map of ${sheet.rows} by ${sheet.cols} states. Arrow keys walk over it.`;
  }

  updated() {
    this.#draw();
  }

  #draw() {
    const [canvas, marks] = this.renderRoot.querySelectorAll('canvas');
    const { sheet } = this;
    const { width } = this.size;
    if (!canvas || !marks || !sheet || width === 0) return;
    const height = this.#height;
    const context = fitted(canvas, width, height);
    const over = fitted(marks, width + 2 * MARGIN, height + 2 * MARGIN);
    if (!context || !over) return;
    this.#arrange(sheet, canvas.width, canvas.height);
    this.#drawTiles(sheet, canvas.width, canvas.height);
    context.globalCompositeOperation = 'copy';
    context.drawImage(this.tiles, 0, 0);
    if (this.light) this.#drawLight(context, this.light);
    context.globalCompositeOperation = 'source-over';
    this.#drawMarks(over, sheet);
  }

  /**
   * @param {Shape} shape
   * @param {number} width
   * @param {number} height
   */
  #arrange(shape, width, height) {
    const laid = [shape.lattice, shape.rows, shape.cols, width, height].join();
    if (laid === this.laid) return;
    this.laid = laid;
    this.layout = layoutOf(shape, width, height);
    const { layout } = this;
    const scale = Math.min(1, LIGHT / Math.max(width, height));
    const small = (/** @type {Float64Array} */ values) => values.map((value) => value * scale);
    const { grid, hexagon, chain, closed } = layout;
    this.dim = new Layout(small(layout.xs), small(layout.ys), layout.w * scale, layout.h * scale, {
      grid,
      hexagon,
      chain,
      closed,
    });
    Object.assign(this.lamps, { width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  }

  /**
   * Only when what they show has changed: the light moves over them in every frame.
   * @param {StateSheet} sheet
   * @param {number} width
   * @param {number} height
   */
  #drawTiles(sheet, width, height) {
    const colors = theme();
    const shows = [sheet, this.efforts, this.environment, colors, width, height];
    if (shows.every((value, i) => value === this.drawn[i])) return;
    this.drawn = shows;
    const { tiles, layout, efforts } = this;
    if (tiles.width !== width || tiles.height !== height) Object.assign(tiles, { width, height });
    const context = tiles.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, width, height);
    const n = efforts.length;
    const known = n > 0 && sheet.values.length >= n * layout.n;
    const advantages = known ? advantagesOf(sheet.values, n) : new Float32Array(layout.n);
    const full = fullOf(advantages);
    const pendulum = isPendulum(this.environment);
    const gap = Math.max(1, Math.round(layout.w * 0.03));
    for (let unit = 0; unit < layout.n; unit++) {
      const idle = sheet.n_states > 0 && sheet.wins[unit] === 0;
      const leans = known ? leaning(efforts, bestOf(sheet.values, n, unit), advantages[unit], full) : 0;
      // What is hardly colored is still a card.
      const color = pushColor(leans, { push: colors.push, paper: colors.well });
      context.fillStyle = colorText(idle ? mix(color, colors.paperRgb, 1 - IDLE) : color);
      cellPath(context, layout, unit, -gap / 2);
      context.fill();
      context.globalAlpha = idle ? IDLE : 1;
      drawTile(context, roomOf(layout, unit), sheet.states.subarray(4 * unit, 4 * unit + 4), {
        pendulum,
        lean: this.lean,
        ink: colors.ink,
      });
      context.globalAlpha = 1;
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Float32Array} light
   */
  #drawLight(context, light) {
    const { width, height } = context.canvas;
    drawLamps(this.lamps, this.dim, ROOMS[theme().dark ? 'dark' : 'light'], light);
    context.globalCompositeOperation = 'multiply';
    context.imageSmoothingEnabled = true;
    context.drawImage(this.lamps, 0, 0, width, height);
    // Between the tiles there is nothing to fall on.
    context.globalCompositeOperation = 'destination-in';
    context.drawImage(this.tiles, 0, 0);
  }

  /**
   * @param {CanvasRenderingContext2D} over
   * @param {StateSheet} sheet
   */
  #drawMarks(over, { lattice }) {
    const colors = theme();
    const shift = MARGIN * (globalThis.devicePixelRatio || 1);
    over.setTransform(1, 0, 0, 1, 0, 0);
    over.clearRect(0, 0, over.canvas.width, over.canvas.height);
    over.translate(shift, shift);
    drawMarks(over, this.layout, {
      unit: this.hovered ?? this.pinned,
      pinned: this.bmu >= 0 ? this.bmu : null,
      // Neither of the hues, for it says where, not what.
      accent: colors.ink,
      paper: colors.paper,
      torus: lattice === 'torus',
    });
  }

  /** @param {import('../../canvas/pointing-controller.js').Look} look */
  #look({ hovered, pinned }) {
    if (hovered !== undefined) this.hovered = hovered;
    if (pinned !== undefined) this.pinned = pinned;
    const unit = this.hovered ?? this.pinned;
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('look', { detail: { unit } }));
  }
}

/**
 * The square of a cell that is drawn on.
 * @param {Layout} layout
 * @param {number} unit
 */
function roomOf(layout, unit) {
  const { x, y, w, h } = layout.rect(unit);
  const side = layout.hexagon ? 0.76 * h : w;
  return { x: x + (w - side) / 2, y: y + (h - side) / 2, side };
}

customElements.define('som-lab-cart-sheet', CartSheet);
