/**
 * One variant of a network, looked into: the neurons of a layer under the light of its mask, how they answer, and what
 * the network takes the image for.
 */

import { html, nothing } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { hiddenOf } from '../../settings/net-layers.js';
import { theme } from '../../style/theme.js';
import { atlasOf, scaleOf } from '../../canvas/filters.js';
import { reachOf } from '../../canvas/light.js';
import { chance, guessOf, maskText, restText, winnersText } from '../../settings/net-words.js';
import '../shared/layer-sheet.js';

/** @import { NetRun } from '../../element/net-run.js' */
/** @import { NetLayer, Filters, ProbedLayer } from '../../engine/net-protocol.js' */
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
  const { mask } = run.frame?.layers[layer] ?? hiddenOf(run.state)[layer] ?? { mask: 'none' };
  const masked = mask !== 'none';
  const seen = run.probed?.layers[layer] ?? null;
  const unit = view.hovered?.run === run ? view.hovered.unit : null;
  const sheet = { ...shape, run, unit, view, winner: seen?.bmu ?? -1 };
  const { map, ink } = picturesOf(run, masked, view);
  const lit = look === 'light' || look === 'filters';
  const blank = !masked && !map && look !== 'answers';
  return html`<div
    class="card"
    style="--series: var(--note-${run.series})"
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
    <p class="facts">${facts(run, layer, view.many)}</p>
  </div>`;
}

/**
 * @param {NetRun} run
 * @param {number} layer
 */
function shapeOf({ frame, state }, layer) {
  const { rows, cols } = frame?.layers[layer] ?? hiddenOf(state)[layer] ?? { rows: 1, cols: 1 };
  return { lattice: frame?.layers[layer]?.lattice ?? state.lattice, rows, cols };
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
  const convolution = frame.layers[layer].kernel > 0;
  return { map: convolution && filters ? pictured(filters) : null, ink: false };
}

/** @type {WeakMap<Filters, {dark: boolean, atlas: Layer}>} */
const atlases = new WeakMap();

/** Made once, in the theme's colors. @param {Filters} filters */
function pictured(filters) {
  const { dark, paperRgb } = theme();
  const known = atlases.get(filters);
  if (known?.dark === dark) return known.atlas;
  const how = { scale: scaleOf(filters.values), zero: paperRgb, margin: 1 };
  // Signs are colors, not ink.
  const atlas = { ...atlasOf(filters, how), tile_channels: 3 };
  atlases.set(filters, { dark, atlas });
  return atlas;
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

/** @param {NetRun} run */
export function says({ probed, manifest }) {
  if (!probed) return html`<p class="says"></p>`;
  const { guess } = guessOf(probed);
  const name = manifest?.classes[guess] ?? String(guess);
  const right = probed.label < 0 ? '' : probed.label === guess ? 'right' : 'wrong';
  return html`<p class="says ${right}">says <b>${name}</b></p>`;
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

/** @param {NetRun} run */
export function probabilities({ probed, manifest }) {
  const classes = manifest?.classes ?? [];
  const n = Math.max(classes.length, probed?.probabilities.length ?? 0) || 10;
  const guess = probed ? guessOf(probed).guess : -1;
  return html`<ol class="classes" aria-label="Probabilities of the classes">
    ${Array.from({ length: n }, (_, i) => {
      const p = probed?.probabilities[i] ?? 0;
      const name = classes[i] ?? String(i);
      return html`<li class=${classMap({ top: i === guess, truth: probed?.label === i })} title=${name}>
        <span class="bar" style="width: ${(100 * p).toFixed(1)}%"></span>
        <span class="class">${name}</span>
        <span class="p">${probed ? chance(p) : ''}</span>
      </li>`;
    })}
  </ol>`;
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
  const rest = restText(layer, state.net_settle, many);
  return html`<span>test set: ${maskText(layer)}</span>
    <span class=${layer.frozen ? 'frozen' : 'soft'}>${rest}</span>`;
}
