// The picture that other pages show of a link to the site: www/public/preview.jpg, 1200 × 630, from the poster of the map.
//
//   node scripts/preview.mjs

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './lib/browsers.mjs';
import { root, script } from './lib/process.mjs';

const PUBLIC = join(root, 'www/public');

await script(async () => {
  const map = readFileSync(join(PUBLIC, 'posters/map.webp')).toString('base64');
  const browser = await launch('chromium-cpu');
  const page = await browser.newPage();
  await page.setViewport({ width: 1200, height: 630 });
  await page.setContent(`<style>
    body { margin: 0; display: grid; grid-template-columns: 1fr 630px; height: 630px; background: #fcfbf7; color: #1d1d1f }
    div { padding: 0 40px 0 72px; align-self: center; font-family: Georgia, 'DejaVu Serif', serif }
    h1 { font-size: 62px; line-height: 1.12; letter-spacing: -.01em; margin: 0 0 28px; font-weight: 500 }
    p { font: 26px/1.4 system-ui, 'DejaVu Sans', sans-serif; color: #595961; margin: 0 }
    b { display: block; font: 600 24px system-ui, 'DejaVu Sans', sans-serif; margin-bottom: 36px }
    img { width: 630px; height: 630px; object-fit: contain; filter: invert(1) hue-rotate(180deg); mix-blend-mode: multiply }
  </style><div><b>SOM Lab</b><h1>A map that draws itself</h1><p>Self-organizing maps,<br>alive in your browser</p></div>
  <img src="data:image/webp;base64,${map}">`);
  await page.evaluate(() => document.querySelector('img')?.decode());
  writeFileSync(join(PUBLIC, 'preview.jpg'), await page.screenshot({ type: 'jpeg', quality: 86 }));
  await browser.close();
  console.log('www/public/preview.jpg');
});
