/**
 * The image with what happens at every position laid over it, and the legend of its colors: the lattice itself where
 * they stand for units.
 */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { decimal } from '../../math/format.js';
import { theme } from '../../style/theme.js';
import { css, viridis } from '../../canvas/colormap.js';
import { colorsOf } from '../../canvas/lattice-colors.js';
import { overlaid } from '../../canvas/positions.js';
import { COVERS, coverText, positionText } from './csom-words.js';
import '../shared/map-canvas.js';
import '../shared/picture-canvas.js';

/** @import { Cover, Scene } from './csom-view-model.js' */
/** @import { Picture } from '../../canvas/positions.js' */
/** @typedef {{hovered?: number | null, pinned?: number | null}} Look */

const SCALE = `linear-gradient(to right, ${Array.from({ length: 9 }, (_, i) => css(viridis(i / 8))).join()})`;

/**
 * @param {Cover} cover
 * @param {(cover: Cover) => void} set
 */
export function coverChooser(cover, set) {
  return html`<fieldset class="views">
    <legend class="sr">What is drawn over the image</legend>
    ${COVERS.map(
      ([name, title]) =>
        html`<label>
          <input
            type="radio"
            name="cover"
            .checked=${live(cover === name)}
            @change=${() => set(name)}
          />${title}
        </label>`,
    )}
  </fieldset>`;
}

/**
 * @param {Scene} scene
 * @param {object} view
 * @param {Picture | null} view.picture
 * @param {Cover} view.cover
 * @param {boolean} view.ink
 * @param {number | null} view.pinned  a position
 * @param {(look: Look) => void} view.choose  a position
 * @param {number | null} view.unit  that is marked
 * @param {(look: Look) => void} view.look  at a unit
 */
export function positions(scene, { picture, cover, ink, pinned, choose, unit, look }) {
  const { field, places, place, light } = scene;
  const onPaper = ink && !theme().dark;
  const title = COVERS.find(([name]) => name === cover)?.[2];
  const covered = picture && field ? overlaid(picture, field, onPaper) : null;
  const text = coverText(scene, cover);
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
      text="${title}. ${text} ${positionText(scene)} Arrow keys walk over the positions, Enter keeps one."
      @look=${(/** @type {CustomEvent} */ { detail }) => choose(detail)}
    ></som-lab-picture>
    <div class="caption">
      <span>${text}</span>
      ${cover === 'winners' ? lattice(scene, unit, look) : scale(scene)}
    </div>
  </div>`;
}

/**
 * @param {Scene} scene
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

/** @param {Scene} scene */
function scale({ shown }) {
  if (!shown) return nothing;
  return html`<span class="legend"
    >0<span class="bar" style="background: ${SCALE}"></span>${decimal(shown.most)}</span
  >`;
}
