/**
 * A convolution with a map of patches in words: what is seen at a position, and what covers the picture.
 */

import { count, percent, plural } from '../../math/format.js';
import { reachOf } from '../../canvas/light.js';
import { chance } from '../../settings/net-words.js';
import { winnersOf } from '../../canvas/positions.js';
import { firstLayer } from './csom-view-model.js';

/** @import { ViewModel, Cover } from './csom-view-model.js' */

/** What the picture is covered with, its name in short, and its title. @type {[Cover, string, string][]} */
export const COVERS = [
  ['winners', 'winners', 'Which unit wins where'],
  ['mask', 'light of a filter', 'Where a filter is lit'],
  ['answers', 'its answers', 'Where a filter answers'],
];

/**
 * Where a unit is on its lattice, or a position in the picture.
 * @param {number} index
 * @param {number} cols
 */
export const placed = (index, cols) => `row ${Math.floor(index / cols) + 1}, column ${(index % cols) + 1}`;

/**
 * The position that is looked at, and who wins there.
 * @param {Pick<ViewModel, 'places' | 'place' | 'winner' | 'shape'>} model
 */
export function wonText({ places, place, winner, shape }) {
  if (!places || place === null || winner < 0) return '';
  const where = placed(place, places.place_cols);
  return `${where[0].toUpperCase()}${where.slice(1)} is won by the unit in ${placed(winner, shape.cols)}.`;
}

/**
 * Whether the map still learns.
 * @param {string} rest  see restText
 */
export const mapText = (rest) =>
  rest ? `The map ${/^(learning|frozen)/.test(rest) ? 'is ' : ''}${rest}.` : '';

/**
 * What a winner's mask lets through.
 * @param {Float32Array} mask
 * @param {boolean} grouped  only the filters in the light are computed
 */
export function litText(mask, grouped) {
  const { active } = reachOf(mask);
  const strength = mask.reduce((sum, value) => sum + value, 0) / mask.length;
  const done = grouped && active < mask.length ? 'computed, the others are skipped' : 'lit';
  const verb = active === 1 ? 'is' : 'are';
  return `${active} of ${mask.length} filters ${verb} ${done}; strength ${percent(strength)}.`;
}

/**
 * The light on one filter at the position that is looked at.
 * @param {Float32Array} mask
 * @param {number} filter
 * @param {number} cols
 */
export function lightText(mask, filter, cols) {
  const name = `The filter in ${placed(filter, cols)}`;
  return mask[filter] > 0
    ? `${name} has ${chance(mask[filter])} of its light here.`
    : `${name} is dark here.`;
}

/**
 * All of it, for those who do not see it.
 * @param {ViewModel} model
 */
export function positionText(model) {
  return model.mask ? `${wonText(model)} ${litText(model.mask, model.grouped)}` : '';
}

/**
 * A filter that is chosen, for those who do not see it.
 * @param {ViewModel} model
 * @param {import('./csom-view-model.js').Chosen | null} chosen
 * @param {Cover} cover
 */
export function filterText(model, chosen, cover) {
  if (!chosen) return '';
  const { run, unit } = chosen;
  const { cols } = firstLayer(run).shape;
  const lit =
    run === model.run && model.mask
      ? lightText(model.mask, unit, cols)
      : `${run.title}’s filter in ${placed(unit, cols)}.`;
  return cover === 'winners' ? lit : `${lit} ${coverText(model, cover)}`;
}

/**
 * What covers the picture.
 * @param {ViewModel} model
 * @param {Cover} cover
 */
export function coverText(model, cover) {
  const { units, shape, places, filter, shown } = model;
  if (cover === 'winners') {
    const patch = places ? `${places.size} × ${places.size} patch` : 'patch';
    const what = `Each pixel has the color of the unit most like the ${patch} around it.`;
    if (units.length === 0) return what;
    const { different, most, wins } = winnersOf(units);
    const verb = different === 1 ? 'wins' : 'win';
    return `${what} ${different} of ${plural(shape.rows * shape.cols, 'unit')} ${verb} here; the one in ${placed(most, shape.cols)} at ${count(wins)} of ${count(units.length)} positions.`;
  }
  if (!filter || !shown) {
    return cover === 'mask' ? 'How much of a filter is let through.' : 'How strongly a filter answers.';
  }
  const { values, most } = shown;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const name = `${filter.run.title}’s filter in ${placed(filter.unit, firstLayer(filter.run).shape.cols)}`;
  if (cover === 'mask') {
    const dark = values.filter((value) => value === 0).length;
    const off = dark > 0 ? `, 0 at ${count(dark)} of ${count(values.length)} positions` : '';
    return `How much of ${name} is let through: ${percent(mean)} on average${off}.`;
  }
  const top = values.reduce((a, b) => Math.max(a, b), 0);
  return `How strongly ${name} answers: ${top.toFixed(2)} at most, where the strongest of all comes to ${most.toFixed(2)}.`;
}
