import { expect, test } from 'vitest';
import { svgOf, ticksOf } from './svg.js';

/** @type {import('./plot.js').Chart} */
const chart = {
  key: 'k',
  title: 'accuracy & loss',
  sizes: { padding: [0, 0], gap: 0, x: { size: 0, space: 0 }, y: { size: 0, space: 0 }, line: 2, point: 5 },
  series: [
    { title: 'CNN', color: '#111111', fill: '#11111120' },
    { title: 'a < b', color: '#222222', dashed: true },
  ],
  columns: [
    [0, 50, 100],
    [0.6, 0.9, null],
    [0.4, 0.7, null],
    [0.5, 0.8, 1],
    [null, null, null],
    [null, null, null],
    [0, null, 1],
  ],
  banded: true,
  total: 100,
  span: [0, 1],
  text: (value) => `${100 * value}%`,
  behind: [
    { kind: 'rule', at: 0.5, text: 'half' },
    { kind: 'line', line: { x: [0, 100], y: [0, 1] }, color: '#333333', opacity: 0.28 },
    {
      kind: 'band',
      band: { x: [0, 100], middle: [0.5, 1], low: [0.4, 0.9], high: [0.6, 1], n: 3 },
      color: '#444444',
      share: 1,
      filled: false,
    },
    { kind: 'words', text: 'recorded, 3 seeds' },
  ],
};

test('a drawing has the lines of the chart, what is behind them, axes and a legend', () => {
  const svg = svgOf([chart]);
  // 0 to 100 are 648 pixels from 54, 0 to 1 are 228 upwards from 272.
  expect(svg).toContain('<path d="M54 158L378 89.6L702 44" fill="none" stroke="#111111"');
  expect(svg).toContain(
    '<path d="M54 272L702 44" fill="none" stroke="#222222" stroke-width="2" stroke-dasharray',
  );
  expect(svg).toContain('<path d="M54 135.2L378 66.8L378 112.4L54 180.8Z" fill="#11111120"');
  expect(svg).toContain('stroke="#333333" stroke-opacity="0.28"');
  expect(svg).toContain('<path d="M54 158L702 44" fill="none" stroke="#444444" stroke-opacity="0.75"');
  for (const words of ['accuracy &amp; loss', 'a &lt; b', 'half', 'recorded, 3 seeds', '60%']) {
    expect(svg).toContain(words);
  }
});

test('several charts stand below one another', () => {
  const svg = svgOf([chart, { ...chart, series: chart.series.slice(0, 1) }]);
  expect(svg).toContain('viewBox="0 0 720 600"');
  expect(svg).toContain('translate(0 300)');
  // Where there is one line only, nothing needs a legend.
  expect(svg.match(/>CNN</g)).toHaveLength(1);
});

test('ticks are round, and no more than there is room for', () => {
  expect(ticksOf([0, 1], 6)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(ticksOf([0.95, 1], 5)).toEqual([0.95, 0.96, 0.97, 0.98, 0.99, 1]);
  expect(ticksOf([-1750, 50], 5)).toEqual([-1500, -1000, -500, 0]);
  expect(ticksOf([0, 600000], 8)).toEqual([0, 100000, 200000, 300000, 400000, 500000, 600000]);
});
