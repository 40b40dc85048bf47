/**
 * <som-lab-agent-world>: one agent in its world, at the speed of that world. The cart or the pendulum, which a visitor
 * may nudge or take over; the states that its map has learned, with the light of the mask where it is now; what it would
 * do at every angle and velocity; and of a pendulum, the torques.
 */

import { LitElement, html, nothing } from 'lit';
import { radios } from '../../panels/radios.js';
import { baseStyles } from '../../style/base-styles.js';
import { stageStyles } from '../shared/stage-styles.js';
import { DriveController } from './drive-controller.js';
import { actionName, isPendulum, signed } from './state-words.js';
import { worldStyles } from './world-styles.js';
import './action-map.js';
import './cart-canvas.js';
import './cart-sheet.js';
import './phase-portrait.js';

/** @import { AgentRun } from '../../kinds/agent/run.js' */

/** @type {[number, string][]} */
const PACES = [
  [1, 'real speed'],
  [10, 'ten times'],
];
const NONE = new Float32Array();

export class AgentWorld extends LitElement {
  static properties = {
    run: { attribute: false },
    /** what has come of it: another one is drawn */
    frame: { attribute: false },
    visible: { type: Boolean },
    /** some agent of the figure has a map of what it sees */
    sheets: { type: Boolean, reflect: true },
    narrow: { type: Boolean, reflect: true },
  };

  static styles = [baseStyles, stageStyles, worldStyles];

  constructor() {
    super();
    /** @type {AgentRun | null} */
    this.run = null;
    /** @type {import('../../engine/agent-protocol.js').AgentFrame | null} */
    this.frame = null;
    this.visible = false;
    this.sheets = false;
    this.narrow = false;
    this.drive = new DriveController(this);
  }

  willUpdate() {
    this.drive.follow(this.run, this.visible);
  }

  get #environment() {
    return this.run?.state.config.environment ?? 'cartpole_v0';
  }

  get #efforts() {
    return this.frame?.efforts ?? NONE;
  }

  render() {
    return html`<div class="world">
      <div class="scene">${this.#cart()} ${this.#values()} ${this.#hands()}</div>
      ${this.sheets ? this.#sheet() : nothing}
      <figure class="portrait">
        <som-lab-phase-portrait
          .portrait=${this.run?.portrait ?? null}
          .environment=${this.#environment}
          .efforts=${this.#efforts}
          .state=${this.drive.state}
        ></som-lab-phase-portrait>
        <figcaption>
          What it would do at every angle and
          velocity${isPendulum(this.#environment) ? '' : ', in the middle of the track'}, and the way of its
          last episode in training.
        </figcaption>
      </figure>
      ${this.#torques()}
    </div>`;
  }

  #cart() {
    const { drive, frame } = this;
    return html`<som-lab-cart
      .environment=${this.#environment}
      .state=${drive.state ?? frame?.world ?? new Float32Array(4)}
      .effort=${drive.playback.effort}
      .ending=${drive.ending}
      .steps=${drive.steps}
      .limit=${frame?.limit ?? 200}
      ?playable=${frame !== null}
      ?playing=${drive.playing}
      @nudge=${(/** @type {CustomEvent} */ { detail }) => drive.nudge(detail.force)}
      @push=${(/** @type {CustomEvent} */ { detail }) => drive.push(detail.effort)}
    ></som-lab-cart>`;
  }

  /** Who acts, and how fast. */
  #hands() {
    const { drive } = this;
    const play = (/** @type {string} */ words) =>
      html`<button class="text" ?disabled=${this.frame === null} @click=${() => this.#play(!drive.playing)}>
        ${words}
      </button>`;
    return html`<div class="hands">
      <p class="soft">
        ${
          drive.playing
            ? html`Push with ← and →, or hold a half of the picture; then ${play('hand over to the agent')}.`
            : html`Drag the ${isPendulum(this.#environment) ? 'pendulum' : 'pole'} to nudge it, or
              ${play('play it yourself')}.`
        }
      </p>
      ${radios('How fast', 'pace', PACES, drive.pace, (pace) => {
        drive.pace = pace;
        this.requestUpdate();
      })}
    </div>`;
  }

  /** @param {boolean} playing */
  #play(playing) {
    this.drive.play(playing);
    const cart = /** @type {HTMLElement | null} */ (this.renderRoot.querySelector('som-lab-cart'));
    if (playing) cart?.shadowRoot?.querySelector('canvas')?.focus({ preventScroll: true });
  }

  /** What the agent expects of each action. */
  #values() {
    const values = this.drive.driven?.values ?? NONE;
    const best = values.indexOf(Math.max(...values));
    const efforts = this.#efforts;
    const many = values.length > 3;
    return html`<p class="values">
      ${
        values.length === 0
          ? nothing
          : html`<span class="soft">It expects</span> ${Array.from(values, (value, i) => {
                const text = html`${actionName(efforts[i] ?? 0, this.#environment)}
                ${signed(value, many ? 1 : 2)}`;
                return html`<span class="value">${i === best ? html`<b>${text}</b>` : text}</span>`;
              })}`
      }
    </p>`;
  }

  #torques() {
    if (!isPendulum(this.#environment)) return nothing;
    const { frame } = this;
    return html`<figure class="torques">
      <som-lab-action-map .efforts=${this.#efforts} .chosen=${frame?.chosen ?? NONE}></som-lab-action-map>
      <figcaption>
        The torques that it chooses between, above an even grid of as many; large ones are chosen often.
      </figcaption>
    </figure>`;
  }

  #sheet() {
    const { run, frame, drive } = this;
    const mapped = run?.mapped ?? false;
    return html`<div class="sheet">
      <som-lab-cart-sheet
        .sheet=${mapped ? (run?.sheet ?? null) : null}
        .efforts=${this.#efforts}
        .bmu=${drive.driven?.bmu ?? -1}
        .sigma=${frame?.sigma_forward ?? 0}
        .threshold=${run?.state.config.threshold ?? 0}
        .environment=${this.#environment}
      ></som-lab-cart-sheet>
      ${mapped ? nothing : html`<p class="blank">no map here:<br />every neuron is lit</p>`}
    </div>`;
  }
}

customElements.define('som-lab-agent-world', AgentWorld);
