import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
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

const playground = read('../playground.html');

test('every experiment has its link in the playground', () => {
  const [, links] = /<nav[^>]*>(.*)<\/nav>/s.exec(playground) ?? [];
  const found = [...links.matchAll(/<a href="#([^"]+)">([^<]+)<\/a>/g)].map(([, id, name]) => [id, name]);
  expect(found).toEqual(Object.entries(experiments).map(([id, { page }]) => [id, page.menu]));
});

describe('the chapters', () => {
  /** Of the list: its place, its name, its minutes. */
  const listed = [...article.matchAll(/<a href="#([^"]+)">([^<]+) <span>(\d+) min<\/span>/g)].map(
    ([, id, name, minutes]) => ({ id, name, minutes: Number(minutes) }),
  );
  const marks = [...article.matchAll(/<(?:p|h2) class="chapter"[^>]*>([^<]*)</g)];
  const ends = [...marks.slice(1).map(({ index }) => index), article.indexOf('<footer')];
  const texts = marks.map(({ index }, i) => article.slice(index, ends[i]));

  test('are those of the list, in its order', () => {
    expect(listed).toHaveLength(9);
    expect(marks.map(([, words]) => words)).toEqual(
      listed.map(({ name, minutes }, i) => `${i + 1} · ${name} · ${minutes} min`),
    );
    expect(texts.map((text) => /<h2[^>]* id="([^"]+)"/.exec(text)?.[1])).toEqual(listed.map(({ id }) => id));
  });

  test('take as long as their words, at 220 a minute', () => {
    const words = texts.map((text) => text.replace(/<[^>]*>/g, ' ').split(/\s+/).length);
    expect(listed.map(({ minutes }) => minutes)).toEqual(words.map((n) => Math.max(1, Math.round(n / 220))));
  });

  test('lead to those before and after them', () => {
    const ways = (/** @type {string} */ text, /** @type {string} */ rel) =>
      new RegExp(`<a href="#([^"]+)" rel="${rel}"`).exec(text)?.[1];
    expect(texts.map((text) => ways(text, 'prev'))).toEqual(
      [undefined, ...listed.map(({ id }) => id)].slice(0, 9),
    );
    expect(texts.map((text) => ways(text, 'next'))).toEqual([
      ...listed.slice(1).map(({ id }) => id),
      undefined,
    ]);
  });

  test('have addresses that no setting of a figure can be', () => {
    const places = [...article.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(places).size).toBe(places.length);
    expect(places.filter((id) => /[=&]/.test(id))).toEqual([]);
  });
});

test('every word of the glossary is pointed out, and none is missing', () => {
  const explained = [...article.matchAll(/<dt id="([^"]+)">/g)].map(([, id]) => id);
  const pointed = [...article.matchAll(/<a class="word" href="#([^"]+)"/g)].map(([, id]) => id);
  expect([...new Set(pointed)].sort()).toEqual([...explained].sort());
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
