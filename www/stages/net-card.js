/**
 * One variant of a network, looked into: the neurons of a layer under the light of its mask, how they answer, and what
 * the network takes the image for.
 */

import { html, nothing } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { reachOf } from '../views/light.js';
import { chance, guessOf, maskText, maskedLayers } from '../views/net-words.js';
import { parseLayers } from '../state/net-layers.js';
import './net-sheet.js';

/** @typedef {import('../element/net-run.js').NetRun} NetRun */
/** @typedef {import('../engine/net-protocol.js').NetLayer} NetLayer */
/** @typedef {import('../engine/net-protocol.js').Probed} Probed */
/** @typedef {'light' | 'full' | 'answers'} Look */

const NO_ANSWERS = new Float32Array();

/**
 * What all cards share.
 * @typedef {object} Gaze
 * @property {Look} look
 * @property {number} layer
 * @property {boolean} ink
 * @property {{run: NetRun, unit: number} | null} hovered
 * @property {(run: NetRun, unit: number | null) => void} hover
 * @property {(name: string) => void} light
 */

/**
 * @param {NetRun} run
 * @param {Gaze} gaze
 */
export function card(run, gaze) {
  const { layer, look } = gaze;
  const shape = shapeOf(run, layer);
  const masked = run.frame?.layers[layer]?.masked ?? maskedLayers(run.state)[layer] ?? false;
  const seen = run.probed?.layers[layer] ?? null;
  const unit = gaze.hovered?.run === run ? gaze.hovered.unit : null;
  const sheet = { ...shape, run, unit, gaze, winner: seen?.bmu ?? -1 };
  const map = masked && run.frame?.layer === layer ? run.map : null;
  return html`<div
    class="card"
    style="--series: var(--note-${run.series})"
    @pointerenter=${() => gaze.light(run.name)}
    @pointerleave=${() => gaze.light('')}
  >
    <h4 class="name">${run.title}</h4>
    <div class="sheet">
      ${sheetOf(sheet, {
        map,
        mask: masked && look === 'light' && seen ? seen.mask : null,
        values: look === 'answers' ? (seen?.activations ?? null) : null,
      })}
      ${masked || look === 'answers' ? nothing : html`<p class="blank">no map here:<br />every neuron is lit</p>`}
    </div>
    <p class="reading">${reading(sheet, seen, masked)}</p>
    <div class="below">
      <div class="answers">
        <p class="soft">answers</p>
        ${sheetOf(sheet, { map: null, mask: null, values: seen?.activations ?? NO_ANSWERS })}
      </div>
      <div>${says(run)} ${probabilities(run)}</div>
    </div>
    <p class="facts">${facts(run.frame?.layers[layer] ?? null)}</p>
  </div>`;
}

/**
 * @param {NetRun} run
 * @param {number} layer
 */
function shapeOf({ frame, state }, layer) {
  const { rows, cols } = frame?.layers[layer] ??
    parseLayers(state.net_layers)?.[layer] ?? { rows: 1, cols: 1 };
  return { lattice: frame?.layers[layer]?.lattice ?? state.lattice, rows, cols };
}

/** @typedef {import('../state/lattice.js').Shape & {run: NetRun, unit: number | null, gaze: Gaze, winner: number}} Sheet */

/**
 * @param {Sheet} sheet
 * @param {{map: import('../engine/protocol.js').Layer | null, mask: Float32Array | null, values: Float32Array | null}} seen
 */
function sheetOf({ lattice, rows, cols, run, unit, gaze, winner }, { map, mask, values }) {
  const name = values ? 'How strongly each neuron answers' : 'The neurons of this layer';
  return html`<som-lab-sheet
    .shape=${memo(run, { lattice, rows, cols })}
    .map=${map}
    .mask=${mask}
    .values=${values}
    ?ink=${gaze.ink || gaze.layer > 0}
    .winner=${winner}
    .hovered=${unit}
    series=${run.series}
    text="${run.title}. ${name}. Arrow keys walk over them."
    @look=${(/** @type {CustomEvent} */ { detail }) => {
      if ('hovered' in detail) gaze.hover(run, detail.hovered);
      // A finger does not hover.
      else if (typeof detail.pinned === 'number') gaze.hover(run, detail.pinned);
    }}
  ></som-lab-sheet>`;
}

/** @type {WeakMap<NetRun, import('../state/lattice.js').Shape>} */
const shapes = new WeakMap();

/** The same object as long as nothing has changed. @param {NetRun} run @param {import('../state/lattice.js').Shape} shape */
function memo(run, shape) {
  const known = shapes.get(run);
  if (known && known.lattice === shape.lattice && known.rows === shape.rows && known.cols === shape.cols) {
    return known;
  }
  shapes.set(run, shape);
  return shape;
}

/** @param {NetRun} run */
function says({ probed, manifest }) {
  if (!probed) return html`<p class="says"></p>`;
  const { guess } = guessOf(probed);
  const name = manifest?.classes[guess] ?? String(guess);
  const right = probed.label < 0 ? '' : probed.label === guess ? 'right' : 'wrong';
  return html`<p class="says ${right}">says <b>${name}</b></p>`;
}

/**
 * @param {Sheet} sheet
 * @param {Probed['layers'][number] | null} seen
 * @param {boolean} masked
 */
function reading({ unit, winner, cols }, seen, masked) {
  const place = (/** @type {number} */ u) => `row ${Math.floor(u / cols) + 1}, column ${(u % cols) + 1}`;
  if (unit !== null) {
    const light = masked && seen ? `: light ${chance(seen.mask[unit] ?? 0)}` : '';
    const answer = seen ? `, answers ${(seen.activations[unit] ?? 0).toFixed(2)}` : '';
    return `${place(unit)}${light}${answer}`;
  }
  if (winner < 0 || !seen) return '';
  return `winner: ${place(winner)}; ${reachOf(seen.mask).active} of ${seen.mask.length} lit`;
}

/** @param {NetRun} run */
function probabilities({ probed, manifest }) {
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

/** @param {NetLayer | null} layer */
function facts(layer) {
  if (!layer) return nothing;
  if (!layer.masked) return 'no mask';
  const still = layer.frozen
    ? html`<span class="frozen">frozen</span>`
    : layer.drift === null
      ? nothing
      : html`<span class="soft" title="How far the last hundred steps moved the map, as a share of its norm"
          >moves ${(100 * layer.drift).toFixed(1)}% in 100 steps</span
        >`;
  return html`<span>test set: ${maskText(layer)}</span> ${still}`;
}
