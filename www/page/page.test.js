import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import colors from '../style/colors.json';
import { loadExperiments } from '../catalogue/experiments.js';

const experiments = await loadExperiments();
const read = (/** @type {string} */ path) => readFileSync(new URL(path, import.meta.url), 'utf8');

const article = read('../index.html');
const figures = article.match(/<som-lab\s[^>]*>/g) ?? [];
const nameOf = (/** @type {string} */ tag) => /experiment="([^"]+)"/.exec(tag)?.[1];

test('every experiment is in the article: as a figure, or shown by one at a word', () => {
  const shown = article.match(/<som-try\b[^>]*\bexperiment="[^>]*>/g) ?? [];
  const names = new Set([...figures, ...shown].map(nameOf));
  expect([...names].sort()).toEqual(Object.keys(experiments).sort());
  const places = figures.map(nameOf);
  for (const word of article.match(/<som-try\b[^>]*>/g) ?? []) {
    expect(places).toContain(/\bfor="([^"]+)"/.exec(word)?.[1] ?? 'map');
  }
});

test('every figure of the article keeps its place at three widths', () => {
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

test('the playground has a link to every experiment', () => {
  const links = [...read('../playground.html').matchAll(/<a href="#([^"]+)">([^<]+)<\/a>/g)];
  const menu = Object.values(experiments).map(({ id, page }) => [id, page.menu]);
  expect(links.map(([, id, word]) => [id, word])).toEqual(menu);
});
