/** The figure on its own: its experiment is the one that the address names. */

import '../element/som-lab.js';
import { EXPERIMENTS } from '../state/experiments.js';

const figure = /** @type {import('../element/som-lab.js').SomLab} */ (document.querySelector('som-lab'));
const links = document.querySelector('nav');

function choose() {
  const wanted = location.hash.slice(1).split('&')[0];
  const name = Object.hasOwn(EXPERIMENTS, wanted) ? wanted : 'map';
  figure.poster = `./posters/${name}.webp`;
  figure.posterNarrow = EXPERIMENTS[name].variants.length > 1 ? `./posters/${name}-narrow.webp` : '';
  figure.experiment = name;
  for (const link of links?.children ?? []) {
    const here = link.getAttribute('href') === `#${name}`;
    link.setAttribute('aria-current', here ? 'page' : 'false');
  }
}

links?.append(
  ...Object.entries(EXPERIMENTS).map(([name, { menu }]) => {
    const link = document.createElement('a');
    link.href = `#${name}`;
    link.textContent = menu;
    return link;
  }),
);
addEventListener('hashchange', choose);
choose();
