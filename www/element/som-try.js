/**
 * <som-try set="lattice=ring">a ring</som-try>: words in the text that act on the figure.
 * With `restart` the run begins again.
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

  #go = () => {
    const experiment = this.getAttribute('for') ?? 'map';
    const figure = /** @type {SomLab | null} */ (
      document.querySelector(`som-lab[experiment="${experiment}"]`)
    );
    if (!figure) return;
    figure.apply(this.getAttribute('set') ?? '');
    if (this.hasAttribute('restart')) figure.restart();
    const { top, bottom } = figure.getBoundingClientRect();
    const half = innerHeight / 2;
    if (top < half && bottom > half && top > -200) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    figure.scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'start' });
  };
}

customElements.define('som-try', SomTry);
