/**
 * Cells of a canvas, pointed at with a pointer, a finger or the arrow keys, and kept with a click, a tap or Enter.
 * Its host's event `look` carries {hovered} or {pinned}: a cell, or null.
 */

import { css } from 'lit';

/** @import { LitElement, ReactiveController } from 'lit' */
/** @typedef {'left' | 'right' | 'up' | 'down'} Direction */
/** @typedef {{hovered?: number | null, pinned?: number | null}} Look */
/** @typedef {LitElement & {hovered: number | null, pinned: number | null}} Host */

/**
 * @typedef {object} Cells
 * @property {(x: number, y: number) => number} at  the cell at a pixel of the canvas, -1 for none
 * @property {() => number | null} start  where the arrow keys begin; null: there are no cells
 * @property {(cell: number, direction: Direction) => number} beside
 * @property {boolean} [quiet]  only changes are told of
 * @property {(look: Look) => void} [tell]  in the place of the event
 */

/** @type {Record<string, Direction>} */
const ARROWS = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

/** A key that belongs to the browser or to the system. @param {KeyboardEvent} event */
export const isChord = ({ ctrlKey, metaKey, altKey }) => ctrlKey || metaKey || altKey;

/** The cell in the middle. @param {{rows: number, cols: number}} shape */
export const middleOf = ({ rows, cols }) => Math.floor(rows / 2) * cols + Math.floor(cols / 2);

/** @implements {ReactiveController} */
export class PointingController {
  /**
   * @param {Host} host
   * @param {Cells} cells
   */
  constructor(host, cells) {
    this.host = host;
    this.cells = cells;
    host.addController(this);
    host.addEventListener('pointermove', (event) => this.#hover(this.#cellAt(event)));
    host.addEventListener('pointerleave', () => this.#hover(null));
    host.addEventListener('focusout', () => this.#hover(null));
    host.addEventListener('click', (event) => this.#pin(this.#cellAt(event)));
    host.addEventListener('keydown', (event) => this.#key(event));
  }

  hostConnected() {}

  /** @param {MouseEvent} event */
  #cellAt({ clientX, clientY }) {
    const canvas = this.host.renderRoot.querySelector('canvas');
    if (!canvas || this.cells.start() === null) return null;
    const box = canvas.getBoundingClientRect();
    const scale = canvas.width / box.width;
    const cell = this.cells.at((clientX - box.left) * scale, (clientY - box.top) * scale);
    return cell < 0 ? null : cell;
  }

  /** @param {Look} look */
  #look(look) {
    const { hovered = this.host.hovered, pinned = this.host.pinned } = look;
    if (this.cells.quiet && hovered === this.host.hovered && pinned === this.host.pinned) return;
    if (this.cells.tell) this.cells.tell(look);
    else this.host.dispatchEvent(new CustomEvent('look', { detail: look }));
  }

  /** @param {number | null} hovered */
  #hover(hovered) {
    if (hovered !== this.host.hovered) this.#look({ hovered });
  }

  /** @param {number | null} cell */
  #pin(cell) {
    this.#look({ pinned: cell === this.host.pinned ? null : cell });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const start = this.cells.start();
    if (start === null || isChord(event)) return;
    const direction = ARROWS[event.key];
    const at = this.host.hovered ?? this.host.pinned;
    if (direction) this.#look({ hovered: at === null ? start : this.cells.beside(at, direction) });
    else if (event.key === 'Enter') this.#pin(at);
    else if (event.key === 'Escape') this.#look({ hovered: null, pinned: null });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** A canvas that fills its square host and can be pointed at; `.marks` lie over it. */
export const pointingStyles = css`
  :host {
    display: block;
    position: relative;
    aspect-ratio: 1;
    touch-action: pan-y;
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  [tabindex] {
    cursor: crosshair;
    outline-offset: 3px;
  }
  [tabindex]:focus-visible {
    outline: 2.5px solid var(--accent);
  }
  .marks {
    pointer-events: none;
  }
`;
