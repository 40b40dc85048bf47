/** The figure on its own: its experiment is the one that the address names. */

import '../element/som-lab.js';
import { hasNarrowPoster, loadExperiments, posterOf } from '../catalogue/experiments.js';

const figure = /** @type {import('../element/som-lab.js').SomLab} */ (document.querySelector('som-lab'));
const links = document.querySelector('nav');

const EXPERIMENTS = await loadExperiments();

function choose() {
  const wanted = location.hash.slice(1).split('&')[0];
  const name = Object.hasOwn(EXPERIMENTS, wanted) ? wanted : 'map';
  const poster = `./posters/${posterOf(EXPERIMENTS[name])}`;
  figure.poster = `${poster}.webp`;
  figure.posterNarrow = hasNarrowPoster(EXPERIMENTS[name]) ? `${poster}-narrow.webp` : '';
  figure.experiment = name;
  for (const link of links?.children ?? []) {
    const here = link.getAttribute('href') === `#${name}`;
    link.setAttribute('aria-current', here ? 'page' : 'false');
  }
}

links?.append(
  ...Object.entries(EXPERIMENTS).map(([name, { page }]) => {
    const link = document.createElement('a');
    link.href = `#${name}`;
    link.textContent = page.menu;
    return link;
  }),
);
addEventListener('hashchange', choose);
choose();
