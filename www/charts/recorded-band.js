/**
 * What was recorded, behind the lines of a chart: the mean as a thin line in a faint band.
 */

import { plural } from '../math/format.js';
import { theme } from '../style/theme.js';

/** @import { Band } from '../math/course.js' */
/** @import { Line } from './curve.js' */

const BAND = 0.13;
const LINE = 0.75;
const FADED = 0.3;

/** The middle of a band as a line. @param {Band} band @returns {Line} */
export const middleOf = ({ x, middle }) => ({ x, y: middle });

/**
 * A recorded mean as points of a course, to be read where there is no course yet.
 * @param {Band | null} band
 * @param {string} x  what places are counted in
 * @param {string} y
 * @returns {Record<string, number>[]}
 */
export const pointsOf = (band, x, y) => band?.x.map((at, i) => ({ [x]: at, [y]: band.middle[i] })) ?? [];

/**
 * @param {import('uplot')} u
 * @param {Band} band
 * @param {string} color
 * @param {{faded?: boolean, filled?: boolean}} [look]  where another band is drawn, the line is enough
 */
export function drawBand(u, { x, middle, low, high }, color, { faded = false, filled = true } = {}) {
  const { ctx: context } = u;
  const ratio = globalThis.devicePixelRatio || 1;
  const { left, top, width, height } = u.bbox;
  const to = (/** @type {number} */ i, /** @type {number[]} */ y) =>
    context.lineTo(u.valToPos(x[i], 'x', true), u.valToPos(y[i], 'y', true));
  const share = faded ? FADED : 1;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  if (filled) {
    context.beginPath();
    x.forEach((_, i) => to(i, high));
    for (let i = x.length - 1; i >= 0; i--) to(i, low);
    context.closePath();
    Object.assign(context, { fillStyle: color, globalAlpha: BAND * share });
    context.fill();
  }
  context.beginPath();
  x.forEach((_, i) => to(i, middle));
  Object.assign(context, { strokeStyle: color, globalAlpha: LINE * share, lineWidth: ratio });
  context.stroke();
  context.restore();
}

/**
 * Where the bands come from, in the corner where curves of errors seldom are.
 * @param {import('uplot')} u
 * @param {number} seeds
 */
export function drawSource(u, seeds) {
  if (seeds === 0) return;
  const { ctx: context } = u;
  const ratio = globalThis.devicePixelRatio || 1;
  const { left, top, width } = u.bbox;
  context.save();
  Object.assign(context, { font: `${11 * ratio}px system-ui, sans-serif`, fillStyle: theme().soft });
  Object.assign(context, { textAlign: 'right', textBaseline: 'top' });
  context.fillText(`recorded, ${plural(seeds, 'seed')}`, left + width, top + 3 * ratio);
  context.restore();
}
