/**
 * <som-lab-ring-stage>: a car on its turntable, and chains of neurons that learn its views. A wheel turns the car,
 * and in every chain the winner lights up; a neuron turns the car to a view that it wins.
 */

import { html } from 'lit';
import { unitText } from '../shared/unit-text.js';
import { viewCaption, viewChooser } from '../../panels/views.js';
import { baseStyles } from '../../style/base-styles.js';
import { prefersStillness } from '../../style/theme.js';
import { stripPicture } from '../../canvas/pixels.js';
import { flaw, leastError, viewOf } from '../../math/turn.js';
import '../shared/map-canvas.js';
import { ringStyles } from './ring-styles.js';
import { Stage } from '../shared/stage.js';
import { StripController } from '../shared/strip-controller.js';
import { stageStyles } from '../shared/stage-styles.js';
import './turn-wheel.js';
import { styled } from '../../style/styled.js';

/** @import { MapRun } from '../../kinds/map/run.js' */
/** @import { Strip } from '../../engine/protocol.js' */

/** Neurons that still stand on a circle with room for the car in its middle (see views/layout.js). */
const ROUND = 56;
/** Milliseconds for one whole turn by itself. */
const TURN = 9000;

export class RingStage extends Stage {
  static styles = [baseStyles, stageStyles, ringStyles];

  constructor() {
    super();
    this.view = 0;
    this.turning = false;
    this.turnedAt = 0;
    this.views = new StripController(this);
    /** The strip that the pictures are cut from. @type {Strip | null} */
    this.strip = null;
    /** @type {Uint8Array[]} the views, RGBA */
    this.pictures = [];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.turning = false;
  }

  /** All views, once their data set is open. */
  willUpdate() {
    const [run] = this.runs;
    const { manifest } = run;
    if (manifest) {
      const of = `${this.figure.state.dataset}/${manifest.title}/${manifest.test.n}/${manifest.height}`;
      void this.views.read(run, of, [...Array(manifest.test.n).keys()]);
    }
    const { strip } = this.views;
    if (strip === this.strip) return;
    this.strip = strip;
    this.pictures = Array.from({ length: strip?.count ?? 0 }, (_, i) =>
      stripPicture(/** @type {Strip} */ (strip), i),
    );
    if (strip) this.view = Math.min(this.view, Math.max(0, strip.count - 1));
  }

  /** Degrees of the first held-out view: those of the car lie half a step between the ones it learns from. */
  get #offset() {
    const { manifest } = this.runs[0];
    const own = this.figure.state.dataset.startsWith('own');
    return manifest && !own ? 180 / manifest.test.n : 0;
  }

  render() {
    const { figure, runs } = this;
    // Before a frame, as the settings have it: nothing moves when the first one comes.
    const { lattice, cols } = runs[0].frame ?? runs[0].state.config;
    const inside = lattice === 'ring' && cols <= ROUND && cols >= 8;
    return html`${viewChooser(figure)}
      <div class="stage" ?data-inside=${inside} ${styled({ '--maps': runs.length })}>
        ${runs.map((run, i) => this.#chain(run, i))}
        <div class="car">${this.#wheel()}</div>
        <slot name="cover"></slot>
      </div>
      ${viewCaption(figure, runs[0], runs.length > 1)}`;
  }

  #wheel() {
    const n = this.pictures.length;
    const degrees = n > 0 ? (360 * this.view) / n + this.#offset : 0;
    return html`<som-lab-wheel
        views=${n}
        view=${this.view}
        offset=${this.#offset}
        @turn=${(/** @type {CustomEvent} */ event) => this.#turn(event.detail)}
      >
        <canvas
          class="view"
          width="1"
          height="1"
          role="img"
          aria-label="The car at ${degrees.toFixed(1)} degrees"
        ></canvas>
      </som-lab-wheel>
      <p class="angle"><b>${degrees.toFixed(1)}°</b> ${this.#unseen()}</p>
      <button class="text" ?disabled=${n === 0} aria-pressed=${this.turning} @click=${() => this.#toggle()}>
        ${this.turning ? 'hold the car' : 'let it turn by itself'}
      </button>`;
  }

  updated() {
    const canvas = /** @type {HTMLCanvasElement | null} */ (this.renderRoot.querySelector('canvas.view'));
    const picture = this.pictures[this.view];
    if (!canvas || !picture || !this.strip) return;
    const { width, height } = this.strip;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(picture), width, height), 0, 0);
  }

  #unseen() {
    const own = this.figure.state.dataset.startsWith('own');
    return own ? 'one of your pictures' : 'a view that no neuron has learned';
  }

  /**
   * @param {MapRun} run
   * @param {number} i
   */
  #chain(run, i) {
    const { winners, frame } = run;
    const winner = frame && winners.length > this.view && winners[this.view] < frame.rows * frame.cols;
    return html`<div class="chain" ${styled({ '--series': `var(--series-${i})` })}>
      <h4>${run.title}</h4>
      <som-lab-map
        .frame=${frame}
        view=${run.pace?.view ?? 'codebook'}
        text=${`${run.title}. ${unitText(run)}`}
        .range=${run.range}
        .hovered=${run.hovered}
        .pinned=${winner ? winners[this.view] : null}
        @look=${(/** @type {CustomEvent} */ event) => this.#look(run, event.detail)}
      ></som-lab-map>
      ${this.#order(run)}
    </div>`;
  }

  /** @param {MapRun} run */
  #order({ quality, frame, state, winners }) {
    const angles = quality?.angles;
    if (!angles || !frame) return html`<p class="order">Its order has not been measured yet.</p>`;
    const lattice = state.config.lattice === 'ring' ? 'ring' : 'line';
    const wrong = flaw(angles, lattice, winners.length);
    const least = leastError(frame.rows * frame.cols, winners.length);
    return html`<p class="order">
      angle error <b>${angles.angle_error_deg.toFixed(1)}°</b>
      <span class="soft">(least possible ${least.toFixed(1)}°)</span>, longest step of the winner
      <b>${angles.largest_jump}</b>
      ${wrong ? html`<strong class="flaw">${wrong}</strong>` : html`<span class="fine">In order, all the way round.</span>`}
    </p>`;
  }

  /** @param {number} view */
  #turn(view) {
    this.turning = false;
    this.#show(view);
  }

  /** @param {number} view */
  #show(view) {
    this.view = view;
    this.requestUpdate();
  }

  #toggle() {
    this.turning = !this.turning;
    this.turnedAt = performance.now();
    if (this.turning) requestAnimationFrame((now) => this.#tick(now));
    this.requestUpdate();
  }

  /** @param {number} now */
  #tick(now) {
    if (!this.turning) return;
    const n = this.pictures.length;
    // Who asked for stillness and for a turn gets it view by view, and slowly.
    const pause = (TURN / Math.max(1, n)) * (prefersStillness() ? 4 : 1);
    if (now - this.turnedAt >= pause && n > 0) {
      this.turnedAt = now;
      this.#show((this.view + 1) % n);
    }
    requestAnimationFrame((next) => this.#tick(next));
  }

  /**
   * @param {MapRun} run
   * @param {{hovered?: number | null, pinned?: number | null}} look
   */
  #look(run, look) {
    if ('pinned' in look) {
      const view = run.hovered === null ? -1 : viewOf(run.winners, run.hovered, this.view);
      if (view >= 0) this.#turn(view);
    }
    if ('hovered' in look) run.look({ hovered: look.hovered });
  }
}

customElements.define('som-lab-ring-stage', RingStage);
