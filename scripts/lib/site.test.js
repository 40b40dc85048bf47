import { expect, test } from 'vitest';
import { sitemapOf, tagsOf } from './site.mjs';

const html = '<title>A map</title>\n<meta\n name="description"\n content="Draws itself." />';
/** @param {string} file @param {string} site */
const contents = (file, site) =>
  Object.fromEntries(
    tagsOf(html, file, site).map(({ attrs }) => [
      attrs.property ?? attrs.name ?? attrs.rel,
      attrs.content ?? attrs.href,
    ]),
  );

test('a page says what it is, and where, if that is known', () => {
  expect(contents('index.html', 'https://example.org/som/')).toMatchObject({
    'og:title': 'A map',
    'og:description': 'Draws itself.',
    'og:url': 'https://example.org/som/',
    'og:image': 'https://example.org/som/preview.jpg',
    canonical: 'https://example.org/som/',
  });
  expect(contents('playground.html', 'https://example.org/som/').canonical).toBe(
    'https://example.org/som/playground.html',
  );
  const nowhere = contents('index.html', '');
  expect(nowhere['og:title']).toBe('A map');
  expect(Object.keys(nowhere)).not.toContain('og:image');
  expect(Object.keys(nowhere)).not.toContain('canonical');
});

test('all pages are listed', () => {
  const map = sitemapOf(['index.html', 'playground.html'], 'https://example.org/som/');
  expect(map.match(/<loc>[^<]*/g)).toEqual([
    '<loc>https://example.org/som/',
    '<loc>https://example.org/som/playground.html',
  ]);
});
