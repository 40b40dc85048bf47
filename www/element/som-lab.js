/**
 * <som-lab experiment="map">: self-organizing maps, live.
 *
 * Attributes: `experiment` (an id in www/catalogue), `autostart` (starts when first seen), `state-in-address`
 * (reads and writes the address after '#'), `settings` (such as "lattice=torus&seed=3"), `timeline` (its runs can be
 * taken back), `poster` (a picture of a finished result, shown at rest), `poster-narrow` (the same, as it is on a phone,
 * with two pixels to one), `data-url` (where the data lie, if not beside the scripts: for all figures of the page, before
 * the first begins). The element itself sets `ready` as soon as its figure has come: until then a page can keep its place,
 * som-lab:not([ready]) { height: … }.
 * Properties to read: `phase`, `step`, `samples`, `samplesPerSecond`, `quality`, `backend`, `config`, `course`, `frame`
 * of the first run, and `runs`, all that stand side by side.
 * Methods: `play()`, `pause()`, `advance()` (one step), `restart()`, `apply(settings)`, `getState()`, `setState(state)`,
 * `save(format)` and `open(file)`, which promise what they come to.
 * Events, which bubble: `som-lab:ready` (detail: the device it learns on), `som-lab:frame` (the newest frame of a run),
 * `som-lab:state` (`{running}`), `som-lab:error` (`{kind, message}`).
 * CSS parts: `figure`, `header`, `stage`, `poster`, `play`, `transport`, `controls`, `evidence`, `footer`.
 * Custom properties: `--som-lab-NAME` for each color of www/style/colors.json, such as `--som-lab-accent`, `-paper`,
 * `-ink`, `-line`; what is drawn on a canvas keeps the colors of the theme.
 *
 * It weighs little until somebody comes near, or calls a method: only then its figure is fetched, with what is of its
 * kind. A server may import it, which does nothing there.
 */

import { isKnown } from '../catalogue/index.js';
import { dataPlace } from '../engine/data-place.js';
import { loadFigure } from './load.js';
import { whenNear } from './near.js';
import { cardSheet, isNarrow, pictureOf, posterCard, wordCard } from './poster-card.js';
import { stateOf } from './state-text.js';

/** @import { FigureView } from './figure-view.js' */
/** @import { SavedState } from './state-text.js' */

const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

const LOST = 'This figure did not arrive: check your connection and try again.';
const STILL_LOST =
  'This figure still does not arrive: reload the page, which may have been renewed meanwhile.';
const GETTING = 'Getting the figure …';

/** What `save` makes. @typedef {'picture' | 'charts' | 'courses' | 'record' | 'weights' | 'run' | 'page'} Saved */
/** @type {readonly string[]} */
const SAVED = ['picture', 'charts', 'courses', 'record', 'weights', 'run', 'page'];

/** Properties by attribute. */
const PROPERTIES = /** @type {const} */ ({
  experiment: 'experiment',
  autostart: 'autostart',
  'state-in-address': 'stateInAddress',
  settings: 'settings',
  timeline: 'timeline',
  poster: 'poster',
  'poster-narrow': 'posterNarrow',
});

export class SomLab extends Base {
  static observedAttributes = [...Object.keys(PROPERTIES), 'data-url'];

  /** Where the data lie, if not beside the scripts: one place for all figures, before the first begins. */
  static get dataUrl() {
    return dataPlace.url;
  }
  /** @throws {TypeError} where it is no address */
  static set dataUrl(address) {
    const folder = address && !address.endsWith('/') ? `${address}/` : address;
    dataPlace.url = folder && new URL(folder, document.baseURI).href;
  }

  #experiment = 'map';
  #poster = '';
  #posterNarrow = '';
  /** @type {{address: string, node: HTMLPictureElement | null}} */
  #picture = { address: '', node: null };
  /** @type {FigureView | null} */
  #view = null;
  /** On a page, and not only on its way from one place to another. */
  #open = false;
  /** @type {Promise<void> | null} */
  #coming = null;
  /** What the figure is to do when it has come. @type {{act: (view: FigureView) => void, dropped: () => void}[]} */
  #waiting = [];
  /** A visitor has tried again in vain. */
  #tried = false;
  /** @type {Record<string, unknown>} */
  #early = {};
  /** What it was told to be and is not yet. @type {SavedState | null} */
  #wished = null;
  #stopWatching = () => {};

  constructor() {
    super();
    // What a page has set before there was this class lies in the way of the accessors.
    const own = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (this));
    const early = Object.values(PROPERTIES).filter((name) => Object.hasOwn(own, name));
    this.#early = Object.fromEntries(early.map((name) => [name, own[name]]));
    for (const name of early) delete own[name];
    this.autostart = false;
    this.stateInAddress = false;
    this.settings = '';
    this.timeline = false;
    this.attachShadow({ mode: 'open' });
  }

  get renderRoot() {
    return /** @type {ShadowRoot} */ (this.shadowRoot);
  }

  /**
   * @param {keyof typeof PROPERTIES | 'data-url'} name
   * @param {string | null} _
   * @param {string | null} value
   */
  attributeChangedCallback(name, _, value) {
    if (name === 'autostart') this.autostart = value !== null;
    else if (name === 'state-in-address') this.stateInAddress = value !== null;
    else if (name === 'timeline') this.timeline = value !== null;
    else if (name === 'data-url') SomLab.dataUrl = value ?? '';
    else this[PROPERTIES[name]] = value ?? (name === 'experiment' ? 'map' : '');
  }

  connectedCallback() {
    Object.assign(this, this.#early);
    this.#early = {};
    this.#stopWatching = whenNear(this, () => this.#bring());
    // One that was only moved goes on.
    if (this.#open) return;
    this.#open = true;
    if (this.#here) this.#view?.begin();
    else this.#rest();
    if (this.#view || this.#waiting.length > 0) this.#bring();
  }

  disconnectedCallback() {
    this.#stopWatching();
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#open = false;
      for (const { dropped } of this.#waiting.splice(0)) dropped();
      this.#wished = null;
      this.#view?.close();
    });
  }

  /** Whether its figure is the one of the experiment that is asked for, and is seen. */
  get #here() {
    return this.#view?.parentNode === this.renderRoot && this.#view.figure.experiment === this.#experiment;
  }

  /** The poster and its button, while there is no figure. */
  #rest() {
    if (!this.#open || this.#view) return;
    const picture = this.picture(isNarrow(this.getBoundingClientRect()));
    if (this.#waiting.length > 0) this.#show(wordCard(GETTING));
    else this.#show(posterCard(picture, () => this.play()));
  }

  /** @param {HTMLElement} card */
  #show(card) {
    this.renderRoot.adoptedStyleSheets = [cardSheet()];
    this.renderRoot.replaceChildren(card);
  }

  /**
   * The poster: the same node as long as it is the same picture.
   * @param {boolean} narrow
   */
  picture(narrow) {
    const address = (narrow && this.#posterNarrow) || this.#poster;
    if (address !== this.#picture.address) {
      this.#picture = { address, node: address ? pictureOf(address, this.#experiment) : null };
    }
    return this.#picture.node;
  }

  /** Fetches the figure, unless it is here. */
  #bring() {
    if (!this.#here) this.#coming ??= this.#fetch().finally(() => (this.#coming = null));
  }

  /** @returns {Promise<void>} */
  async #fetch() {
    const id = this.#experiment;
    /** @type {typeof FigureView} */
    let View;
    try {
      View = await loadFigure(id);
    } catch (thrown) {
      return this.#fail(thrown);
    }
    // Another one may have been asked for meanwhile.
    if (id !== this.#experiment) return this.#fetch();
    if (this.#open) this.#take(View);
  }

  /** @param {typeof FigureView} View */
  #take(View) {
    this.#tried = false;
    if (this.#view) this.#view.choose();
    else {
      this.#view = new View(this);
      this.#view.begin();
    }
    if (this.#view.parentNode !== this.renderRoot) this.#replaceCard(this.#view);
    for (const { act } of this.#waiting.splice(0)) act(this.#view);
  }

  /** @param {FigureView} view */
  #replaceCard(view) {
    const focused = this.renderRoot.activeElement !== null;
    this.renderRoot.replaceChildren(view);
    this.toggleAttribute('ready', true);
    if (focused) void view.focusCover();
  }

  /** @param {unknown} thrown */
  #fail(thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    this.#view?.close();
    this.toggleAttribute('ready', false);
    // Some browsers ask for a module but once, and a new release has others.
    if (this.#tried) this.#show(wordCard(STILL_LOST, 'Reload the page', () => location.reload()));
    else this.#show(wordCard(LOST, 'Try again', () => this.#again()));
    const detail = { kind: 'network', message };
    this.dispatchEvent(new CustomEvent('som-lab:error', { detail, bubbles: true, composed: true }));
  }

  #again() {
    this.#tried = true;
    this.#show(wordCard(GETTING));
    this.#bring();
  }

  /**
   * Now, or as soon as the figure has come.
   * @param {(view: FigureView) => void} act
   * @param {() => void} [dropped]  it was taken away before
   */
  #do(act, dropped = () => {}) {
    if (this.#view && this.#here && this.#open) return act(this.#view);
    this.#waiting.push({ act, dropped });
    if (!this.#open) return;
    this.#rest();
    this.#bring();
  }

  get experiment() {
    return this.#experiment;
  }
  set experiment(id) {
    this.#experiment = id;
    this.#wished = null;
    this.#rest();
    if (this.#view && this.#open) this.#bring();
  }
  get poster() {
    return this.#poster;
  }
  set poster(address) {
    this.#poster = address;
    this.#view?.requestUpdate();
    this.#rest();
  }
  get posterNarrow() {
    return this.#posterNarrow;
  }
  set posterNarrow(address) {
    this.#posterNarrow = address;
    this.#view?.requestUpdate();
    this.#rest();
  }

  /** What has taken the place of the poster; null until it has come. */
  get view() {
    return this.#view;
  }
  /** The settings and runs behind it; null until it has come. */
  get figure() {
    return this.#view?.figure ?? null;
  }
  get runs() {
    return this.figure?.runs ?? [];
  }
  get phase() {
    return this.figure?.phase ?? 'poster';
  }
  get frame() {
    return this.figure?.lead.frame ?? null;
  }
  get step() {
    return this.frame?.step ?? 0;
  }
  get samples() {
    return this.frame?.samples ?? 0;
  }
  get samplesPerSecond() {
    return this.figure?.lead.pace?.samples_per_second ?? 0;
  }
  get quality() {
    return this.figure?.lead.quality ?? null;
  }
  get backend() {
    return this.figure?.info ?? null;
  }
  get config() {
    if (!this.figure) return null;
    const { state, wanted } = this.figure.lead;
    return { dataset: state.dataset, ...wanted.config };
  }
  get course() {
    return this.figure?.lead.points ?? [];
  }

  /** What is asked for is on the screen, or has failed. @returns {Promise<unknown>} */
  get updateComplete() {
    const drawn = () => this.#view?.updateComplete;
    return Promise.resolve(this.#coming).then(drawn);
  }

  play() {
    this.#do(({ figure }) => figure.play());
  }
  pause() {
    if (this.#view || this.#waiting.length > 0) this.#do(({ figure }) => figure.pause());
  }
  advance() {
    this.#do(({ figure }) => figure.step());
  }
  restart() {
    this.#do(({ figure }) => figure.reset());
  }

  /**
   * Applies settings as they stand in a link, such as "lattice=ring&cols=48", and lets the map learn on if they concern its
   * learning.
   * @param {string} settings
   */
  apply(settings) {
    this.#do((view) => view.apply(settings));
  }

  /**
   * What leads to this very figure again, seed included; not what it has learned.
   * @returns {SavedState}
   */
  getState() {
    if (this.#wished) return { ...this.#wished };
    const experiment = this.#experiment;
    if (!this.#view || !this.#here) return stateOf({ experiment, settings: this.settings }, experiment);
    return { experiment, settings: this.#view.text };
  }

  /**
   * Takes over a state: what getState gave, or the text that a link has after '#'. What is unknown or out of range is left
   * out and told in the figure; what runs goes on, unless another experiment is asked for.
   * @param {Partial<SavedState> | string} state
   * @throws {TypeError} where it is no state
   */
  setState(state) {
    const wished = stateOf(state, this.#wished?.experiment ?? this.#experiment);
    const { experiment, settings } = wished;
    if (!isKnown(experiment)) {
      this.#do(({ figure }) => figure.tell(`There is no experiment “${experiment.slice(0, 40)}”.`));
      return;
    }
    if (experiment !== this.#experiment) this.experiment = experiment;
    this.#wished = wished;
    // Another one may have been asked for before the figure came.
    this.#do((view) => {
      if (this.#wished !== wished) return;
      this.#wished = null;
      view.take(settings);
    });
  }

  /**
   * What the figure's menu saves, without a download: PNG, SVG, CSV, JSON, NPZ, safetensors or HTML.
   * @param {Saved} format
   * @returns {Promise<Blob | null>} null: there is nothing to save yet, or it was taken away before its figure came;
   *   rejects with a sentence where it cannot be made
   */
  async save(format) {
    if (!SAVED.includes(format)) throw new TypeError(`A figure is saved as ${SAVED.join(', ')}.`);
    const saving = await this.#saving();
    return (await saving?.make(format))?.[0] ?? null;
  }

  /**
   * Goes on with a run that was saved, at rest; what is wrong with it is told in the figure, and what runs goes on.
   * @param {Blob & {name?: string}} file  safetensors, as `save('run')` makes them
   * @returns {Promise<boolean>} whether it was opened
   */
  async open(file) {
    const saving = await this.#saving();
    return (await saving?.open(file)) ?? false;
  }

  /** @returns {Promise<FigureView['saving'] | null>} */
  #saving() {
    return new Promise((resolve) =>
      this.#do(
        ({ saving }) => resolve(saving),
        () => resolve(null),
      ),
    );
  }
}

if (globalThis.customElements && !customElements.get('som-lab')) customElements.define('som-lab', SomLab);
