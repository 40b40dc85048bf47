/**
 * What is seen of a convolution with a map of patches: a position of the image with its winner and the mask that this
 * one throws, a filter, and what the picture is covered with.
 */

import {
  answersOf,
  busiest,
  maskAt,
  maskOf,
  positionsOf,
  valuesField,
  winnersField,
  wonBy,
} from '../../canvas/positions.js';

/** @import { NetRun } from '../../kinds/net/run.js' */
/** @import { ProbedLayer } from '../../engine/net-protocol.js' */
/** @import { Shape } from '../../math/lattice.js' */
/** @import { Places } from '../../math/places.js' */
/** @import { Field, Picture } from '../../canvas/positions.js' */
/** @typedef {'winners' | 'mask' | 'answers'} Cover  what the picture is covered with */
/** @typedef {{run: NetRun, unit: number}} Chosen  a filter, or a unit of the map in its place */

/**
 * What the visitor has pointed at, and kept.
 * @typedef {object} Selection
 * @property {Cover} cover
 * @property {{hovered: number | null, pinned: number | null}} place  a position
 * @property {{hovered: Chosen | null, pinned: Chosen | null}} filter
 */

/**
 * @typedef {object} ViewModel
 * @property {NetRun} run  that has the map
 * @property {Shape} shape
 * @property {boolean} grouped  only the filters in the light are computed
 * @property {Places | null} places  null: there is no picture yet
 * @property {number | null} place  that is looked at: pointed at, else kept, else where there is most to see
 * @property {ArrayLike<number>} units  winners, one for each position; empty before they are known
 * @property {number} winner  at that place, -1 before it is known
 * @property {Float32Array | null} mask  that the winner throws over the filters
 * @property {Chosen | null} filter  that is looked at: pointed at, else kept, else in the winner's place
 * @property {{values: Float32Array, most: number, field: Field} | null} shown  the numbers over the picture; null for winners
 * @property {Field | null} field  the colors over the picture
 * @property {Uint8Array | null} light  pixels where the unit that is pointed at wins; null: all are in the light
 */

/**
 * The first layer of a run, as it is or as it will be.
 * @param {Pick<NetRun, 'frame' | 'state'>} run
 */
export function firstLayer({ frame, state }) {
  const { mask, kernel, pool, rows, cols } = frame?.layers[0] ?? state.config.hidden[0];
  const lattice = frame?.layers[0]?.lattice ?? state.config.lattice;
  return { mask, kernel, pool, shape: { lattice, rows, cols }, grouped: frame?.layers[0]?.grouped ?? false };
}

/** The run whose first layer has a map of patches. @param {NetRun[]} runs */
export const mapped = (runs) => runs.find((run) => firstLayer(run).mask === 'patch') ?? null;

/**
 * @param {NetRun} run  that has the map
 * @param {Selection} selection
 * @param {Picture | null} picture
 * @returns {ViewModel}
 */
export function viewModelOf(run, { cover, place: looked, filter: chosen }, picture) {
  const { shape, kernel, grouped } = firstLayer(run);
  const places = picture && picture.height >= kernel ? positionsOf(picture, kernel) : null;
  const n = places ? places.place_rows * places.place_cols : 0;
  const units = fitting(run.probed?.layers[0]?.units, n);
  const first = places && picture ? busiest(places, picture.rgba) : null;
  const place = within(looked.hovered, n) ?? within(looked.pinned, n) ?? first;
  const winner = place === null ? -1 : (units[place] ?? -1);
  const sigma = run.frame?.sigma_forward ?? run.state.config.sigma_forward.start;
  const maskBy = (/** @type {number} */ unit) => maskOf(shape, unit, sigma, run.state.config.threshold);
  const mask = winner < 0 ? null : maskBy(winner);
  const own = winner < 0 ? null : { run, unit: winner };
  const filter = (cover === 'mask' ? ownOf(chosen, run) : (chosen.hovered ?? chosen.pinned)) ?? own;
  const model = { run, shape, grouped, places, place, units, winner, mask, filter };
  const shown = places && filter ? numbers(cover, places, filter, { units, maskBy }) : null;
  const winners = places && n > 0 && units.length === n ? winnersField(places, units, shape) : null;
  const field = cover === 'winners' ? winners : (shown?.field ?? null);
  const pointed = cover === 'winners' && chosen.hovered?.run === run ? chosen.hovered.unit : null;
  const light = places && pointed !== null ? wonBy(places, units, pointed) : null;
  return { ...model, shown, field, light };
}

/**
 * The unit or filter that is marked on a run's sheets: the one that is pointed at, else the winner.
 * @param {Pick<ViewModel, 'run' | 'winner'> | null} model
 * @param {Selection['filter']} chosen
 * @param {NetRun} run
 */
export function marked(model, { hovered }, run) {
  if (hovered?.run === run) return hovered.unit;
  return model?.run === run && model.winner >= 0 ? model.winner : null;
}

/** The one that is kept, if it is of this run. @param {Selection['filter']} chosen @param {NetRun} run */
export const kept = ({ pinned }, run) => (pinned?.run === run ? pinned.unit : null);

/**
 * A network without a map has no mask to show.
 * @param {Selection['filter']} chosen
 * @param {NetRun} run
 */
const ownOf = ({ hovered, pinned }, run) => [hovered, pinned].find((one) => one?.run === run) ?? null;

/**
 * @param {Cover} cover
 * @param {Places} places
 * @param {Chosen} filter
 * @param {{units: ArrayLike<number>, maskBy: (unit: number) => Float32Array}} map
 */
function numbers(cover, places, { run, unit }, { units, maskBy }) {
  if (cover === 'winners') return null;
  if (cover === 'mask') {
    const values = maskAt(units, maskBy(unit));
    return values.length > 0 ? { values, most: 1, field: valuesField(places, values, 1) } : null;
  }
  const seen = run.probed?.layers[0];
  const { pool, kernel } = firstLayer(run);
  const [rows, cols] = [places.place_rows, places.place_cols].map((n) => Math.floor(n / pool));
  if (!seen || kernel !== places.size || seen.out_rows !== rows || seen.out_cols !== cols) return null;
  const values = answersOf(seen, unit);
  // All filters on one scale: one that hardly answers looks it.
  const most = seen.activations.reduce((a, b) => Math.max(a, b), 0);
  return { values, most, field: valuesField(places, values, most, pool) };
}

/**
 * Winners as long as they are of this picture.
 * @param {Uint32Array | undefined} units
 * @param {number} n
 * @returns {ArrayLike<number>}
 */
const fitting = (units, n) => (units && units.length === n ? units : []);

/** @param {number | null} place @param {number} n */
const within = (place, n) => (place !== null && place < n ? place : null);
