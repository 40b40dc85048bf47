/**
 * <som-lab-camera>: what the camera sees, and a button. Loaded when somebody asks for the camera.
 *
 * Attributes: `many` (several pictures in a row, such as the views of a thing that is turned).
 * Events: `shots` (detail: Source[]), `close`. The camera is off before either is heard.
 */

import { LitElement, css, html, nothing } from 'lit';
import { baseStyles } from '../style/base-styles.js';

/** @import { Source } from './source.js' */

/** What a camera that does not come says. @type {Record<string, string>} */
const REFUSALS = {
  NotAllowedError:
    'The browser was not allowed to use the camera: allow it in the address bar, or choose files.',
  NotFoundError: 'There is no camera here: choose files.',
  NotReadableError: 'Another program uses the camera: close that one, or choose files.',
};

export class SomLabCamera extends LitElement {
  static properties = { many: { type: Boolean }, shots: { state: true }, refusal: { state: true } };

  static styles = [
    baseStyles,
    css`
      dialog {
        width: min(560px, calc(100vw - 24px));
        padding: 16px;
        border: 1px solid var(--line);
        border-radius: 12px;
        background: var(--paper);
        color: var(--ink);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 50%);
      }
      video {
        display: block;
        width: 100%;
        aspect-ratio: 4 / 3;
        object-fit: contain;
        border-radius: 8px;
        background: var(--well);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
        margin-top: 12px;
      }
      .main {
        padding: 10px 18px;
        border-radius: 20px;
        background: var(--accent);
        color: var(--on-accent);
      }
      .main:disabled {
        opacity: 0.5;
        cursor: default;
      }
      .last {
        margin-left: auto;
      }
    `,
  ];

  constructor() {
    super();
    this.many = false;
    /** @type {Source[]} */
    this.shots = [];
    this.refusal = '';
    /** @type {MediaStream | null} */
    this.stream = null;
  }

  firstUpdated() {
    /** @type {HTMLDialogElement | null} */ (this.renderRoot.querySelector('dialog'))?.showModal();
    void this.#film();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  get video() {
    return /** @type {HTMLVideoElement | null} */ (this.renderRoot.querySelector('video'));
  }

  async #film() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1280 } },
        audio: false,
      });
      if (!this.isConnected || !this.video) return stop(stream);
      this.stream = stream;
      this.video.srcObject = stream;
      await this.video.play();
    } catch (thrown) {
      const { name } = /** @type {Error} */ (thrown);
      this.refusal = REFUSALS[name] ?? 'The camera does not answer: choose files.';
    }
  }

  #stop() {
    if (this.stream) stop(this.stream);
    this.stream = null;
  }

  async #shoot() {
    const { video } = this;
    if (!video?.videoWidth) return;
    const canvas = Object.assign(document.createElement('canvas'), {
      width: video.videoWidth,
      height: video.videoHeight,
    });
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    /** @type {Blob | null} */
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) return;
    this.shots = [...this.shots, { path: `camera/photograph-${this.shots.length + 1}.png`, blob }];
    if (!this.many) this.#finish();
  }

  #finish() {
    const { shots } = this;
    this.#close();
    this.dispatchEvent(new CustomEvent('shots', { detail: shots }));
  }

  #close() {
    this.#stop();
    this.dispatchEvent(new CustomEvent('close'));
  }

  render() {
    const { length } = this.shots;
    return html`<dialog aria-label="Camera" @close=${this.#close}>
      ${
        this.refusal
          ? html`<p role="alert">${this.refusal}</p>`
          : html`<video muted playsinline aria-label="What the camera sees"></video>`
      }
      <div class="row">
        ${this.refusal ? nothing : html`<button class="main" @click=${this.#shoot}>take a picture</button>`}
        ${
          this.many && length > 0
            ? html`<button class="text" @click=${this.#finish}>
                use ${length === 1 ? 'it' : `these ${length}`}
              </button>`
            : nothing
        }
        <span class="sr" role="status">${length > 0 ? `${length} taken` : ''}</span>
        <button class="text last" @click=${this.#close}>close</button>
      </div>
    </dialog>`;
  }
}

/** @param {MediaStream} stream */
function stop(stream) {
  for (const track of stream.getTracks()) track.stop();
}

customElements.define('som-lab-camera', SomLabCamera);
