/**
 * <som-lab experiment="map">: a self-organizing map, live.
 *
 * Attributes: `experiment` (which), `autostart` (starts when first seen), `state-in-address`
 * (reads and writes the address after '#'), `settings` (such as "lattice=torus&seed=3"),
 * `poster` (a picture of a finished result, shown at rest).
 * Properties to read: `phase`, `step`, `samples`, `samplesPerSecond`, `quality`, `backend`, `config`, `course`, `frame`.
 * Methods: `play()`, `pause()`, `advance()` (one step), `restart()`, `apply(settings)`.
 * Events: `som-lab:ready`, `som-lab:frame`, `som-lab:state`, `som-lab:error`.
 */

import { LitElement, html, nothing } from 'lit';
import { backendBadge } from '../controls/badge.js';
import { cover } from '../controls/cover.js';
import { moreControls, visibleControls } from '../controls/settings.js';
import { copy, download, embedOf, linkTo, record } from '../controls/share.js';
import { courseOfRun } from '../controls/sketch.js';
import { evidence, summary, unitText } from '../controls/summary.js';
import { readUnits, tables } from '../controls/tables.js';
import { transport } from '../controls/transport.js';
import { viewCaption, viewChooser } from '../controls/views.js';
import { DATASETS, EXPERIMENTS } from '../state/experiments.js';
import { parseSettings } from '../state/hash.js';
import { configOf } from '../state/properties.js';
import { prefersStillness } from '../state/theme.js';
import { Address } from './address.js';
import { baseStyles } from './base-styles.js';
import { controlStyles } from './control-styles.js';
import './curves.js';
import { figureStyles } from './figure-styles.js';
import './footprint-view.js';
import { closeIcon } from './icons.js';
import { actionOf } from './keys.js';
import './map-stage.js';
import { Run, isTraining } from './run.js';
import './unit-view.js';

/** @typedef {import('./map-stage.js').MapStage} MapStage */
/** @typedef {import('../controls/tables.js').UnitTable} UnitTable */

const NARROW = 800;
const SUMMARY_EVERY = 10_000;

export class SomLab extends LitElement {
  static properties = {
    experiment: {},
    autostart: { type: Boolean },
    stateInAddress: { type: Boolean, attribute: 'state-in-address' },
    settings: {},
    poster: {},
    narrow: { state: true },
  };

  static styles = [baseStyles, figureStyles, controlStyles];

  constructor() {
    super();
    this.experiment = 'map';
    this.autostart = false;
    this.stateInAddress = false;
    this.settings = '';
    this.poster = '';
    this.narrow = false;
    this.more = false;
    this.sheet = false;
    this.pointed = false;
    this.address = new Address(() => this.experiment);
    /** @type {import('../engine/protocol.js').Frame | null} */
    this.acked = null;
    this.said = '';
    this.summary = '';
    this.summaryAt = 0;
    this.phaseSaid = '';
    /** @type {UnitTable | null} */
    this.units = null;
    /** @type {import('../controls/badge.js').BadgeState} */
    this.badge = {
      open: false,
      checks: null,
      toggle: () => this.#toggleBadge(),
      check: () => void this.#check(),
    };
    this.run = new Run({
      requestUpdate: () => this.requestUpdate(),
      emit: (name, detail) =>
        this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true })),
    });
    this.resized = new ResizeObserver(([entry]) => (this.narrow = entry.contentRect.width < NARROW));
    this.seen = new IntersectionObserver(([entry]) => this.#see(entry.isIntersecting), {
      rootMargin: '120px',
    });
    this.inView = false;
    this.started = false;
    this.addEventListener('keydown', (event) => this.#key(event));
    this.addEventListener('pointerenter', () => (this.pointed = true));
    this.addEventListener('pointerleave', () => (this.pointed = false));
  }

  get phase() {
    return this.run.phase;
  }
  get frame() {
    return this.run.frame;
  }
  get step() {
    return this.run.frame?.step ?? 0;
  }
  get samples() {
    return this.run.frame?.samples ?? 0;
  }
  get samplesPerSecond() {
    return this.run.pace?.samples_per_second ?? 0;
  }
  get quality() {
    return this.run.quality;
  }
  get backend() {
    return this.run.info;
  }
  get config() {
    return { dataset: this.run.state.dataset, ...configOf(this.run.state) };
  }
  get course() {
    return this.run.course.points;
  }

  play() {
    this.run.play();
  }
  pause() {
    this.run.pause();
  }
  advance() {
    this.run.step();
  }
  restart() {
    this.run.reset();
  }

  /**
   * Applies settings as they stand in a link, such as "lattice=ring&cols=48", and lets the map learn on if they concern its learning.
   * @param {string} settings
   */
  apply(settings) {
    const { patch, problems } = parseSettings(settings);
    this.run.patch(patch);
    if (problems.length > 0) this.run.tell(problems.join(' '));
    // To look at a map in another way is no reason to train it.
    if (!this.run.session || Object.keys(patch).some(isTraining)) this.run.play();
  }

  connectedCallback() {
    super.connectedCallback();
    this.narrow = this.getBoundingClientRect().width < NARROW;
    this.resized.observe(this);
    this.seen.observe(this);
    document.addEventListener('visibilitychange', this.#onVisibility);
    document.addEventListener('keydown', this.#onPageKey);
    window.addEventListener('hashchange', this.#onHash);
    if (this.settings) this.run.patch(parseSettings(this.settings).patch);
    if (this.stateInAddress) this.address.read(this.run);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.resized.disconnect();
    this.seen.disconnect();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    document.removeEventListener('keydown', this.#onPageKey);
    window.removeEventListener('hashchange', this.#onHash);
    this.run.close();
    this.started = false;
  }

  #onVisibility = () => this.run.setVisible(this.inView && !document.hidden);
  #onHash = () => this.stateInAddress && this.address.read(this.run);
  #onPageKey = (/** @type {KeyboardEvent} */ event) => {
    const elsewhere = document.activeElement && document.activeElement !== document.body;
    if (this.pointed && !elsewhere) this.#key(event);
  };

  /** @param {boolean} inView */
  #see(inView) {
    this.inView = inView;
    this.run.setVisible(inView && !document.hidden);
    if (!inView || this.started) return;
    this.started = true;
    // A visitor who wants stillness gets the poster, and starts the figure when it suits.
    if (this.autostart && !prefersStillness()) this.run.open(true);
    else if (!this.poster) this.run.open(false);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'Escape') this.#closePanels();
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    if (action === 'toggle') this.run.toggle();
    else if (action === 'step') this.run.step();
    else this.run.reset();
  }

  #closePanels() {
    this.sheet = false;
    this.badge.open = false;
    this.requestUpdate();
  }

  #toggleBadge() {
    this.badge.open = !this.badge.open;
    this.requestUpdate();
  }

  async #check() {
    this.badge.checks = 'running';
    this.requestUpdate();
    this.badge.checks = await this.run.engine.selfCheck();
    this.requestUpdate();
  }

  /**
   * @param {string} text
   * @param {string} done
   */
  async #copy(text, done) {
    this.said = (await copy(text))
      ? done
      : 'Your browser did not let the page copy; the address bar holds the link.';
    this.requestUpdate();
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.said = '';
      this.requestUpdate();
    }, 4000);
  }

  async #save(/** @type {'picture' | 'record'} */ what) {
    const name = `som-${this.experiment}-${this.run.state.dataset}-step-${this.step}`;
    const stage = /** @type {MapStage | null} */ (this.renderRoot.querySelector('som-lab-map'));
    const blob = what === 'record' ? record(this.run, this.experiment) : await stage?.toBlob();
    if (blob) download(blob, `${name}.${what === 'record' ? 'json' : 'png'}`);
  }

  async #toggleTables() {
    this.units = this.units ? null : await readUnits(this.run);
    this.requestUpdate();
  }

  willUpdate() {
    const now = performance.now();
    const { phase } = this.run;
    if (phase === this.phaseSaid && now - this.summaryAt < SUMMARY_EVERY) return;
    this.phaseSaid = phase;
    this.summaryAt = now;
    this.summary = summary(this.run);
  }

  updated() {
    if (this.stateInAddress) this.address.write(this.run.state);
    if (this.frame && this.frame !== this.acked) {
      this.acked = this.frame;
      requestAnimationFrame(() => this.run.session?.ack());
    }
  }

  render() {
    const { run, narrow } = this;
    const does = EXPERIMENTS[this.experiment]?.title ?? this.experiment;
    const title = `${DATASETS[run.state.dataset].subject}, ${does}`;
    return html`<section class="figure ${narrow ? 'narrow' : ''}" aria-label=${title}>
      <header>
        <h3>${title}</h3>
        ${backendBadge(run, this.badge)}
      </header>
      <div class="map">${viewChooser(run)} ${this.#stage()} ${viewCaption(run, run.range)}</div>
      ${transport(run, () => this.#openSheet(true))}
      <div class="sheet" ?data-open=${this.sheet}>
        <div class="sheet-head">
          Controls
          <button class="round" aria-label="Close the controls" @click=${() => this.#openSheet(false)}>
            ${closeIcon}
          </button>
        </div>
        ${visibleControls(run, { more: this.more, toggleMore: () => this.#toggleMore() })}
        ${this.more ? moreControls(run) : nothing}
      </div>
      ${evidence(run, this.experiment)} ${this.#side()} ${this.#footer()}
      <p class="sr" aria-live="polite">${this.summary}</p>
    </section>`;
  }

  #stage() {
    const { run } = this;
    return html`<div class="stage">
      <som-lab-map
        .frame=${run.frame}
        view=${run.pace?.view ?? 'codebook'}
        pictures=${run.manifest?.name ?? run.state.dataset}
        text=${unitText(run)}
        .classes=${run.manifest?.classes ?? []}
        .range=${run.range}
        .hovered=${run.hovered}
        .pinned=${run.pinned}
        @look=${(/** @type {CustomEvent} */ event) => run.look(event.detail)}
      ></som-lab-map>
      ${cover(run, this.poster)}
    </div>`;
  }

  #side() {
    const { run } = this;
    return html`<div class="side">
      <som-lab-unit
        .frame=${run.frame}
        .unit=${run.unit}
        ?pinned=${run.pinned !== null && run.unit === run.pinned}
        pictures=${run.manifest?.name ?? run.state.dataset}
        .classes=${run.manifest?.classes ?? []}
        .component=${run.state.view === 'component' ? run.component : null}
        .measured=${run.quality?.n ?? 0}
        @pick=${(/** @type {CustomEvent} */ event) => run.patch({ component: event.detail })}
      ></som-lab-unit>
      ${courseOfRun(run)}
      <section aria-label="Errors over the run">
        <som-lab-curves
          .course=${run.course}
          .quality=${run.quality}
          .total=${run.frame?.samples_total ?? 0}
          .version=${`${run.pace?.run}/${run.course.points.length}/${run.course.points.at(-1)?.samples}`}
        ></som-lab-curves>
      </section>
    </div>`;
  }

  #footer() {
    const { run, experiment } = this;
    return html`<footer>
      <button
        class="text"
        @click=${() => this.#copy(linkTo(run, experiment, this.stateInAddress), 'Copied: this very run, seed included.')}
      >
        link
      </button>
      <button
        class="text"
        @click=${() => this.#copy(embedOf(run, experiment), 'Copied: the snippet for your page.')}
      >
        embed
      </button>
      <button class="text" @click=${() => this.#save('picture')}>save picture</button>
      <button class="text" @click=${() => this.#save('record')}>save data</button>
      <button class="text" aria-expanded=${this.units !== null} @click=${() => this.#toggleTables()}>
        ${this.units ? 'hide tables' : 'tables'}
      </button>
      <span class="said" role="status">${this.said}</span>
      <span class="keys"><kbd>space</kbd> play <kbd>→</kbd> step <kbd>r</kbd> begin again</span>
      ${this.units ? tables(run, this.units) : nothing}
    </footer>`;
  }

  #toggleMore() {
    this.more = !this.more;
    this.requestUpdate();
  }

  /** @param {boolean} open */
  #openSheet(open) {
    this.sheet = open;
    this.requestUpdate();
  }
}

customElements.define('som-lab', SomLab);
