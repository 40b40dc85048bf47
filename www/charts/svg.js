/**
 * Charts as one drawing in SVG, from the data that their canvases are drawn from.
 */

import { compact } from '../math/format.js';
import { theme } from '../style/theme.js';
import { BAND, MEAN } from './behind.js';
import { STEPS } from './steps.js';

/** @import { Behind } from './behind.js' */
/** @import { Chart } from './plot.js' */

const [WIDTH, HEIGHT] = [720, 300];
const EDGE = { top: 44, right: 18, bottom: 28, left: 54 };
/** Pixels between ticks, at least. */
const SPACE = { x: 80, y: 38 };
const FONT = 'font-family="system-ui, sans-serif" font-size="12"';

/** @param {string} text */
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
/** @param {number} n */
const short = (n) => String(Math.round(n * 100) / 100);

/**
 * Round values along an axis.
 * @param {[number, number]} span
 * @param {number} most  how many there may be
 */
export function ticksOf([low, high], most) {
  const fitting = STEPS.find((step) => (high - low) / step <= most + 1e-9);
  const step = fitting ?? (high - low) / Math.max(1, most);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(9)));
}

/** @param {Chart[]} charts @returns {string} */
export function svgOf(charts) {
  const { paper } = theme();
  const height = charts.length * HEIGHT;
  const drawn = charts.map((chart, i) => `<g transform="translate(0 ${i * HEIGHT})">${one(chart, i)}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" ${FONT}>
<rect width="100%" height="100%" fill="${paper}"/>
${drawn.join('\n')}
</svg>
`;
}

/**
 * @param {Chart} chart
 * @param {number} index  of several in one drawing
 */
function one(chart, index) {
  const { series, columns, banded, span, behind = [], title } = chart;
  const { ink } = theme();
  const total = Math.max(1, chart.total);
  const box = { width: WIDTH - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom };
  const x = (/** @type {number} */ at) => EDGE.left + (at / total) * box.width;
  const y = (/** @type {number} */ value) =>
    EDGE.top + (1 - (value - span[0]) / (span[1] - span[0])) * box.height;
  const [places, ...rest] = columns;
  const path = (/** @type {number[]} */ xs, /** @type {(number | null)[]} */ ys) => {
    const points = xs.flatMap((at, i) => (typeof ys[i] === 'number' ? [[x(at), y(ys[i])]] : []));
    return points.length > 0 ? `M${points.map((point) => point.map(short).join(' ')).join('L')}` : '';
  };
  const area = (/** @type {number[]} */ xs, /** @type {any[]} */ low, /** @type {any[]} */ high) => {
    const known = xs
      .map((_, i) => i)
      .filter((i) => typeof low[i] === 'number' && typeof high[i] === 'number');
    const back = known.toReversed();
    const of = (/** @type {number[]} */ order, /** @type {any[]} */ ys) => [
      order.map((i) => xs[i]),
      order.map((i) => ys[i]),
    ];
    const [upper, lower] = [of(known, high), of(back, low)];
    return path([...upper[0], ...lower[0]], [...upper[1], ...lower[1]]);
  };
  const lines = series.map(({ color, dashed, fill }, i) => {
    const at = banded ? 3 * i : i;
    const band = banded && fill ? area(places, rest[at + 1], rest[at]) : '';
    const dash = dashed ? ' stroke-dasharray="6 6"' : '';
    const line = path(places, rest[banded ? at + 2 : at]);
    return `${band ? `<path d="${band}Z" fill="${fill}"/>` : ''}<path d="${line}" fill="none" stroke="${color}" stroke-width="2"${dash}/>`;
  });
  const clip = `box-${index}`;
  return `<clipPath id="${clip}"><rect x="${EDGE.left}" y="${EDGE.top - 2}" width="${box.width + 2}" height="${box.height + 4}"/></clipPath>
<text x="${EDGE.left}" y="18" fill="${ink}" font-weight="600">${escaped(title)}</text>${legend(series)}
${axes(chart, { x, y, box })}
<g clip-path="url(#${clip})">${behind.map((part) => under(part, { x, y, box, path, area })).join('')}${lines.join('')}</g>`;
}

/** Which line is which, where there are several. @param {Chart['series']} series */
function legend(series) {
  if (series.length < 2) return '';
  const { soft } = theme();
  let at = EDGE.left;
  return series
    .map(({ color, title }) => {
      const from = at;
      at += 34 + 6.6 * title.length;
      return `<path d="M${from} 31h14" stroke="${color}" stroke-width="2.5"/><text x="${from + 19}" y="35" fill="${soft}">${escaped(title)}</text>`;
    })
    .join('');
}

/**
 * @param {Chart} chart
 * @param {{x: (at: number) => number, y: (value: number) => number, box: {width: number, height: number}}} place
 */
function axes({ span, total, text }, { x, y, box }) {
  const { line, soft } = theme();
  const rows = ticksOf(span, box.height / SPACE.y).map((value) => {
    const at = short(y(value));
    return `<path d="M${EDGE.left} ${at}h${box.width}" stroke="${line}"/><text x="${EDGE.left - 7}" y="${at}" dy=".35em" text-anchor="end" fill="${soft}">${escaped(text(value))}</text>`;
  });
  const cols = ticksOf([0, Math.max(1, total)], box.width / SPACE.x).map(
    (value) =>
      `<text x="${short(x(value))}" y="${HEIGHT - 10}" text-anchor="middle" fill="${soft}">${compact(value)}</text>`,
  );
  return rows.join('') + cols.join('');
}

/**
 * @param {Behind} behind
 * @param {{x: (at: number) => number, y: (value: number) => number, box: {width: number, height: number},
 *   path: (xs: number[], ys: (number | null)[]) => string, area: (xs: number[], low: any[], high: any[]) => string}} place
 */
function under(behind, { y, box, path, area }) {
  const { soft } = theme();
  if (behind.kind === 'band') {
    const { band, color, filled, share } = behind;
    const { x, middle, low, high } = band;
    const fill = filled
      ? `<path d="${area(x, low, high)}Z" fill="${color}" fill-opacity="${BAND * share}"/>`
      : '';
    return `${fill}<path d="${path(x, middle)}" fill="none" stroke="${color}" stroke-opacity="${MEAN * share}"/>`;
  }
  if (behind.kind === 'line') {
    return `<path d="${path(behind.line.x, behind.line.y)}" fill="none" stroke="${behind.color}" stroke-opacity="${behind.opacity}"/>`;
  }
  if (behind.kind === 'rule') {
    const at = y(behind.at);
    return `<path d="M${EDGE.left} ${short(at)}h${box.width}" stroke="${soft}" stroke-dasharray="5 4"/><text x="${EDGE.left + 6}" y="${short(at + 14)}" fill="${soft}">${escaped(behind.text)}</text>`;
  }
  return `<text x="${EDGE.left + box.width}" y="${EDGE.top + 10}" text-anchor="end" fill="${soft}">${escaped(behind.text)}</text>`;
}
