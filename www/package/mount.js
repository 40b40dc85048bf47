/**
 * The package's door: `import { mount } from 'som-lab'`. The element and its engine lie in the package's folder dist/ and
 * are fetched when a page mounts them, never bundled: a bundler would tear its workers and WebAssembly apart. So a server
 * may import this, and whoever bundles it serves a copy of that folder, `mount(place, { src: '/som-lab/som-lab.js' })`.
 */

/** @import { SomLab } from '../element/som-lab.js' */

/**
 * @typedef {object} Options
 * @property {string} [src]  the address of som-lab.js; if not given, dist/som-lab.js beside this module
 * @property {string} [dataUrl]  the folder of the data, if not data/ beside som-lab.js; one for all figures of a page
 * @property {string} [experiment]  an id of the catalogue; `map` if not given
 * @property {string} [settings]  as a link has them, such as `lattice=torus&seed=3`
 * @property {boolean} [autostart]  when it is first seen
 * @property {boolean} [stateInAddress]  it reads and writes the address after '#'
 * @property {boolean} [timeline]
 * @property {string} [poster]  the address of a picture
 * @property {string} [posterNarrow]
 */

// A bundler would take `new URL(…, import.meta.url)` for a file to be copied, without what it imports.
const here = import.meta.url;

/** Attributes by option. @type {[keyof Options, string][]} */
const ATTRIBUTES = [
  ['dataUrl', 'data-url'],
  ['experiment', 'experiment'],
  ['settings', 'settings'],
  ['autostart', 'autostart'],
  ['stateInAddress', 'state-in-address'],
  ['timeline', 'timeline'],
  ['poster', 'poster'],
  ['posterNarrow', 'poster-narrow'],
];

/**
 * Puts a figure at the end of an element.
 * @param {Element | string} place  or what selects it
 * @param {Options} [options]
 * @returns {Promise<SomLab>} when its methods are there; rejects with a sentence where som-lab.js did not arrive
 */
export async function mount(place, options = {}) {
  if (!globalThis.document) throw new Error('mount() needs a page: call it in the browser.');
  const inside = typeof place === 'string' ? document.querySelector(place) : place;
  if (!(inside instanceof Element)) throw new TypeError('mount() needs an element to put the figure in.');
  const src = new URL(options.src ?? new URL('dist/som-lab.js', here), document.baseURI).href;
  try {
    await import(/* @vite-ignore */ /* webpackIgnore: true */ src);
  } catch (cause) {
    const message = `${src} did not arrive: serve the package’s folder dist/ and name its address, mount(place, { src }).`;
    throw new Error(message, { cause });
  }
  const lab = /** @type {SomLab} */ (document.createElement('som-lab'));
  for (const [option, attribute] of ATTRIBUTES) {
    const value = options[option];
    if (typeof value === 'boolean') lab.toggleAttribute(attribute, value);
    else if (value !== undefined) lab.setAttribute(attribute, value);
  }
  inside.append(lab);
  return lab;
}
