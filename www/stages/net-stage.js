/**
 * <som-lab-net-stage>: variants of a network side by side. Their courses on one chart; below, an image that is chosen,
 * drawn or dropped, and what every network makes of it: which neurons its mask lights, how they answer, and what the
 * network says.
 */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { baseStyles } from '../element/base-styles.js';
import '../element/net-curves.js';
import { explain, failureOf } from '../engine/errors.js';
import { fromFiles, fromTransfer } from '../input/collect.js';
import { parseLayers } from '../state/net-layers.js';
import { digitOf } from '../views/digit.js';
import { maskedLayers, probeText } from '../views/net-words.js';
import { card } from './net-card.js';
import { pictureFrom, shownOf } from './net-door.js';
import { MEASURES, legend } from './net-legend.js';
import './net-pad.js';
import { netStyles } from './net-styles.js';
import './picture-canvas.js';
import './picture-strip.js';
import { Stage } from './stage.js';
import { stageStyles } from './stage-styles.js';

/** @typedef {import('../element/net-run.js').NetRun} NetRun */
/** @typedef {import('../engine/protocol.js').Picture} Picture */
/** @typedef {import('../engine/protocol.js').Strip} Strip */
/** @typedef {import('./net-card.js').Look} Look */

const DRAWING = 'your drawing';
/** Milliseconds without a change, after which the networks are heard. */
const QUIET = 700;

/** @type {[Look, string][]} */
const LOOKS = [
  ['light', 'by the light of the mask'],
  ['full', 'in full light'],
  ['answers', 'as they answer'],
];

/** @extends {Stage<NetRun>} */
export class NetStage extends Stage {
  static styles = [baseStyles, stageStyles, netStyles];

  constructor() {
    super();
    /** @type {import('../views/net-chart.js').Measure} */
    this.measure = 'test_accuracy';
    /** @type {number | null} the samples at which the curves are read */
    this.at = null;
    /** The variant that stands out. */
    this.lit = '';
    /** @type {Look} */
    this.look = 'light';
    this.layer = 0;
    /** @type {{run: NetRun, unit: number} | null} */
    this.hovered = null;
    /** @type {import('../views/digit.js').Stroke[]} */
    this.strokes = [];
    /** The drawing is sent with the next frame. */
    this.sending = 0;
    /** @type {Strip | null} */
    this.strip = null;
    /** The data set that the strip is of, or was asked of. */
    this.stripOf = '';
    /** Of a file that was brought: what went wrong. */
    this.failed = '';
    /** What the networks say, and what of it has been said. */
    this.heard = '';
    this.said = '';
    this.saying = 0;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    cancelAnimationFrame(this.sending);
    clearTimeout(this.saying);
  }

  willUpdate() {
    const { figure, runs } = this;
    const { image } = figure.state;
    const layers = parseLayers(figure.state.net_layers)?.length ?? 1;
    if (this.layer >= layers) this.layer = 0;
    if (!figure.probing) this.strokes = [];
    for (const run of runs) {
      if (run.layer !== this.layer) run.look({ layer: this.layer });
      const there = run.manifest !== null && image < run.manifest.test.n;
      if (figure.probing) run.ask({ source: 'probe', image: 0 });
      else run.ask(there ? { source: 'test', image } : null);
    }
    void this.#readStrip();
  }

  /** The pictures to choose from, once their data set is open. */
  async #readStrip() {
    const [run] = this.runs;
    const { dataset } = this.figure.state;
    if (!run.manifest || !run.session || dataset === this.stripOf) return;
    this.stripOf = dataset;
    this.strip = null;
    const images = this.figure.pictures.strip.map(([image]) => image);
    const strip = await run.pictures('test', images);
    if (dataset !== this.stripOf) return;
    if (!strip) this.stripOf = '';
    this.strip = strip;
    this.requestUpdate();
  }

  render() {
    return html`${this.#measures()}
      <div class="stage" style="--nets: ${this.runs.length}">
        ${this.#courses()} ${this.#heading()} ${this.#nets()}
        <slot name="cover"></slot>
      </div>
      <p class="sr" aria-live="polite">${this.said}</p>`;
  }

  #measures() {
    return html`<fieldset class="views">
      <legend class="sr">What the chart shows</legend>
      ${MEASURES.map(
        ([measure, title]) =>
          html`<label>
            <input
              type="radio"
              name="measure"
              .checked=${live(this.measure === measure)}
              @change=${() => this.#set({ measure })}
            />${title}
          </label>`,
      )}
    </fieldset>`;
  }

  #courses() {
    const { figure, runs, measure, at } = this;
    const { study } = figure;
    const curves = runs.map((run) => {
      const band = study?.band(run.name, measure) ?? null;
      const several = band !== null && band.n > 1;
      const own = !several || run.phase !== 'finished';
      const { name, title, series, course } = run;
      return { name, title, series, course, own, band: several ? band : null };
    });
    const light = (/** @type {string} */ lit) => this.#set({ lit });
    return html`<div class="courses">
      <som-lab-net-curves
        .curves=${curves}
        measure=${measure}
        pictures=${figure.state.dataset}
        total=${runs[0].frame?.samples_total ?? 0}
        .at=${at}
        lit=${this.lit}
        @point=${(/** @type {CustomEvent} */ { detail }) => this.#set({ at: detail })}
      ></som-lab-net-curves>
      ${legend(figure, measure, at, light)}
    </div>`;
  }

  /** What of the neurons is seen. */
  #heading() {
    const { figure } = this;
    const layers = parseLayers(figure.state.net_layers) ?? [];
    const { net_frozen: frozen } = figure.state;
    return html`<div class="heading">
      <fieldset class="views">
        <legend class="sr">Layer</legend>
        ${layers.map(
          (_, layer) =>
            html`<label>
              <input
                type="radio"
                name="layer"
                .checked=${live(this.layer === layer)}
                @change=${() => this.#set({ layer, hovered: null })}
              />Layer ${layer + 1}
            </label>`,
        )}
      </fieldset>
      <fieldset class="views">
        <legend class="sr">How its neurons are seen</legend>
        ${LOOKS.map(
          ([look, title]) =>
            html`<label>
              <input
                type="radio"
                name="look"
                .checked=${live(this.look === look)}
                @change=${() => this.#set({ look })}
              />${title}
            </label>`,
        )}
      </fieldset>
      <button
        class="text freeze"
        aria-pressed=${frozen}
        @click=${() => figure.patch({ net_frozen: !frozen })}
      >
        ${frozen ? 'thaw the maps' : 'freeze the maps'}
      </button>
    </div>`;
  }

  #nets() {
    const gaze = {
      look: this.look,
      layer: this.layer,
      ink: this.figure.pictures.ink,
      hovered: this.hovered,
      hover: (/** @type {NetRun} */ run, /** @type {number | null} */ unit) =>
        this.#set({ hovered: unit === null ? null : { run, unit } }),
      light: (/** @type {string} */ lit) => this.#set({ lit }),
    };
    return html`<div class="nets">
      <div class="probe">${this.#probe()}</div>
      ${this.runs.map((run) => card(run, gaze))}
    </div>`;
  }

  #probe() {
    const { figure, strip } = this;
    const { one, many, ink, strip: choices } = figure.pictures;
    const drawable = figure.state.dataset === 'mnist';
    const chosen =
      figure.probing || !strip ? -1 : choices.findIndex(([image]) => image === figure.state.image);
    const show = (/** @type {number} */ image) => {
      figure.patch({ image });
      figure.showProbe(false);
    };
    return html`<h4>
        <span>${drawable ? 'Draw a digit' : `A ${one} to tell`}</span>
        ${
          this.strokes.length > 0
            ? html`<button class="text" @click=${() => this.#draw([])}>clear</button>`
            : nothing
        }
      </h4>
      <som-lab-pad
        .shown=${this.#shown}
        .strokes=${this.strokes}
        ?drawable=${drawable}
        ?ink=${ink}
        text=${drawable ? 'Draw a digit with the pointer.' : `The ${one} that the networks see.`}
        @draw=${(/** @type {CustomEvent} */ { detail }) => this.#draw(detail)}
        @files=${(/** @type {CustomEvent} */ { detail }) => this.#bring(fromTransfer(detail))}
      ></som-lab-pad>
      ${drawable ? this.#seen() : nothing}
      <som-lab-strip
        label="Held-out ${many} to choose from"
        .strip=${strip}
        .names=${choices.map(([, label], i) => this.runs[0].manifest?.classes[label] ?? `${one} ${i + 1}`)}
        chosen=${chosen}
        ?ink=${ink}
        @choose=${(/** @type {CustomEvent} */ { detail }) => show(choices[detail][0])}
      ></som-lab-strip>
      <p class="door">
        <button class="text" @click=${() => this.#chooser?.click()}>an image of yours</button>
        <span class="soft">or drop it on the square.</span>
        <input
          type="file"
          hidden
          aria-label="An image"
          @change=${(/** @type {Event} */ { target }) => {
            const input = /** @type {HTMLInputElement} */ (target);
            void this.#bring(fromFiles(input.files ?? []));
            input.value = '';
          }}
        />
      </p>
      ${this.failed ? html`<p class="problem" role="alert">${this.failed}</p>` : nothing}`;
  }

  /** @returns {HTMLInputElement | null} */
  get #chooser() {
    return this.renderRoot.querySelector('input[type=file]');
  }

  /** What the networks get of a drawing: 28 × 28 pixels. */
  #seen() {
    const shown = this.strokes.length > 0 && this.figure.probe ? shownOf(this.figure.probe.picture) : null;
    return html`<div class="seen soft">
      ${
        shown
          ? html`<som-lab-picture
                .rgba=${shown.rgba}
                height=${shown.height}
                width=${shown.width}
                ?ink=${this.figure.pictures.ink}
                text="The drawing as the networks see it"
              ></som-lab-picture>
              <span>as the networks see it: 28 × 28 pixels, centered by its mass</span>`
          : html`<span>Draw with a mouse, a finger or a pen, or choose a digit that was held out.</span>`
      }
    </div>`;
  }

  /** The picture on the pad: what was brought, or what was chosen. */
  get #shown() {
    const { figure, strip } = this;
    if (figure.probing) return figure.probe ? shownOf(figure.probe.picture) : null;
    const i = figure.pictures.strip.findIndex(([image]) => image === figure.state.image);
    return strip && i >= 0 && i < strip.count ? cut(strip, i) : null;
  }

  /** @param {import('../views/digit.js').Stroke[]} strokes */
  #draw(strokes) {
    this.strokes = strokes;
    this.failed = '';
    if (strokes.length === 0) {
      this.figure.showProbe(false);
      return;
    }
    cancelAnimationFrame(this.sending);
    this.sending = requestAnimationFrame(() => {
      const picture = { height: 28, width: 28, channels: 1, pixels: digitOf(this.strokes) };
      this.figure.useProbe({ name: DRAWING, picture });
    });
  }

  /** @param {import('../input/source.js').Source[] | Promise<import('../input/source.js').Source[]>} brought */
  async #bring(brought) {
    const { manifest } = this.runs[0];
    const { figure } = this;
    try {
      const sources = await brought;
      if (sources.length === 0 || !manifest) return;
      const probe = await pictureFrom(sources, manifest, (name, bytes) => figure.engine.read(name, bytes));
      this.strokes = [];
      this.failed = '';
      figure.useProbe(probe);
    } catch (thrown) {
      const { sentence, next } = explain(failureOf(thrown));
      this.failed = `${sentence} ${next}`;
      this.requestUpdate();
    }
  }

  /** @param {Partial<Pick<NetStage, 'measure' | 'at' | 'lit' | 'look' | 'layer' | 'hovered'>>} change */
  #set(change) {
    Object.assign(this, change);
    this.requestUpdate();
  }

  updated() {
    const { runs, layer } = this;
    const { cols } = runs[0].frame?.layers[layer] ?? { cols: 1 };
    const text = probeText(runs, layer, cols, runs[0].manifest?.classes ?? []);
    // While it learns or is drawn, what the networks say changes all the time: they are heard when they have settled.
    if (this.figure.running || text === this.heard) return;
    this.heard = text;
    clearTimeout(this.saying);
    this.saying = window.setTimeout(() => {
      this.said = text;
      this.requestUpdate();
    }, QUIET);
  }
}

/**
 * One picture out of a strip.
 * @param {Strip} strip
 * @param {number} i
 * @returns {import('./net-pad.js').Shown}
 */
function cut({ rgba, height, width, count }, i) {
  const out = new Uint8Array(4 * height * width);
  for (let row = 0; row < height; row++) {
    const from = 4 * (row * count * width + i * width);
    out.set(rgba.subarray(from, from + 4 * width), 4 * row * width);
  }
  return { rgba: out, height, width };
}

customElements.define('som-lab-net-stage', NetStage);
