/**
 * <som-try set="lattice=ring">a ring</som-try>: words in the text that act on the figure that begins with the experiment
 * `for`, fetched or not. With `experiment` it shows another one, and runs it. With `restart` the run begins again.
 */

/** @import { SomLab } from './som-lab.js' */

export class SomTry extends HTMLElement {
  connectedCallback() {
    this.setAttribute('role', 'button');
    this.tabIndex = 0;
    this.addEventListener('click', this.#go);
    this.addEventListener('keydown', this.#key);
  }

  disconnectedCallback() {
    this.removeEventListener('click', this.#go);
    this.removeEventListener('keydown', this.#key);
  }

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    this.#go();
  };

  /**
   * @param {SomLab} figure
   * @param {string} experiment
   */
  #show(figure, experiment) {
    for (const other of document.querySelectorAll(`som-try[for="${this.getAttribute('for')}"][experiment]`)) {
      other.setAttribute('aria-pressed', String(other === this));
    }
    figure.experiment = experiment;
  }

  #go = () => {
    const first = this.getAttribute('for') ?? 'map';
    const figure = /** @type {SomLab | null} */ (document.querySelector(`som-lab[experiment="${first}"]`));
    if (!figure) return;
    const experiment = this.getAttribute('experiment');
    if (experiment) this.#show(figure, experiment);
    figure.apply(this.getAttribute('set') ?? '');
    if (experiment) figure.play();
    if (this.hasAttribute('restart')) figure.restart();
    const { top, bottom } = figure.getBoundingClientRect();
    const half = innerHeight / 2;
    if (top < half && bottom > half && top > -200) return;
    leadTo(figure);
  };
}

/**
 * Leads to a figure. Others that come on the way may take more room than was kept for them, so that the end of a smooth
 * way is set right, unless the reader has turned elsewhere.
 * @param {SomLab} figure
 */
function leadTo(figure) {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const turned = new AbortController();
  const { signal } = turned;
  for (const hand of ['wheel', 'touchstart', 'keydown', 'pointerdown']) {
    addEventListener(hand, () => turned.abort(), { signal, passive: true });
  }
  const arrived = () => {
    turned.abort();
    figure.scrollIntoView({ block: 'start' });
  };
  addEventListener('scrollend', arrived, { signal });
  figure.scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'start' });
}

customElements.define('som-try', SomTry);
