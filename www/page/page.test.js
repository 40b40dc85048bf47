import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import colors from '../style/colors.json';
import { EXPERIMENTS } from '../catalogue/experiments.js';

const read = (/** @type {string} */ path) => readFileSync(new URL(path, import.meta.url), 'utf8');

test('every figure of the article keeps its place at three widths', () => {
  const figures = read('../index.html').match(/<som-lab\b[^>]*>/g) ?? [];
  const names = figures.map((figure) => /experiment="([^"]+)"/.exec(figure)?.[1]);
  expect([...names].sort()).toEqual(Object.keys(EXPERIMENTS).sort());
  const kept = /style="--at-390: \d{3,4}; --at-768: \d{3,4}; --at-1280: \d{3,4}"/;
  expect(figures.filter((figure) => !kept.test(figure))).toEqual([]);
});

test('the article has the colors of the figures', () => {
  const [light, dark] = read('./article.css').split('prefers-color-scheme: dark');
  for (const [css, theme] of /** @type {const} */ ([
    [light, colors.light],
    [dark, colors.dark],
  ])) {
    for (const name of /** @type {const} */ (['ink', 'soft', 'line', 'accent'])) {
      expect(css).toContain(`--${name}: ${theme[name]};`);
    }
  }
});
