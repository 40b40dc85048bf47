/** The figure on its own: its experiment is the one that the address names. */

// Before anything is drawn, so that no other experiment is laid out first.
import './main.js';
import { EXPERIMENTS, posterOf } from '../catalogue/experiments.js';
import { KINDS } from '../kinds/index.js';

const figure = /** @type {import('../element/som-lab.js').SomLab} */ (document.querySelector('som-lab'));
const links = document.querySelectorAll('nav a');

/** Whether its poster is another one on a phone. @param {import('../catalogue/experiments.js').Experiment} experiment */
const hasNarrow = ({ kind, variants }) => KINDS[kind].poster.narrow || variants.length > 1;

function choose() {
  const wanted = location.hash.slice(1).split('&')[0];
  const name = Object.hasOwn(EXPERIMENTS, wanted) ? wanted : 'map';
  const poster = `./posters/${posterOf(EXPERIMENTS[name])}`;
  figure.poster = `${poster}.webp`;
  figure.posterNarrow = hasNarrow(EXPERIMENTS[name]) ? `${poster}-narrow.webp` : '';
  figure.experiment = name;
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
