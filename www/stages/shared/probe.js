/**
 * The image that networks are asked about: chosen from those held out, drawn, or brought.
 */

import { css, html, nothing } from 'lit';
import { explain, failureOf } from '../../engine/errors.js';
import { fromFiles, fromTransfer } from '../../input/collect.js';
import { digitOf } from '../../input/digit.js';
import { probeText } from '../../settings/net-words.js';
import { stripPicture } from '../../canvas/pixels.js';
import { pictureFrom, shownOf } from './upload.js';
import './drawing-pad.js';
import './picture-canvas.js';
import './picture-strip.js';
import { StripController } from './strip-controller.js';

/** @import { NetRun } from '../../kinds/net/run.js' */
/** @import { ReactiveController } from 'lit' */
/** @typedef {import('./stage.js').Stage<NetRun>} Stage */
/** @import { Source } from '../../input/source.js' */

const DRAWING = 'your drawing';
/** Milliseconds without a change, after which the networks are heard. */
const QUIET = 700;

/** @implements {ReactiveController} */
export class ProbeController {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.pictures = new StripController(stage);
    /** @type {import('../../input/digit.js').Stroke[]} */
    this.strokes = [];
    /** The drawing is sent with the next frame. */
    this.sending = 0;
    /** Of a file that was brought: what went wrong. */
    this.failed = '';
    /** What the networks say, and what of it has been said. */
    this.heard = '';
    this.said = '';
    this.saying = 0;
    stage.addController(this);
  }

  get figure() {
    return this.stage.figure;
  }

  hostConnected() {}

  hostDisconnected() {
    cancelAnimationFrame(this.sending);
    clearTimeout(this.saying);
  }

  /** Every network is shown the image. */
  show() {
    const { figure, runs } = this.stage;
    const { image, dataset } = figure.state;
    if (!figure.probing) this.strokes = [];
    for (const run of runs) {
      const there = run.manifest !== null && image < run.manifest.test.n;
      if (figure.probing) run.ask({ source: 'probe', image: 0 });
      else run.ask(there ? { source: 'test', image } : null);
    }
    const images = figure.pictures.strip.map(([of]) => of);
    void this.pictures.read(runs[0], dataset, images);
  }

  /** The image, and the ways to another one. */
  image() {
    const { figure } = this;
    const { strip } = this.pictures;
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
        .shown=${this.shown}
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
        .names=${choices.map(([, label], i) => this.stage.runs[0].manifest?.classes[label] ?? `${one} ${i + 1}`)}
        chosen=${chosen}
        ?ink=${ink}
        @choose=${(/** @type {CustomEvent} */ { detail }) => show(choices[detail][0])}
      ></som-lab-strip>
      <p class="upload">
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
    return this.stage.renderRoot.querySelector('input[type=file]');
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
  /** @returns {import('./drawing-pad.js').Shown | null} */
  get shown() {
    const { figure } = this;
    const { strip } = this.pictures;
    if (figure.probing) return figure.probe ? shownOf(figure.probe.picture) : null;
    const i = figure.pictures.strip.findIndex(([image]) => image === figure.state.image);
    if (!strip || i < 0 || i >= strip.count) return null;
    return { rgba: stripPicture(strip, i), height: strip.height, width: strip.width };
  }

  /** @param {import('../../input/digit.js').Stroke[]} strokes */
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

  /** @param {import('../../input/source.js').Source[] | Promise<import('../../input/source.js').Source[]>} brought */
  async #bring(brought) {
    const { manifest } = this.stage.runs[0];
    const { figure } = this;
    try {
      const sources = await brought;
      if (sources.length === 0 || !manifest) return;
      const probe = await pictureFrom(sources, manifest);
      this.strokes = [];
      this.failed = '';
      figure.useProbe(probe);
    } catch (thrown) {
      const { sentence, next } = explain(failureOf(thrown));
      this.failed = `${sentence} ${next}`;
      this.stage.requestUpdate();
    }
  }

  /**
   * What the networks say, for those who do not see it.
   * @param {number} layer
   */
  hear(layer) {
    const { runs } = this.stage;
    const { cols } = runs[0].frame?.layers[layer] ?? { cols: 1 };
    const text = probeText(runs, layer, cols, runs[0].manifest?.classes ?? []);
    // While it learns or is drawn, what the networks say changes all the time: they are heard when they have settled.
    if (this.figure.running || text === this.heard) return;
    this.heard = text;
    clearTimeout(this.saying);
    this.saying = window.setTimeout(() => {
      this.said = text;
      this.stage.requestUpdate();
    }, QUIET);
  }
}

export const probeStyles = css`
  .probe {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
  }
  som-lab-pad {
    margin: 2px;
  }
  .seen {
    display: flex;
    gap: 10px;
    align-items: center;
    min-height: 56px;
  }
  .seen som-lab-picture {
    flex: none;
    width: 56px;
    outline: 1px solid var(--line);
  }
  .upload {
    margin-top: 2px;
  }
  .problem {
    color: var(--danger);
  }
  :host([narrow]) .probe {
    display: grid;
    grid-template-columns: minmax(0, 11fr) minmax(0, 9fr);
    gap: 8px 14px;
    align-items: start;
  }
  :host([narrow]) .probe > h4 {
    grid-column: 1 / -1;
  }
  :host([narrow]) som-lab-pad {
    grid-row: span 3;
  }
`;
