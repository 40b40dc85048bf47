/**
 * The image with what happens at every position laid over it, and the legend of its colors: the lattice itself where
 * they stand for units.
 */

import { html, nothing } from 'lit';
import { radios } from '../../panels/radios.js';
import { decimal } from '../../math/format.js';
import { theme } from '../../style/theme.js';
import { css, viridis } from '../../canvas/colormap.js';
import { colorsOf } from '../../canvas/lattice-colors.js';
import { overlaid } from '../../canvas/positions.js';
import { COVERS, coverText, positionText } from './csom-words.js';
import '../shared/map-canvas.js';
import '../shared/picture-canvas.js';
import { styled } from '../../style/styled.js';

/** @import { Cover, ViewModel } from './csom-view-model.js' */
/** @import { Picture } from '../../canvas/positions.js' */
/** @typedef {{hovered?: number | null, pinned?: number | null}} Look */

const SCALE = `linear-gradient(to right, ${Array.from({ length: 9 }, (_, i) => css(viridis(i / 8))).join()})`;

/**
 * @param {Cover} cover
 * @param {(cover: Cover) => void} set
 */
export function coverChooser(cover, set) {
  const covers = COVERS.map(([name, words]) => /** @type {[Cover, string]} */ ([name, words]));
  return radios('What is drawn over the image', 'cover', covers, cover, set);
}

/**
 * @param {ViewModel} model
 * @param {object} view
 * @param {Picture | null} view.picture
 * @param {Cover} view.cover
 * @param {boolean} view.ink
 * @param {number | null} view.pinned  a position
 * @param {(look: Look) => void} view.choose  a position
 * @param {number | null} view.unit  that is marked
 * @param {(look: Look) => void} view.look  at a unit
 */
export function positions(model, { picture, cover, ink, pinned, choose, unit, look }) {
  const { field, places, place, light } = model;
  const onPaper = ink && !theme().dark;
  const title = COVERS.find(([name]) => name === cover)?.[2];
  const covered = picture && field ? overlaid(picture, field, onPaper) : null;
  const text = coverText(model, cover);
  return html`<div class="positions">
    <h4>${title}</h4>
    <som-lab-picture
      .rgba=${covered ?? picture?.rgba ?? null}
      height=${picture?.height ?? 0}
      width=${picture?.width ?? 0}
      ?ink=${ink && !covered}
      .places=${covered ? places : null}
      .hovered=${place}
      .pinned=${pinned}
      .cover=${light}
      text="${title}. ${text} ${positionText(model)} Arrow keys walk over the positions, Enter keeps one."
      @look=${(/** @type {CustomEvent} */ { detail }) => choose(detail)}
    ></som-lab-picture>
    <div class="caption">
      <span>${text}</span>
      ${cover === 'winners' ? lattice(model, unit, look) : scale(model)}
    </div>
  </div>`;
}

/**
 * @param {ViewModel} model
 * @param {number | null} unit
 * @param {(look: Look) => void} look
 */
function lattice({ shape }, unit, look) {
  return html`<som-lab-map
    class="colors"
    .frame=${colors(shape)}
    view="codebook"
    .hovered=${unit}
    text="The colors of the units. Arrow keys walk over them."
    @look=${(/** @type {CustomEvent} */ { detail }) => look(detail)}
  ></som-lab-map>`;
}

/** @type {{key: string, layer: import('../../engine/protocol.js').Layer} | null} */
let made = null;

/** Made once. @param {import('../../math/lattice.js').Shape} shape */
function colors(shape) {
  const key = [shape.lattice, shape.rows, shape.cols].join();
  if (made?.key !== key) made = { key, layer: colorsOf(shape) };
  return made.layer;
}

/** @param {ViewModel} model */
function scale({ shown }) {
  if (!shown) return nothing;
  return html`<span class="legend"
    >0<span class="bar" ${styled({ background: SCALE })}></span>${decimal(shown.most)}</span
  >`;
}
