/**
 * What the figure of a stack says: heads, captions, and the views to choose from.
 */

import { html } from 'lit';
import { radios } from '../../panels/radios.js';
import { viewCaption, viewOptions } from '../../panels/views.js';
import { count } from '../../math/format.js';

/** @import { Figure } from '../../element/figure.js' */
/** @import { MapRun } from '../../kinds/map/run.js' */
/** @import { View } from '../../engine/protocol.js' */
/** @import { Level } from './stack-levels.js' */

/**
 * @param {Figure} figure
 * @param {{view: View, viewed: number, last: number, setView: (view: View) => void,
 *   setViewed: (layer: number) => void}} how
 */
export function viewChooser(figure, { view, viewed, last, setView, setViewed }) {
  /** @type {[number, string][]} */
  const maps = Array.from({ length: last + 1 }, (_, i) => [i, `of map ${i + 1}`]);
  return html`<div class="top">
    ${radios('View of the map', 'view', viewOptions(figure), view, setView)}
    ${radios('The map that the view is of', 'viewed', maps, viewed, setViewed)}
  </div>`;
}

/**
 * @param {MapRun} run
 * @param {number} index
 * @param {Level | undefined} level
 */
export function layerHead({ state, frame }, index, level) {
  const upper = state.config.stack[index - 1];
  const of = !upper ? 'patches' : upper.size === 0 ? 'all winners' : 'pieces';
  const doing = frame?.state === 'finished' ? 'learned' : (level?.state ?? 'waiting');
  return html`<h4 class="head">
    <span>Map ${index + 1} <span class="soft">of ${of}</span></span>
    <span class="state" data-state=${doing}>${doing}</span>
  </h4>`;
}

/** What the focus rests on. @param {Level | undefined} level */
export function mapText(level) {
  if (!level) return 'Map, not yet there';
  const { layer, unit, index, detail } = level;
  const base = `Map ${index + 1}, ${layer.rows} by ${layer.cols} neurons. Arrow keys walk over it, Enter keeps a neuron.`;
  if (unit === null) return base;
  const hits = detail ? `: ${count(detail.hits)} held-out samples` : '';
  return `Row ${Math.floor(unit / layer.cols) + 1}, column ${(unit % layer.cols) + 1}${hits}`;
}

/**
 * What is said above, below and in the place of a writing.
 * @param {Figure} figure
 * @param {MapRun} run
 * @param {number} index
 * @param {Level | undefined} level
 */
export function writingText(figure, run, index, level) {
  const { one } = figure.pictures;
  const title = level?.ofUnit ? 'The neuron’s parts' : `The ${one}, written`;
  const walk = 'Arrow keys walk over its places, Enter keeps a neuron.';
  if (!level?.writing) {
    const below = level?.ofUnit || index > 0 ? 'Point at a neuron of the map on the right.' : '';
    return {
      title: index > 0 ? 'The neuron’s parts' : title,
      below,
      aria: `${title}: nothing yet`,
    };
  }
  const { rows, cols } = level.writing;
  /** @type {import('../../engine/protocol.js').Code} */
  const code = run.state.config.stack[index]?.code ?? 'coordinates';
  const sized = `${rows} × ${cols} winners, handed on as `;
  const below = level.unit === null ? sized + CODES[code].many : CODES[code].one(level.unit, level.layer);
  return { title, below, aria: `${title}. ${level.unit === null ? walk : below}` };
}

/** @typedef {{many: string, one: (unit: number, size: {rows: number, cols: number}) => string}} CodeWords */

/** @type {Record<import('../../engine/protocol.js').Code, CodeWords>} */
const CODES = {
  coordinates: {
    many: 'their rows and columns.',
    one: (unit, { rows, cols }) => {
      const [row, col] = [Math.floor(unit / cols), unit % cols];
      const share = (/** @type {number} */ at, /** @type {number} */ n) =>
        (n > 1 ? at / (n - 1) : 0).toFixed(2);
      return `Row ${row + 1}, column ${col + 1}: handed on as (${share(row, rows)}, ${share(col, cols)}).`;
    },
  },
  one_hot: {
    many: 'a 1 among zeros.',
    one: (unit, { rows, cols }) => `Handed on as a 1 for neuron ${unit + 1}, and ${rows * cols - 1} zeros.`,
  },
  soft: {
    many: 'a soft spot on the map.',
    one: (unit, { cols }) =>
      `Handed on as a soft spot around row ${Math.floor(unit / cols) + 1}, column ${(unit % cols) + 1}.`,
  },
};

/**
 * @param {Figure} figure
 * @param {MapRun} run
 * @param {number} index of the layer that is viewed
 * @param {Level | undefined} level
 */
export function caption(figure, run, index, level) {
  const last = run.state.config.stack.length;
  if (index === last && run.state.view !== 'codebook') {
    const { config } = run.state;
    const whole = { ...run.state, config: { ...config, patch: { ...config.patch, size: 0 } } };
    return viewCaption(figure, /** @type {MapRun} */ ({ ...run, state: whole, range: run.range }));
  }
  const size = level ? `${level.layer.tile_height} × ${level.layer.tile_width} pixels` : 'pixels';
  return html`<div class="caption">
    <span
      >${
        index === last
          ? `Each tile is a neuron of the last map, read back through the maps below.`
          : `Map ${index + 1}: each neuron stands for ${size}, in a color of its own place.`
      }</span
    >
  </div>`;
}
