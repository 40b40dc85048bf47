/**
 * What all stages have in common. A stage draws the runs of a figure and nothing else: it reads
 * `run.frame`, `run.rebuilt`, `run.winners`, `run.quality` …, and asks through `run.look()`, `run.rebuild()`,
 * `run.probe()` and `run.pictures()`; settings go through `figure.patch()`.
 * What covers it (the poster, a failure) comes through its slot "cover": over its pictures, for a chart has something to
 * show before a run.
 */

import { LitElement } from 'lit';
import { composed } from '../../canvas/compose.js';

/** @import { MapRun } from '../../kinds/map/run.js' */

/** @template {import('../../kinds/live-run.js').LiveRun<any, any>} [R=MapRun] */
export class Stage extends LitElement {
  static properties = {
    figure: { attribute: false },
    /** a new array whenever there is something new to draw */
    runs: { attribute: false },
    narrow: { type: Boolean, reflect: true },
  };

  constructor() {
    super();
    /** @type {import('../../element/figure.js').Figure<R>} */
    this.figure = /** @type {any} */ (null);
    /** @type {R[]} */
    this.runs = [];
    this.narrow = false;
  }

  get #place() {
    return /** @type {HTMLElement | null} */ (this.renderRoot.querySelector('.stage'));
  }

  /** What is seen, on a canvas of that size. @param {HTMLCanvasElement} canvas */
  drawOn(canvas) {
    const place = this.#place;
    if (place) composed(place, canvas);
  }

  /** A picture of what is seen, for saving. @returns {Promise<Blob | null>} */
  toBlob() {
    const place = this.#place;
    const out = place && composed(place);
    return new Promise((resolve) => (out ? out.toBlob(resolve, 'image/png') : resolve(null)));
  }
}
