/** The figure on its own: its experiment is the one that the address names. */

// Before anything is drawn, so that no other experiment is laid out first.
import './main.js';
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
    if (link.getAttribute('href') !== `#${name}`) link.removeAttribute('aria-current');
    else {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({ block: 'nearest', inline: 'center' });
    }
  }
}

addEventListener('hashchange', choose);
choose();
