/**
 * <som-lab-figure>: the figure itself, which takes the place of the poster in its <som-lab>, and renders into the shadow
 * root there.
 */

import { LitElement, adoptStyles, nothing } from 'lit';
import { html, unsafeStatic } from 'lit/static-html.js';
import { backendBadge } from '../panels/badge.js';
import { cover } from '../panels/poster.js';
import { footer, ownPictures } from '../panels/footer.js';
import { hint } from '../panels/hint.js';
import { notice } from '../panels/notice.js';
import { saveMenuStyles } from '../panels/save-menu.js';
import { moreControls, visibleControls } from '../panels/settings.js';
import { copy } from '../panels/share.js';
import { timelineStyles } from '../panels/timeline-view.js';
import { transport } from '../panels/transport.js';
import { parseSettings, toHash } from '../settings/hash.js';
import { actsAtRest } from '../settings/setting.js';
import { isTraining } from '../settings/state.js';
import { prefersStillness } from '../style/theme.js';
import { Address, take } from './address.js';
import { baseStyles } from '../style/base-styles.js';
import { claimStyles } from '../panels/claim-styles.js';
import { controlStyles } from '../panels/control-styles.js';
import { Figure } from './figure.js';
import { figureStyles } from './figure-styles.js';
import { closeIcon } from '../style/icons.js';
import { actionOf } from './keys.js';
import { Saving } from './saving.js';
import { Timeline } from './timeline.js';
import { isNarrow } from './poster-card.js';

/** @import { SomLab } from './som-lab.js' */

const SUMMARY_EVERY = 10_000;
/** Time to read a sentence, in ms. */
const SAID_FOR = 7000;

const STYLES = [baseStyles, figureStyles, controlStyles, claimStyles, saveMenuStyles, timelineStyles].flat();

export class FigureView extends LitElement {
  static properties = { narrow: { state: true } };

  /** @param {SomLab} shell  the element around it, which the page knows */
  constructor(shell) {
    super();
    this.shell = shell;
    this.figure = new Figure(
      {
        requestUpdate: () => this.requestUpdate(),
        // What lies ahead of runs that go on with other settings will be different.
        turned: () => this.moments.forgetAhead(this.figure.runs),
        emit: (name, detail) =>
          shell.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true })),
      },
      shell.experiment,
    );
    this.narrow = isNarrow(shell.getBoundingClientRect());
    this.more = false;
    this.sheet = false;
    this.pointed = shell.matches(':hover');
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
    this.resized = new ResizeObserver(([entry]) => (this.narrow = isNarrow(entry.contentRect)));
    this.seen = new IntersectionObserver((entries) => this.#see(entries[entries.length - 1].isIntersecting), {
      rootMargin: '120px',
    });
    this.inView = false;
    this.started = false;
    this.saving = new Saving(this);
    this.moments = new Timeline(() => (frame) => this.figure.shareOf(frame));
    shell.addEventListener('dragover', (event) => event.preventDefault());
    shell.addEventListener('drop', (event) => this.saving.drop(event), { capture: true });
    shell.addEventListener('drop', (event) => this.saving.refuse(event));
    shell.addEventListener('keydown', (event) => this.#key(event));
    shell.addEventListener('pointerenter', () => (this.pointed = true));
    shell.addEventListener('pointerleave', () => (this.pointed = false));
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    adoptStyles(/** @type {ShadowRoot} */ (this.shell.shadowRoot), STYLES);
    this.resized.observe(this.shell);
    this.seen.observe(this.shell);
    document.addEventListener('visibilitychange', this.#onVisibility);
    document.addEventListener('keydown', this.#onPageKey);
    window.addEventListener('hashchange', this.#onHash);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.resized.disconnect();
    this.seen.disconnect();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    document.removeEventListener('keydown', this.#onPageKey);
    window.removeEventListener('hashchange', this.#onHash);
  }

  /** As the attributes have it, at rest. */
  begin() {
    const { experiment, settings, stateInAddress } = this.shell;
    if (settings) this.figure.patch(parseSettings(experiment, settings).patch);
    if (stateInAddress) this.address.read(this.figure);
    // What was recorded is there when its figure comes into sight.
    void this.figure.recorded.load();
  }

  /** The experiment may change, as it does in the playground; a figure that was started starts again. */
  choose() {
    this.read = null;
    this.figure.choose(this.shell.experiment);
    void this.figure.recorded.load();
    if (this.shell.stateInAddress) this.address.read(this.figure);
    if (this.started) this.#start();
  }

  /** Where the poster's own button had the focus, the figure's has it now. */
  async focusCover() {
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector('.cover .primary'))?.focus();
  }

  /** Nobody sees it any more. */
  close() {
    this.saving.leave();
    this.figure.close();
    this.started = false;
  }

  #onVisibility = () => this.figure.setVisible(this.inView && !document.hidden);
  #onHash = () => this.shell.stateInAddress && this.address.read(this.figure);
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
    if (this.shell.autostart && !prefersStillness()) this.figure.open(true);
    else if (!this.shell.poster) this.figure.open(false);
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
    this.say(
      (await copy(text)) ? done : 'Your browser did not let the page copy; the address bar holds the link.',
    );
  }

  /** In the footer, for some seconds. @param {string} text */
  say(text) {
    this.said = text;
    this.requestUpdate();
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.said = '';
      this.requestUpdate();
    }, SAID_FOR);
  }

  async #toggleTables() {
    this.read = this.read ? null : await Promise.all(this.figure.runs.map(this.figure.model.panels.read));
    this.requestUpdate();
  }

  willUpdate() {
    const now = performance.now();
    const { phase } = this.figure;
    if (phase === this.phaseSaid && now - this.summaryAt < SUMMARY_EVERY) return;
    this.phaseSaid = phase;
    this.summaryAt = now;
    const { summary } = this.figure.model.panels;
    this.summary = this.figure.runs.map((run) => summary(run, this.figure.pictures.title)).join(' ');
  }

  updated() {
    if (this.shell.stateInAddress) this.address.write(this.figure);
    for (const run of this.figure.runs) run.drawn();
    this.saving.drawn();
    if (this.shell.timeline) this.moments.note(this.figure.runs);
  }

  render() {
    const { figure, narrow } = this;
    const { record, pictures, model } = figure;
    const { evidence, side } = model.panels;
    const title = `${pictures.subject}, ${record.page.headline}`;
    const alone = model.beside && figure.runs.length === 1;
    return html`<section
      part="figure"
      class="figure ${alone ? '' : 'wide'} ${narrow ? 'narrow' : ''}"
      aria-label=${title}
    >
      <header part="header">
        <h3>${title}</h3>
        ${backendBadge(figure, this.badge)}
      </header>
      <div class="map" part="stage">${this.#stage()}</div>
      ${transport(figure, () => this.#openSheet(true), this.shell.timeline ? this.moments.view(figure) : nothing)}
      <div class="sheet" part="controls" ?data-open=${this.sheet}>
        <div class="sheet-head">
          Controls
          <button class="round" aria-label="Close the controls" @click=${() => this.#openSheet(false)}>
            ${closeIcon}
          </button>
        </div>
        ${visibleControls(figure, { more: this.more, toggleMore: () => this.#toggleMore() })}
        ${this.more ? moreControls(figure) : nothing}
      </div>
      ${model.upload ? ownPictures(figure, this.shell) : nothing}
      <div class="evidence" part="evidence">
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
    return html`<${stage} .figure=${figure} .runs=${[...figure.runs]} ?narrow=${narrow}
      >${cover(figure, this.shell.picture(narrow))}</${stage}>`;
  }

  #hint() {
    const dismiss = () => {
      this.figure.hints.dismiss();
      this.figure.requestUpdate();
    };
    return hint(this.figure, { mend: () => this.#mend(), dismiss });
  }

  #footer() {
    return footer(this.figure, {
      here: this.shell.stateInAddress,
      said: this.said,
      read: this.read,
      height: this.shell.offsetHeight,
      copy: (text, done) => void this.#copy(text, done),
      saving: {
        save: (format) => void this.saving.save(format),
        open: (file) => void this.saving.open(file),
        look: () => void this.saving.look(),
        film: this.saving.filmEnding,
        filming: this.saving.film !== null,
      },
      toggleTables: () => void this.#toggleTables(),
    });
  }

  /** Begins again with the settings that the hint asks for, as a link in the text does. */
  #mend() {
    const { hints } = this.figure;
    const settings = Object.entries(hints.shown?.set ?? {}).map(([key, value]) => `${key}=${value}`);
    hints.dismiss();
    this.apply(settings.join('&'));
    this.figure.reset();
  }

  /** @param {string} settings  as they stand in a link; see the element's `apply` */
  apply(settings) {
    const { figure } = this;
    const { patch, problems } = parseSettings(figure.experiment, settings, figure.state);
    figure.patch(patch);
    if (problems.length > 0) figure.tell(problems.join(' '));
    // To look at a map in another way is no reason to train it, nor is another light on a network that has learned.
    const over = figure.phase === 'finished';
    const learns = (/** @type {string} */ key) => isTraining(key) && !(over && actsAtRest(figure.kind, key));
    if (!figure.lead.session || Object.keys(patch).some(learns)) figure.play();
  }

  /** What a link to it has after '#'. */
  get text() {
    return toHash(this.figure.experiment, this.figure.state);
  }

  /** @param {string} text  see the element's `setState` */
  take(text) {
    take(this.figure, text, 'Not all of this state can be used.');
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

customElements.define('som-lab-figure', FigureView);
