/**
 * One variant of a network, looked into: the neurons of a layer under the light of its mask, how they answer, and what
 * the network takes the image for.
 */

import { css, html, nothing } from 'lit';
import { theme } from '../../style/theme.js';
import { reachOf } from '../../canvas/light.js';
import { chance, maskText, restText, winnersText } from '../../settings/net-words.js';
import { filterAtlas } from '../shared/filter-atlas.js';
import { guessStyles, probabilities, says } from '../shared/guess.js';
import '../shared/layer-sheet.js';
import { styled } from '../../style/styled.js';

/** @import { NetRun } from '../../kinds/net/run.js' */
/** @import { NetLayer, ProbedLayer } from '../../engine/net-protocol.js' */
/** @import { Layer } from '../../engine/protocol.js' */
/** @typedef {'light' | 'full' | 'answers' | 'filters'} Look */

const NO_ANSWERS = new Float32Array();

/**
 * What all cards share.
 * @typedef {object} CardView
 * @property {Look} look
 * @property {number} layer
 * @property {boolean} ink
 * @property {string} many  the pictures
 * @property {{run: NetRun, unit: number} | null} hovered
 * @property {(run: NetRun, unit: number | null) => void} hover
 * @property {(name: string) => void} light
 */

/**
 * @param {NetRun} run
 * @param {CardView} view
 */
export function card(run, view) {
  const { layer, look } = view;
  const shape = shapeOf(run, layer);
  const { mask } = run.frame?.layers[layer] ?? run.state.config.hidden[layer] ?? { mask: 'none' };
  const masked = mask !== 'none';
  const seen = run.probed?.layers[layer] ?? null;
  const unit = view.hovered?.run === run ? view.hovered.unit : null;
  const sheet = { ...shape, run, unit, view, winner: seen?.bmu ?? -1 };
  const { map, ink } = picturesOf(run, masked, view);
  const lit = look === 'light' || look === 'filters';
  const blank = !masked && !map && look !== 'answers';
  return html`<div
    class="card"
    ${styled({ '--series': `var(--note-${run.series})` })}
    @pointerenter=${() => view.light(run.name)}
    @pointerleave=${() => view.light('')}
  >
    <h4 class="name">${run.title}</h4>
    <div class="sheet">
      ${sheetOf(sheet, {
        map,
        ink,
        mask: masked && lit && seen ? seen.mask : null,
        values: look === 'answers' ? (seen?.activations ?? null) : null,
      })}
      ${blank ? html`<p class="blank">no map here:<br />every neuron is lit</p>` : nothing}
    </div>
    <p class="reading">${reading(sheet, seen, mask)}</p>
    <div class="below">
      <div class="answers">
        <p class="soft">answers</p>
        ${sheetOf(sheet, { map: null, ink, mask: null, values: seen?.activations ?? NO_ANSWERS })}
      </div>
      <div>${says(run)} ${probabilities(run)}</div>
    </div>
    <p class="facts" ?data-masked=${masked}>${facts(run, layer, view.many)}</p>
  </div>`;
}

/**
 * @param {NetRun} run
 * @param {number} layer
 */
function shapeOf({ frame, state }, layer) {
  const { rows, cols } = frame?.layers[layer] ?? state.config.hidden[layer] ?? { rows: 1, cols: 1 };
  return { lattice: frame?.layers[layer]?.lattice ?? state.config.lattice, rows, cols };
}

/**
 * The neurons as pictures: the units of the map that dims them; without one, or if so wished, their filters.
 * @param {NetRun} run
 * @param {boolean} masked
 * @param {CardView} view
 * @returns {{map: Layer | null, ink: boolean}}
 */
function picturesOf({ frame, map, filters }, masked, { layer, look, ink }) {
  if (frame?.layer !== layer) return { map: null, ink };
  if (masked && look !== 'filters') return { map, ink: ink || layer > 0 };
  const { kernel, lattice } = frame.layers[layer];
  const zero = theme().paperRgb;
  return { map: kernel > 0 && filters ? filterAtlas(filters, lattice, { zero }) : null, ink: false };
}

/** @typedef {import('../../math/lattice.js').Shape & {run: NetRun, unit: number | null, view: CardView, winner: number}} Sheet */

/**
 * @param {Sheet} sheet
 * @param {{map: Layer | null, ink: boolean, mask: Float32Array | null, values: Float32Array | null}} seen
 */
function sheetOf({ lattice, rows, cols, run, unit, view, winner }, { map, ink, mask, values }) {
  const name = values ? 'How strongly each neuron answers' : 'The neurons of this layer';
  return html`<som-lab-sheet
    .shape=${memo(run, { lattice, rows, cols })}
    .map=${map}
    .mask=${mask}
    .values=${values}
    ?ink=${ink}
    .winner=${winner}
    .hovered=${unit}
    series=${run.series}
    text="${run.title}. ${name}. Arrow keys walk over them."
    @look=${(/** @type {CustomEvent} */ { detail }) => {
      if ('hovered' in detail) view.hover(run, detail.hovered);
      // A finger does not hover.
      else if (typeof detail.pinned === 'number') view.hover(run, detail.pinned);
    }}
  ></som-lab-sheet>`;
}

/** @type {WeakMap<NetRun, import('../../math/lattice.js').Shape>} */
const shapes = new WeakMap();

/** The same object as long as nothing has changed. @param {NetRun} run @param {import('../../math/lattice.js').Shape} shape */
function memo(run, shape) {
  const known = shapes.get(run);
  if (known && known.lattice === shape.lattice && known.rows === shape.rows && known.cols === shape.cols) {
    return known;
  }
  shapes.set(run, shape);
  return shape;
}

/**
 * @param {Sheet} sheet
 * @param {ProbedLayer | null} seen
 * @param {import('../../engine/net-protocol.js').Mask} mask
 */
function reading({ unit, winner, cols }, seen, mask) {
  const place = (/** @type {number} */ u) => `row ${Math.floor(u / cols) + 1}, column ${(u % cols) + 1}`;
  if (unit !== null) {
    const mean = mask === 'patch' ? ' on average' : '';
    const light = mask !== 'none' && seen ? `: light ${chance(seen.mask[unit] ?? 0)}${mean}` : '';
    const answer = seen ? `, answers ${(seen.activations[unit] ?? 0).toFixed(2)}` : '';
    return `${place(unit)}${light}${answer}`;
  }
  if (!seen) return '';
  if (seen.units.length > 0) return winnersText(seen.units);
  if (winner < 0) return '';
  return `winner: ${place(winner)}; ${reachOf(seen.mask).active} of ${seen.mask.length} lit`;
}

/**
 * @param {NetRun} run
 * @param {number} at
 * @param {string} many
 */
function facts({ frame, state }, at, many) {
  /** @type {NetLayer | undefined} */
  const layer = frame?.layers[at];
  if (!layer) return nothing;
  if (layer.mask === 'none') return maskText(layer);
  const rest = restText(layer, state.config.convergence_tolerance, many);
  return html`<span>test set: ${maskText(layer)}</span>
    <span class=${layer.frozen ? 'frozen' : 'soft'}>${rest}</span>`;
}

/** The image that is asked about, and a card for each network. */
export const cardStyles = [
  guessStyles,
  css`
    .nets {
      display: grid;
      grid-template-columns: 196px repeat(var(--nets), minmax(0, 1fr));
      gap: 24px;
    }
    .card {
      display: flex;
      flex-direction: column;
      gap: 8px;
      min-width: 0;
      container-type: inline-size;
    }
    .sheet {
      position: relative;
    }
    .blank {
      position: absolute;
      inset: 0;
      display: grid;
      place-content: center;
      text-align: center;
      color: var(--ink);
      opacity: 0.75;
      pointer-events: none;
    }
    .reading,
    .facts {
      min-height: 36px;
      color: var(--soft);
      text-wrap: pretty;
    }
    .facts {
      min-height: 72px;
    }
    .below {
      display: grid;
      grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
      gap: 12px;
    }
    .answers p {
      margin-bottom: 4px;
    }
    .facts {
      display: flex;
      flex-wrap: wrap;
      gap: 0 12px;
      align-content: start;
    }
    /* Five networks side by side. */
    @container (max-width: 180px) {
      .below {
        grid-template-columns: minmax(0, 1fr);
      }
      .answers {
        display: none;
      }
      .reading {
        min-height: 54px;
      }
      .facts {
        min-height: 108px;
      }
    }
    .frozen {
      color: var(--accent);
    }
    :host([narrow]) .nets {
      grid-template-columns: minmax(0, 1fr);
      gap: 20px;
    }
    :host([narrow]) .card {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      gap: 6px 14px;
    }
    :host([narrow]) .card > h4,
    :host([narrow]) .facts {
      grid-column: 1 / -1;
    }
    :host([narrow]) .reading {
      grid-area: 3 / 1;
      min-height: 36px;
    }
    :host([narrow]) .below {
      grid-area: 2 / 2;
      grid-template-columns: minmax(0, 1fr);
    }
    :host([narrow]) .answers {
      display: none;
    }
    :host([narrow]) .facts {
      min-height: 18px;
    }
    :host([narrow]) .facts[data-masked] {
      min-height: 54px;
    }
  `,
];
