/**
 * One neuron of a layer, looked into: its picture, and the held-out samples that fall on it.
 */

import { html, nothing } from 'lit';
import { count, plural } from '../../math/format.js';
import { unitTile } from '../../canvas/pixels.js';
import '../shared/picture-canvas.js';

/** @import { Layer, UnitDetail } from '../../engine/protocol.js' */

/**
 * What is looked into.
 * @typedef {object} Look
 * @property {Layer} layer
 * @property {number | null} unit
 * @property {UnitDetail | null} detail
 * @property {boolean} kept
 * @property {boolean} ink
 * @property {string} hint  where nothing is looked into
 * @property {(n: number) => string} samples  what they are called
 * @property {number} measured  held-out samples behind the hits
 * @property {unknown} [picture]  in the place of the neuron's plain picture
 */

/** @param {Look} look */
export function closeup(look) {
  const { layer, unit, detail, kept, hint, measured, samples } = look;
  if (unit === null) return html`<div class="closeup empty"><p>${hint}</p></div>`;
  const row = Math.floor(unit / layer.cols) + 1;
  const name = `Row ${row}, column ${(unit % layer.cols) + 1}`;
  const words = !detail || measured === 0 ? '' : hits(detail.hits, measured, samples);
  return html`<div class="closeup">
    <div class="own">${look.picture ?? picture(layer, unitTile(layer, unit), look.ink, 'The neuron')}</div>
    <div>
      <h4>${name}${kept ? ', kept' : nothing}</h4>
      <p>${words}</p>
    </div>
    <div class="samples">${detail ? fallen(detail, look.ink) : nothing}</div>
  </div>`;
}

/**
 * @param {number} hits
 * @param {number} measured
 * @param {(n: number) => string} samples
 */
function hits(hits, measured, samples) {
  if (hits === 0) return `None of ${count(measured)} held-out ${samples(2)} falls on this neuron.`;
  const fall = hits === 1 ? 'falls' : 'fall';
  return `${plural(hits, samples(1), samples(2))} of ${count(measured)} held out ${fall} on this neuron:`;
}

/**
 * @param {UnitDetail} detail
 * @param {boolean} ink
 */
function fallen({ samples, sample_count: n, sample_height: height, sample_width: width }, ink) {
  const row = { tiles: samples, tile_height: height, tile_width: width, atlas_cols: n };
  const size = /** @type {Layer} */ ({ tile_height: height, tile_width: width });
  return Array.from({ length: n }, (_, i) => picture(size, unitTile(row, i), ink, 'A held-out sample'));
}

/**
 * @param {Pick<Layer, 'tile_height' | 'tile_width'>} size
 * @param {Uint8Array} rgba
 * @param {boolean} ink
 * @param {string} text
 */
function picture({ tile_height: height, tile_width: width }, rgba, ink, text) {
  return html`<som-lab-picture
    .rgba=${rgba}
    height=${height}
    width=${width}
    ?ink=${ink}
    text=${text}
  ></som-lab-picture>`;
}
