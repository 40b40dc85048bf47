/**
 * What stands in the place of a figure until it has come: its poster and a button, or why it has not come.
 */

import { posterOf } from '../catalogue/index.js';
import { hostStyles } from '../style/host-styles.js';

const NARROW = 800;

/** Whether a figure is as narrow as on a phone. @param {{width: number}} box */
export const isNarrow = ({ width }) => width < NARROW;

/** The card is as high as the page keeps its place; the poster lies where most stages have theirs. */
const STYLES = `
  ${hostStyles}
  * {
    box-sizing: border-box;
  }
  .card {
    display: grid;
    height: 100%;
    min-height: 480px;
    padding: 104px 24px 24px;
    background: var(--paper);
    border: 1px solid var(--line);
    border-radius: 12px;
    box-shadow: var(--shadow);
  }
  .place {
    position: relative;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 12px;
    max-height: 560px;
    text-align: center;
  }
  img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: scale-down;
    object-position: left top;
    image-rendering: pixelated;
  }
  @media (prefers-color-scheme: light) {
    img.ink {
      filter: invert(1) hue-rotate(180deg);
    }
  }
  p {
    margin: 0;
    max-width: 40ch;
    font-size: 14px;
    line-height: 21px;
  }
  button {
    position: relative;
    padding: 9px 18px;
    border: 0;
    border-radius: 8px;
    background: var(--accent);
    color: var(--on-accent);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  :focus-visible {
    outline: 2.5px solid var(--accent);
    outline-offset: 2px;
  }
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

export function cardSheet() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
  }
  return sheet;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Partial<Omit<HTMLElementTagNameMap[T], 'part'>> & {part?: string}} properties
 * @param {...Node} children
 */
function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/**
 * A finished result. Light and shade cannot be turned over as ink can: there is a second poster, for the dark. It is
 * fetched when somebody comes near.
 * @param {string} src
 * @param {string} experiment
 * @returns {HTMLPictureElement}
 */
export function pictureOf(src, experiment) {
  const { drawn } = posterOf(experiment);
  // `loading` first: an image begins to load when it has its address.
  const image = element('img', {
    loading: 'lazy',
    decoding: 'async',
    className: drawn,
    alt: 'A finished run',
    src,
  });
  if (drawn !== 'themed') return element('picture', {}, image);
  const srcset = src.replace(/(\.\w+)$/, '-dark$1');
  const dark = element('source', { media: '(prefers-color-scheme: dark)', srcset });
  return element('picture', {}, dark, image);
}

/**
 * The poster with its button.
 * @param {HTMLPictureElement | null} picture
 * @param {() => void} press
 */
export function posterCard(picture, press) {
  const button = element('button', { textContent: 'Run it', part: 'play', onclick: press });
  return element(
    'div',
    { className: 'card', part: 'figure' },
    element('div', { className: 'place', part: 'poster' }, ...(picture ? [picture] : []), button),
  );
}

/**
 * A sentence in the place of the poster, and a button if something can be done.
 * @param {string} sentence
 * @param {string} [word]  on the button
 * @param {() => void} [press]
 */
export function wordCard(sentence, word = '', press = () => {}) {
  const line = element('p', { textContent: sentence });
  const button = word ? [element('button', { textContent: word, onclick: press })] : [];
  const place = element('div', { className: 'place', role: word ? 'alert' : 'status' }, line, ...button);
  return element('div', { className: 'card', part: 'figure' }, place);
}
