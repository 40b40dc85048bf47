/**
 * What stands behind the lines of a chart: bands of what was recorded with their means, courses in faint lines, values to
 * be reached, and words. Data, so that a canvas and a drawing in SVG show the same.
 */

import { theme } from '../style/theme.js';

/** @import { Band } from '../math/course.js' */
/** @import { Line } from './curve.js' */

/**
 * @typedef {{kind: 'band', band: Band, color: string, share: number, filled: boolean}} BandBehind  `share`: of its
 *   usual opacity; where another band is drawn, the line of its mean is enough
 * @typedef {{kind: 'line', line: Line, color: string, opacity: number}} LineBehind
 * @typedef {{kind: 'rule', at: number, text: string}} RuleBehind
 * @typedef {{kind: 'words', text: string}} WordsBehind  in the corner where curves of errors seldom are
 * @typedef {BandBehind | LineBehind | RuleBehind | WordsBehind} Behind
 */

export const BAND = 0.13;
export const MEAN = 0.75;
const FONT = 'px system-ui, sans-serif';

/**
 * @param {import('uplot')} u
 * @param {Behind[]} all
 */
export function drawBehind(u, all) {
  const { ctx: context } = u;
  const { left, top, width, height } = u.bbox;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  for (const one of all) {
    context.save();
    if (one.kind === 'band') band(u, one);
    else if (one.kind === 'line') stroke(u, one.line, { strokeStyle: one.color, globalAlpha: one.opacity });
    else if (one.kind === 'rule') rule(u, one);
    else words(u, one);
    context.restore();
  }
  context.restore();
}

const ratio = () => globalThis.devicePixelRatio || 1;

/**
 * @param {import('uplot')} u
 * @param {Line} line
 * @param {Partial<CanvasRenderingContext2D>} look
 */
function stroke(u, { x, y }, look) {
  const { ctx: context } = u;
  context.beginPath();
  x.forEach((at, i) => context.lineTo(u.valToPos(at, 'x', true), u.valToPos(y[i], 'y', true)));
  Object.assign(context, { lineWidth: ratio(), ...look });
  context.stroke();
}

/** @param {import('uplot')} u @param {BandBehind} behind */
function band(u, { band: { x, middle, low, high }, color, share, filled }) {
  const { ctx: context } = u;
  const to = (/** @type {number} */ i, /** @type {number[]} */ y) =>
    context.lineTo(u.valToPos(x[i], 'x', true), u.valToPos(y[i], 'y', true));
  if (filled) {
    context.beginPath();
    x.forEach((_, i) => to(i, high));
    for (let i = x.length - 1; i >= 0; i--) to(i, low);
    context.closePath();
    Object.assign(context, { fillStyle: color, globalAlpha: BAND * share });
    context.fill();
  }
  stroke(u, { x, y: middle }, { strokeStyle: color, globalAlpha: MEAN * share });
}

/** @param {import('uplot')} u @param {RuleBehind} behind */
function rule(u, { at, text }) {
  const { ctx: context } = u;
  const { left, width } = u.bbox;
  const y = u.valToPos(at, 'y', true);
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(left + width, y);
  context.setLineDash([5 * ratio(), 4 * ratio()]);
  Object.assign(context, { strokeStyle: theme().soft, lineWidth: ratio() });
  context.stroke();
  Object.assign(context, { font: 11 * ratio() + FONT, fillStyle: theme().soft });
  Object.assign(context, { textAlign: 'left', textBaseline: 'top' });
  context.fillText(text, left + 6 * ratio(), y + 4 * ratio());
}

/** @param {import('uplot')} u @param {WordsBehind} behind */
function words(u, { text }) {
  const { ctx: context } = u;
  const { left, top, width } = u.bbox;
  Object.assign(context, { font: 11 * ratio() + FONT, fillStyle: theme().soft });
  Object.assign(context, { textAlign: 'right', textBaseline: 'top' });
  context.fillText(text, left + width, top + 3 * ratio());
}
