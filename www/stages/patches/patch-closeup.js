/**
 * One patch with the neurons that are most like it, or one neuron with the patches that are most like it.
 */

import { html, nothing } from 'lit';
import { count, plural } from '../../math/format.js';
import { unitTile } from '../../canvas/pixels.js';
import { patchAt, placesOf } from '../../math/places.js';
import '../shared/picture-canvas.js';
import { styled } from '../../style/styled.js';

/** @import { MapRun } from '../../kinds/map/run.js' */
/** @import { Frame } from '../../engine/protocol.js' */

const MOST_ALIKE = 8;

/**
 * What is looked into.
 * @typedef {object} Look
 * @property {MapRun[]} runs
 * @property {number | null} place  the patch, if it is one
 * @property {{run: MapRun, unit: number} | null} focused  the neuron, if it is one
 * @property {boolean} ink
 */

/** @param {Look} look */
export function closeup(look) {
  return html`<div class="closeup">${patchCloseup(look) ?? unitCloseup(look) ?? hint()}</div>`;
}

/**
 * The neuron that codes a place.
 * @param {Pick<MapRun, 'rebuilt'>} run
 * @param {number | null} place
 */
export function unitAt({ rebuilt }, place) {
  return place === null ? null : (rebuilt?.bmus[place] ?? null);
}

function hint() {
  return html`<h4>One patch, close up</h4>
    <p>
      Point at the picture: each patch lights up its neuron in both maps. Point at a neuron: all that it codes
      lights up. A click keeps it.
    </p>`;
}

/** @param {Look} look */
function patchCloseup({ runs, place, ink }) {
  const [{ rebuilt }] = runs;
  if (place === null || !rebuilt) return null;
  const { size, place_cols: cols, original } = rebuilt;
  return html`<h4>Patch in row ${Math.floor(place / cols) + 1}, column ${(place % cols) + 1}</h4>
    <div class="tiles">
      <figure>
        ${picture(patchAt(rebuilt, original, place), { height: size, width: size, ink, text: 'The patch' })}
        <figcaption>patch</figcaption>
      </figure>
      ${runs.map((run, i) => tile(run, unitAt(run, place), i, ink))}
    </div>
    <p>The patch, and the neuron of each map that is most like it.</p>`;
}

/** @param {Look} look */
function unitCloseup({ runs, focused, ink }) {
  const frame = focused?.run.frame;
  if (!focused || !frame) return null;
  const { run, unit } = focused;
  const { rebuilt } = run;
  const detail = frame.unit?.index === unit ? frame.unit : null;
  const places = rebuilt ? placesOf(rebuilt, unit).length : 0;
  const coded = rebuilt ? `${count(places)} of ${plural(rebuilt.bmus.length, 'patch', 'patches')}` : '–';
  return html`<h4>Neuron in row ${Math.floor(unit / frame.cols) + 1}, column ${(unit % frame.cols) + 1}</h4>
    <div class="tiles">
      ${tile(run, unit, runs.indexOf(run), ink)}
      <div class="alike">${detail ? alike(detail, frame, ink) : nothing}</div>
    </div>
    <p>It codes ${coded} here. ${detail?.sample_count ? 'Beside it, held-out patches like it.' : ''}</p>`;
}

/**
 * @param {MapRun} run
 * @param {number | null} unit
 * @param {number} i
 * @param {boolean} ink
 */
function tile({ frame, title }, unit, i, ink) {
  if (!frame || unit === null || frame.tiles.length === 0) return nothing;
  const { tile_height: height, tile_width: width } = frame;
  return html`<figure ${styled({ '--series': `var(--series-${i})` })}>
    ${picture(unitTile(frame, unit), { height, width, ink, text: `Its neuron among ${title}` })}
    <figcaption>of ${title.split(' ')[0]}</figcaption>
  </figure>`;
}

/**
 * @param {import('../../engine/protocol.js').UnitDetail} detail
 * @param {Frame} frame
 * @param {boolean} ink
 */
function alike({ samples, sample_count: n }, { tile_height: height, tile_width: width }, ink) {
  const row = { tiles: samples, tile_height: height, tile_width: width, atlas_cols: n };
  const shown = Array.from({ length: Math.min(n, MOST_ALIKE) }, (_, i) => unitTile(row, i));
  return shown.map((rgba) => picture(rgba, { height, width, ink, text: 'A held-out patch' }));
}

/**
 * @param {Uint8Array} rgba
 * @param {{height: number, width: number, ink: boolean, text: string}} how
 */
function picture(rgba, { height, width, ink, text }) {
  return html`<som-lab-picture
    .rgba=${rgba}
    height=${height}
    width=${width}
    ?ink=${ink}
    text=${text}
  ></som-lab-picture>`;
}
