/** The figure on its own: its experiment is the one that the address names. */

import '../element/som-lab.js';
import { isKnown, posterNames } from '../catalogue/index.js';

const figure = /** @type {import('../element/som-lab.js').SomLab} */ (document.querySelector('som-lab'));
const links = document.querySelectorAll('nav a');

/** @param {string} name */
const addressOf = (name) => (name ? `./posters/${name}.webp` : '');

function choose() {
  const wanted = location.hash.slice(1).split('&')[0];
  const name = isKnown(wanted) ? wanted : 'map';
  const { wide, narrow } = posterNames(name);
  figure.experiment = name;
  figure.poster = addressOf(wide);
  figure.posterNarrow = addressOf(narrow);
  for (const link of links) {
    const here = link.getAttribute('href') === `#${name}`;
    link.setAttribute('aria-current', here ? 'page' : 'false');
  }
}

addEventListener('hashchange', choose);
choose();
