/**
 * A stack from its last layer down: which neuron of each layer is looked at, and what it is made of below.
 */

import { beginnings, usesOf, writingOf } from '../../canvas/writing.js';

/** @import { MapRun } from '../../kinds/map/run.js' */
/** @import { Frame, Layer, UnitDetail, View } from '../../engine/protocol.js' */
/** @import { Writing } from '../../canvas/writing.js' */

/**
 * What a visitor looks at in a layer below the last: a neuron of its map, or a place of what is written in it.
 * @typedef {object} Selection
 * @property {number | null} hovered  a neuron
 * @property {number | null} place
 * @property {number | null} pinned  a neuron
 */

/**
 * @typedef {object} Level
 * @property {number} index
 * @property {Layer} layer
 * @property {Frame} frame  of this layer
 * @property {View} view
 * @property {'learning' | 'frozen' | 'waiting'} state
 * @property {number | null} unit  that is looked at
 * @property {UnitDetail | null} detail
 * @property {number} measured  held-out samples behind the hits; 0 where it is not known
 * @property {Writing | null} writing  in the neurons of this layer; none in the last
 * @property {boolean} ofUnit  it is what a neuron of the layer above is made of, rather than a picture
 * @property {Map<number, number> | null} lit
 */

/** @type {Selection} */
export const NOTHING = { hovered: null, place: null, pinned: null };

/**
 * @param {MapRun} run
 * @param {Selection[]} selections  by layer, but for the last
 * @param {View[]} views  the same
 * @param {{look: import('./stack-depth.js').Depth['look'], measured: (layer: number) => number}} depth
 * @param {{levels: Level[], pinned: UnitDetail | null}} before  what was seen last, and the neuron that is kept
 * @returns {Level[]} from the pictures up
 */
export function levelsOf(run, selections, views, depth, before) {
  const { frame } = run;
  if (!frame || frame.layers.length === 0 || frame.layer !== frame.n_layers - 1) return [];
  const last = frame.n_layers - 1;
  const top = run.hovered ?? run.pinned;
  /** @type {Level[]} */
  const levels = [
    {
      ...common(frame, last),
      frame,
      view: run.pace?.view ?? 'codebook',
      unit: top,
      detail: [frame.unit, before.pinned].find((unit) => unit?.index === top) ?? null,
      measured: run.quality?.n ?? 0,
      writing: null,
      ofUnit: false,
      lit: null,
    },
  ];
  for (let index = last - 1; index >= 0; index--) {
    const selected = selections[index] ?? NOTHING;
    const wanted = { layer: index, view: views[index] ?? 'codebook' };
    const untouched = levels.every(idle);
    // Until the parts of another neuron are here, those of the last one stay.
    const last = levels[0].unit === null || levels[0].detail ? null : (before.levels[index]?.writing ?? null);
    levels.unshift(below(run, levels[0], { selected, wanted, depth, untouched, last }));
  }
  return levels;
}

/** @param {Level} level */
const idle = ({ unit }) => unit === null;

/**
 * @param {MapRun} run
 * @param {Level} above
 * @param {{selected: Selection, wanted: {layer: number, view: View}, depth: {look: import('./stack-depth.js').Depth['look'],
 *   measured: (layer: number) => number}, untouched: boolean, last: Writing | null}} how
 * @returns {Level}
 */
function below(run, above, { selected, wanted, depth, untouched, last }) {
  const frame = /** @type {Frame} */ (run.frame);
  const index = wanted.layer;
  const base = common(frame, index);
  const { detail: parent } = above;
  const ofUnit = !untouched;
  /** @type {Writing | null} */
  let writing = last;
  if (parent && parent.parts.length > 0)
    writing = { units: parent.parts, rows: parent.parts_rows, cols: parent.parts_cols };
  else if (untouched && index === 0 && run.rebuilt)
    writing = writingOf(run.rebuilt, run.state.config.patch.stride);
  const n = base.layer.rows * base.layer.cols;
  const placed = selected.place === null ? null : (writing?.units[selected.place] ?? null);
  const chosen = selected.hovered ?? placed ?? selected.pinned;
  const unit = chosen !== null && chosen < n ? chosen : null;
  const seen = depth.look(run, { ...wanted, unit });
  const detail = seen?.unit?.index === unit ? (seen?.unit ?? null) : null;
  const view = seen && seen.values.length === n ? wanted.view : 'codebook';
  return {
    ...base,
    frame: {
      ...frame,
      ...base.layer,
      layer: index,
      unit: detail,
      values: seen?.values ?? new Float32Array(),
      labels: seen?.labels ?? new Int8Array(),
    },
    view,
    unit,
    detail,
    measured: depth.measured(index),
    writing,
    ofUnit,
    lit: writing && ofUnit ? usesOf(writing) : null,
  };
}

/**
 * @param {Frame} frame
 * @param {number} index
 * @returns {Pick<Level, 'index' | 'layer' | 'state'>}
 */
function common({ layers, learning, state }, index) {
  const over = learning > index || state === 'finished';
  return {
    index,
    layer: layers[index],
    state: over ? 'frozen' : learning === index ? 'learning' : 'waiting',
  };
}

/**
 * Where the places of a layer lie in the pixels of a picture.
 * @param {import('../../engine/protocol.js').Config} config
 * @param {number} index
 * @param {number} size  of one of its patches in pixels
 * @param {{height: number, width: number}} picture
 * @returns {import('../../math/places.js').Places}
 */
export function placesOfLayer({ patch, stack }, index, size, { height, width }) {
  const stride = stack.slice(0, index).reduce((product, upper) => product * upper.stride, patch.stride);
  const place_rows = beginnings(height, size, stride).length;
  const place_cols = beginnings(width, size, stride).length;
  return { height, width, size, stride, place_rows, place_cols };
}
