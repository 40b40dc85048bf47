/**
 * <som-lab experiment="map">: self-organizing maps, live.
 *
 * Attributes: `experiment` (an id in www/catalogue), `autostart` (starts when first seen), `state-in-address`
 * (reads and writes the address after '#'), `settings` (such as "lattice=torus&seed=3"),
 * `poster` (a picture of a finished result, shown at rest), `poster-narrow` (the same, as it is on a phone).
 * Properties to read: `phase`, `step`, `samples`, `samplesPerSecond`, `quality`, `backend`, `config`, `course`, `frame`
 * of the first run, and `runs`, all that stand side by side.
 * Methods: `play()`, `pause()`, `advance()` (one step), `restart()`, `apply(settings)`.
 * Events: `som-lab:ready`, `som-lab:frame`, `som-lab:state`, `som-lab:error`.
 */

import { nothing } from 'lit';
import { html, unsafeStatic } from 'lit/static-html.js';
import { backendBadge } from '../panels/badge.js';
import { cover } from '../panels/poster.js';
import { footer, ownPictures } from '../panels/footer.js';
import { hint } from '../panels/hint.js';
import { notice } from '../panels/notice.js';
import { moreControls, visibleControls } from '../panels/settings.js';
import { copy, download, record } from '../panels/share.js';
import { transport } from '../panels/transport.js';
import { parseSettings } from '../settings/hash.js';
import { prefersStillness } from '../style/theme.js';
import '../input/som-lab-input.js';
import '../stages/index.js';
import { Address } from './address.js';
import { baseStyles } from '../style/base-styles.js';
import { claimStyles } from '../panels/claim-styles.js';
import { controlStyles } from '../panels/control-styles.js';
import '../charts/curves.js';
import { FigureElement } from './figure-element.js';
import { figureStyles } from './figure-styles.js';
import '../panels/footprint-view.js';
import { closeIcon } from '../style/icons.js';
import { actionOf } from './keys.js';
import { NearController } from './near-controller.js';
import '../panels/unit-view.js';

/** @import { Stage } from '../stages/shared/stage.js' */

const NARROW = 800;
const SUMMARY_EVERY = 10_000;

export class SomLab extends FigureElement {
  static properties = {
    experiment: {},
    autostart: { type: Boolean },
    stateInAddress: { type: Boolean, attribute: 'state-in-address' },
    settings: {},
    poster: {},
    posterNarrow: { attribute: 'poster-narrow' },
    narrow: { state: true },
  };

  static styles = [baseStyles, figureStyles, controlStyles, claimStyles];

  constructor() {
    super();
    this.experiment = 'map';
    this.autostart = false;
    this.stateInAddress = false;
    this.settings = '';
    this.poster = '';
    this.posterNarrow = '';
    this.narrow = false;
    this.more = false;
    this.sheet = false;
    this.pointed = false;
    this.address = new Address();
    this.said = '';
    this.summary = '';
    this.summaryAt = 0;
    this.phaseSaid = '';
    /** What the tables of each run need, where they are open. @type {unknown[] | null} */
    this.read = null;
    /** @type {import('../panels/badge.js').BadgeState} */
    this.badge = {
      open: false,
      checks: null,
      toggle: () => this.#toggleBadge(),
      check: () => void this.#check(),
    };
    this.resized = new ResizeObserver(([entry]) => (this.narrow = entry.contentRect.width < NARROW));
    this.seen = new IntersectionObserver((entries) => this.#see(entries[entries.length - 1].isIntersecting), {
      rootMargin: '120px',
    });
    // What was recorded is there when its figure comes into sight.
    this.nearness = new NearController(this, () => void this.figure.recorded.load());
    this.inView = false;
    this.started = false;
    this.addEventListener('keydown', (event) => this.#key(event));
    this.addEventListener('pointerenter', () => (this.pointed = true));
    this.addEventListener('pointerleave', () => (this.pointed = false));
  }

  connectedCallback() {
    super.connectedCallback();
    this.#choose();
    this.narrow = this.getBoundingClientRect().width < NARROW;
    this.resized.observe(this);
    this.seen.observe(this);
    document.addEventListener('visibilitychange', this.#onVisibility);
    document.addEventListener('keydown', this.#onPageKey);
    window.addEventListener('hashchange', this.#onHash);
    if (this.settings) this.figure.patch(parseSettings(this.experiment, this.settings).patch);
    if (this.stateInAddress) this.address.read(this.figure);
  }

  /** The experiment may change, as it does in the playground; a figure that was started starts again. */
  #choose() {
    if (this.experiment === this.figure.experiment) return;
    this.read = null;
    this.figure.choose(this.experiment);
    if (this.nearness.near) void this.figure.recorded.load();
    if (this.stateInAddress) this.address.read(this.figure);
    if (this.started) this.#start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.resized.disconnect();
    this.seen.disconnect();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    document.removeEventListener('keydown', this.#onPageKey);
    window.removeEventListener('hashchange', this.#onHash);
    this.figure.close();
    this.started = false;
  }

  #onVisibility = () => this.figure.setVisible(this.inView && !document.hidden);
  #onHash = () => this.stateInAddress && this.address.read(this.figure);
  #onPageKey = (/** @type {KeyboardEvent} */ event) => {
    const elsewhere = document.activeElement && document.activeElement !== document.body;
    if (this.pointed && !elsewhere) this.#key(event);
  };

  /** @param {boolean} inView */
  #see(inView) {
    this.inView = inView;
    this.figure.setVisible(inView && !document.hidden);
    if (!inView || this.started) return;
    this.started = true;
    this.#start();
  }

  #start() {
    // A visitor who wants stillness gets the poster, and starts the figure when it suits.
    if (this.autostart && !prefersStillness()) this.figure.open(true);
    else if (!this.poster) this.figure.open(false);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'Escape') this.#closePanels();
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    if (action === 'toggle') this.figure.toggle();
    else if (action === 'step') this.figure.step();
    else this.figure.reset();
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
    this.badge.checks = await this.figure.engine.selfCheck();
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
    const { dataset } = this.figure.state;
    const name = ['som', this.experiment, dataset, 'step', this.step]
      .filter((part) => part !== null)
      .join('-');
    const stage = /** @type {Stage | null} */ (this.renderRoot.querySelector(this.figure.record.page.stage));
    const blob = what === 'record' ? record(this.figure) : await stage?.toBlob();
    if (blob) download(blob, `${name}.${what === 'record' ? 'json' : 'png'}`);
  }

  async #toggleTables() {
    this.read = this.read ? null : await Promise.all(this.runs.map(this.figure.model.panels.read));
    this.requestUpdate();
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('experiment') && this.isConnected) this.#choose();
    const now = performance.now();
    const { phase } = this.figure;
    if (phase === this.phaseSaid && now - this.summaryAt < SUMMARY_EVERY) return;
    this.phaseSaid = phase;
    this.summaryAt = now;
    const { summary } = this.figure.model.panels;
    this.summary = this.runs.map((run) => summary(run, this.figure.pictures.title)).join(' ');
  }

  updated() {
    if (this.stateInAddress) this.address.write(this.figure);
    for (const run of this.runs) run.drawn();
  }

  render() {
    const { figure, narrow } = this;
    const { record, pictures, model } = figure;
    const { evidence, side } = model.panels;
    const title = `${pictures.subject}, ${record.page.headline}`;
    const alone = model.beside && this.runs.length === 1;
    return html`<section class="figure ${alone ? '' : 'wide'} ${narrow ? 'narrow' : ''}" aria-label=${title}>
      <header>
        <h3>${title}</h3>
        ${backendBadge(figure, this.badge)}
      </header>
      <div class="map">${this.#stage()}</div>
      ${transport(figure, () => this.#openSheet(true))}
      <div class="sheet" ?data-open=${this.sheet}>
        <div class="sheet-head">
          Controls
          <button class="round" aria-label="Close the controls" @click=${() => this.#openSheet(false)}>
            ${closeIcon}
          </button>
        </div>
        ${visibleControls(figure, { more: this.more, toggleMore: () => this.#toggleMore() })}
        ${this.more ? moreControls(figure) : nothing}
      </div>
      ${model.upload ? ownPictures(figure, this) : nothing}
      <div class="evidence">
        ${evidence(figure, { copy: (text, done) => void this.#copy(text, done), narrow })} ${notice(figure)}
        ${this.#hint()}
      </div>
      ${side(figure)} ${this.#footer()}
      <p class="sr" aria-live="polite">${this.summary}</p>
    </section>`;
  }

  #stage() {
    const { figure, narrow } = this;
    const stage = unsafeStatic(figure.record.page.stage);
    const poster = (narrow && this.posterNarrow) || this.poster;
    return html`<${stage} .figure=${figure} .runs=${[...figure.runs]} ?narrow=${narrow}
      >${cover(figure, poster)}</${stage}>`;
  }

  #hint() {
    const dismiss = () => {
      this.figure.hints.dismiss();
      this.figure.requestUpdate();
    };
    return hint(this.figure, { mend: () => this.mend(), dismiss });
  }

  #footer() {
    return footer(this.figure, {
      here: this.stateInAddress,
      said: this.said,
      read: this.read,
      height: this.offsetHeight,
      copy: (text, done) => void this.#copy(text, done),
      save: (what) => void this.#save(what),
      toggleTables: () => void this.#toggleTables(),
    });
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
