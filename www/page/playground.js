/** The figure on its own: its experiment is the one that the address names. */

import '../element/som-lab.js';
import { loadExperiments } from '../catalogue/experiments.js';
import { isKnown, posterNames } from '../catalogue/index.js';

const figure = /** @type {import('../element/som-lab.js').SomLab} */ (document.querySelector('som-lab'));
const links = /** @type {HTMLElement} */ (document.querySelector('nav'));

/** @param {string} name */
const addressOf = (name) => (name ? `./posters/${name}.webp` : '');

function choose() {
  const wanted = location.hash.slice(1).split('&')[0];
  const name = isKnown(wanted) ? wanted : 'map';
  const { wide, narrow } = posterNames(name);
  figure.experiment = name;
  figure.poster = addressOf(wide);
  figure.posterNarrow = addressOf(narrow);
  mark(name);
}

/** @param {string} name */
function mark(name) {
  for (const link of links.children) {
    const here = link.getAttribute('href') === `#${name}`;
    link.setAttribute('aria-current', here ? 'page' : 'false');
  }
}

async function list() {
  const experiments = await loadExperiments();
  const all = Object.entries(experiments).map(([name, { page }]) => {
    const link = document.createElement('a');
    link.href = `#${name}`;
    link.textContent = page.menu;
    return link;
  });
  links.replaceChildren(...all);
  mark(figure.experiment);
}

addEventListener('hashchange', choose);
choose();
list().catch(() => (links.textContent = 'The list of experiments did not arrive; reload the page.'));
