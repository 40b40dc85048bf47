// What a page says to those who only link to it: its address, a picture, a list of pages for search engines.

import { basename } from 'node:path';

const PREVIEW = 'preview.jpg';
const [WIDTH, HEIGHT] = [1200, 630];

/** @param {string} html @param {RegExp} pattern */
const found = (html, pattern) => pattern.exec(html)?.[1]?.trim() ?? '';

/**
 * The tags of a page.
 * @param {string} html
 * @param {string} file  its name
 * @param {string} site  where it will be; empty where nobody knows
 * @returns {{tag: string, attrs: Record<string, string>, injectTo: 'head'}[]}
 */
export function tagsOf(html, file, site) {
  const title = found(html, /<title>([^<]*)<\/title>/);
  const description = found(html, /name="description"\s+content="([^"]*)"/);
  /** @type {[string, string][]} */
  const about = [
    ['og:type', 'website'],
    ['og:site_name', 'SOM Lab'],
    ['og:title', title],
    ['og:description', description],
  ];
  // These need a whole address: without one, they are left out rather than wrong.
  const url = site && new URL(file === 'index.html' ? './' : file, site).href;
  if (site) {
    about.push(['og:url', url], ['og:image', new URL(PREVIEW, site).href]);
    about.push(['og:image:width', String(WIDTH)], ['og:image:height', String(HEIGHT)]);
  }
  const head = /** @type {const} */ ('head');
  return [
    ...about.map(([property, content]) => ({ tag: 'meta', attrs: { property, content }, injectTo: head })),
    { tag: 'meta', attrs: { name: 'twitter:card', content: 'summary_large_image' }, injectTo: head },
    ...(site ? [{ tag: 'link', attrs: { rel: 'canonical', href: url }, injectTo: head }] : []),
  ];
}

/** @param {string[]} files @param {string} site */
export function sitemapOf(files, site) {
  const urls = files.map((file) => new URL(file === 'index.html' ? './' : file, site).href);
  const lines = urls.map((url) => `  <url><loc>${url}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${lines.join('\n')}\n</urlset>\n`;
}

/**
 * @param {string} [site]  such as https://example.org/som-lab/
 * @returns {import('vite').Plugin}
 */
export function site(site = '') {
  const base = site && (site.endsWith('/') ? site : `${site}/`);
  return {
    name: 'som-lab-site',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { filename }) => tagsOf(html, basename(filename), base),
    },
    // After the pages, which are written in this hook as well.
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        if (!base) return;
        const pages = Object.keys(bundle).filter((file) => file.endsWith('.html'));
        this.emitFile({ type: 'asset', fileName: 'sitemap.xml', source: sitemapOf(pages.sort(), base) });
        const robots = `User-agent: *\nAllow: /\nSitemap: ${new URL('sitemap.xml', base).href}\n`;
        this.emitFile({ type: 'asset', fileName: 'robots.txt', source: robots });
      },
    },
  };
}
