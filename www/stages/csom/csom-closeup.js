/**
 * One position, close up: its patch, the unit that wins it, and the filters in the light of that unit's mask.
 */

import { html, nothing } from 'lit';
import { toGray } from '../../input/resample.js';
import { unitTile } from '../../canvas/pixels.js';
import { patchAt } from '../../math/places.js';
import { lightText, litText, wonText } from './csom-words.js';
import '../shared/layer-sheet.js';
import '../shared/picture-canvas.js';

/** @import { ViewModel } from './csom-view-model.js' */
/** @import { Layer } from '../../engine/protocol.js' */
/** @import { Picture } from '../../canvas/positions.js' */

/**
 * @param {ViewModel} model
 * @param {object} view
 * @param {Picture | null} view.picture
 * @param {boolean} view.ink
 * @param {boolean} view.colored  the picture has colors, and the map sees it in gray
 * @param {Layer | null} view.filters  their pictures
 * @param {number | null} view.marked  a filter
 * @param {number | null} view.pinned
 * @param {(look: {hovered?: number | null, pinned?: number | null}) => void} view.look  at a filter
 */
export function closeup(model, { picture, ink, colored, filters, marked, pinned, look }) {
  const { run, shape, mask, winner, grouped } = model;
  const lit = mask ? litText(mask, grouped) : '';
  const one = mask && marked !== null && marked !== winner ? lightText(mask, marked, shape.cols) : '';
  return html`<div class="close">
    <h4>One position, close up</h4>
    <div class="tiles">${tiles(model, { picture, ink, colored })}</div>
    <p class="reading">${wonText(model)}</p>
    <div class="lit">
      <som-lab-sheet
        .shape=${shape}
        .map=${filters}
        .mask=${mask}
        .hovered=${marked}
        .pinned=${pinned}
        series=${run.series}
        text="The filters in the light of the winner’s mask. ${lit} Arrow keys walk over them, Enter keeps one."
        @look=${(/** @type {CustomEvent} */ { detail }) => look(detail)}
      ></som-lab-sheet>
      <p class="soft counted">${one || lit}</p>
    </div>
  </div>`;
}

/**
 * @param {ViewModel} model
 * @param {{picture: Picture | null, ink: boolean, colored: boolean}} view
 */
function tiles({ run, places, place, winner }, { picture, ink, colored }) {
  const patch = picture && places && place !== null ? patchAt(places, picture.rgba, place) : null;
  const { map } = run;
  const unit = map && winner >= 0 && winner < map.rows * map.cols ? unitTile(map, winner) : null;
  const size = places?.size ?? 0;
  return html`${tile(patch, size, ink, 'patch')}
  ${colored ? tile(patch && grayed(patch), size, ink, 'in gray') : nothing}
  ${tile(unit, map?.tile_width ?? 0, ink, 'its winner')}`;
}

/**
 * @param {Uint8Array | null} rgba
 * @param {number} size
 * @param {boolean} ink
 * @param {string} name
 */
function tile(rgba, size, ink, name) {
  return html`<figure>
    <som-lab-picture .rgba=${rgba} height=${size} width=${size} ?ink=${ink} text=${name}></som-lab-picture>
    <figcaption class="soft">${name}</figcaption>
  </figure>`;
}

/** @param {Uint8Array} rgba */
function grayed(rgba) {
  const gray = toGray(rgba.filter((_, i) => i % 4 < 3));
  return Uint8Array.from(rgba, (value, i) => (i % 4 < 3 ? gray[i >> 2] : value));
}
