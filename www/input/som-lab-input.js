/**
 * <som-lab-input>: the door for a visitor's own images. It stands inside a figure and makes all
 * of it a place to drop files on; images that are pasted while the figure is hovered or focused come in too.
 *
 * Attributes: `rebuilds` (a button for rebuilding another picture), `probing` (there is a map that can: the button acts,
 * and the right half of the drop zone).
 * Properties: `own` (what the experiment makes of pictures, the block of that name in its record), `figure` (the
 * element to drop on; without it, the host of the shadow tree that this stands in), `busy` (to read).
 * Methods: `take(sources, purpose)`, with what `collect.js` gives, to 'learn' or to 'rebuild'.
 * Events, none of which bubbles:
 * `dataset`  detail {name, manifest, train, test, notes}, for EngineClient.supply(); every one has another name
 * `picture`  detail {name, picture, notes}, for EngineSession.probe()
 * `failure`  detail {kind, message}; the element tells the visitor itself, and nothing that runs is touched
 */

import { LitElement, css, html, nothing } from 'lit';
import { baseStyles } from '../style/base-styles.js';
import { explain, failureOf } from '../engine/errors.js';
import { fromFiles, fromTransfer, hasFiles } from './collect.js';
import { arrived } from './failure.js';
import { styled } from '../style/styled.js';

/** @import { Source } from './source.js' */
/** @typedef {'learn' | 'rebuild'} Purpose */

/** A drag that has not been heard of for so long is over. */
const DRAG_ENDS = 800;

let sets = 0;

export class SomLabInput extends LitElement {
  static properties = {
    own: { attribute: false },
    rebuilds: { type: Boolean },
    probing: { type: Boolean },
    figure: { attribute: false },
    over: { state: true },
    said: { state: true },
    failed: { state: true },
    filming: { state: true },
  };

  static styles = [
    baseStyles,
    css`
      .ways {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 4px 16px;
      }
      .said:not(:empty) {
        margin-top: 6px;
      }
      .failed {
        color: var(--danger);
      }
      .zone {
        position: fixed;
        z-index: 10;
        display: flex;
        gap: 8px;
        padding: 8px;
        border-radius: 12px;
        background: color-mix(in srgb, var(--paper) 82%, transparent);
        pointer-events: none;
      }
      .zone p {
        flex: 1;
        display: grid;
        place-content: center;
        padding: 16px;
        text-align: center;
        font-size: 17px;
        line-height: 24px;
        border: 2px dashed var(--edge);
        border-radius: 8px;
      }
      .zone .here {
        color: var(--accent);
        border-color: var(--accent);
        background: color-mix(in srgb, var(--accent) 10%, var(--paper));
      }
    `,
  ];

  constructor() {
    super();
    /** @type {import('../catalogue/experiments.js').Own} */
    this.own = { side: null, gray: false, turntable: false, least: 1, samples: 0 };
    this.rebuilds = false;
    this.probing = false;
    /** @type {HTMLElement | null} */
    this.figure = null;
    /** @type {Purpose | null} where a drag is */
    this.over = null;
    this.said = '';
    /** @type {import('../engine/errors.js').Explanation | null} */
    this.failed = null;
    this.filming = false;
    /** @type {Purpose} what the open chooser is for */
    this.purpose = 'learn';
    /** @type {AbortController | null} of the newest thing that was brought */
    this.current = null;
    /** @type {HTMLElement | null} */
    this.place = null;
  }

  get busy() {
    return this.current !== null;
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('paste', this.#paste);
    this.#settle();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('paste', this.#paste);
    this.#leave();
    this.current?.abort();
    this.current = null;
  }

  /** @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('figure')) this.#settle();
  }

  /** Listens where files may be dropped. */
  #settle() {
    const root = this.getRootNode();
    const place = this.figure ?? (root instanceof ShadowRoot ? /** @type {HTMLElement} */ (root.host) : null);
    if (place === this.place) return;
    this.#leave();
    this.place = place;
    place?.addEventListener('dragenter', this.#drag);
    place?.addEventListener('dragover', this.#drag);
    place?.addEventListener('dragleave', this.#dragAway);
    place?.addEventListener('drop', this.#drop);
  }

  #leave() {
    const { place } = this;
    place?.removeEventListener('dragenter', this.#drag);
    place?.removeEventListener('dragover', this.#drag);
    place?.removeEventListener('dragleave', this.#dragAway);
    place?.removeEventListener('drop', this.#drop);
    this.place = null;
    this.#endDrag();
  }

  #drag = (/** @type {DragEvent} */ event) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    this.over = this.#half(event);
    clearTimeout(this.ending);
    this.ending = setTimeout(() => this.#endDrag(), DRAG_ENDS);
  };

  #dragAway = (/** @type {DragEvent} */ event) => {
    const { left, right, top, bottom } = this.#area();
    const { clientX: x, clientY: y } = event;
    if (x <= left || x >= right || y <= top || y >= bottom) this.#endDrag();
  };

  #drop = (/** @type {DragEvent} */ event) => {
    if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    const purpose = this.#half(event);
    this.#endDrag();
    void this.take(fromTransfer(event.dataTransfer), purpose);
  };

  #paste = (/** @type {ClipboardEvent} */ event) => {
    const [target] = event.composedPath();
    if (target instanceof Element && target.matches('input, textarea, [contenteditable]')) return;
    if (!event.clipboardData || event.clipboardData.files.length === 0) return;
    if (!this.place?.matches(':hover, :focus-within')) return;
    event.preventDefault();
    void this.take(fromTransfer(event.clipboardData));
  };

  #endDrag() {
    clearTimeout(this.ending);
    this.over = null;
  }

  /** @param {DragEvent} event @returns {Purpose} */
  #half({ clientX }) {
    const { left, width } = this.#area();
    return this.probing && clientX > left + width / 2 ? 'rebuild' : 'learn';
  }

  /** The part of the figure that is in sight. */
  #area() {
    const { left, right, top, bottom } = (this.place ?? this).getBoundingClientRect();
    const [y, end] = [Math.max(0, top), Math.min(innerHeight, bottom)];
    return { left, right, top: y, bottom: end, width: right - left, height: end - y };
  }

  /**
   * Takes what a visitor brings; what is brought meanwhile takes its place.
   * @param {Source[] | Promise<Source[]>} brought
   * @param {Purpose} [purpose]
   */
  async take(brought, purpose = 'learn') {
    this.current?.abort();
    const task = new AbortController();
    this.current = task;
    this.failed = null;
    this.said = 'Opening …';
    try {
      const sources = await brought;
      const event = await this.#prepare(sources, purpose, task.signal, (words) => {
        if (this.current === task) this.said = words;
      });
      if (this.current !== task) return;
      this.current = null;
      this.said = event.detail.notes.join(' ');
      this.dispatchEvent(event);
    } catch (thrown) {
      if (this.current === task) this.#fail(thrown);
    }
  }

  /**
   * @param {Source[]} sources
   * @param {Purpose} purpose
   * @param {AbortSignal} signal
   * @param {(words: string) => void} say
   * @returns {Promise<CustomEvent<{notes: string[]}>>}
   */
  async #prepare(sources, purpose, signal, say) {
    const { toLearnFrom, toRebuild } = await arrived(import('./prepare.js'), 'The reader of pictures');
    let shown = 0;
    const progress = (/** @type {number} */ done, /** @type {number} */ total) => {
      if (performance.now() - shown < 100) return;
      shown = performance.now();
      if (total > 1)
        say(`Opening ${(done + 1).toLocaleString('en-US')} of ${total.toLocaleString('en-US')} …`);
    };
    if (purpose === 'rebuild') {
      return new CustomEvent('picture', { detail: await toRebuild(sources, { progress, signal }) });
    }
    const name = sets === 0 ? 'own' : `own-${sets + 1}`;
    const detail = await toLearnFrom(sources, { own: this.own, name, progress, signal });
    sets += 1;
    return new CustomEvent('dataset', { detail });
  }

  /** @param {unknown} thrown */
  #fail(thrown) {
    const failure = failureOf(thrown);
    this.current = null;
    this.said = '';
    this.failed = explain(failure);
    this.dispatchEvent(new CustomEvent('failure', { detail: failure }));
  }

  /**
   * @param {string} id  of the chooser
   * @param {Purpose} [purpose]
   */
  #choose(id, purpose = 'learn') {
    this.purpose = purpose;
    /** @type {HTMLInputElement | null} */ (this.renderRoot.querySelector(`#${id}`))?.click();
  }

  #chosen(/** @type {Event} */ event) {
    const chooser = /** @type {HTMLInputElement} */ (event.target);
    const sources = fromFiles(chooser.files ?? []);
    // So that the same file can be chosen again.
    chooser.value = '';
    if (sources.length > 0) void this.take(sources, this.purpose);
  }

  /** A hand-held device has an app for it; elsewhere the page shows what the camera sees. */
  async #photograph() {
    this.purpose = 'learn';
    const handheld = matchMedia('(pointer: coarse)').matches;
    if (handheld || !navigator.mediaDevices?.getUserMedia) return this.#choose('photo');
    try {
      await arrived(import('./som-lab-camera.js'), 'What shows the camera');
      this.filming = true;
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  render() {
    const folders = 'webkitdirectory' in HTMLInputElement.prototype;
    const button = (/** @type {string} */ words, /** @type {() => unknown} */ act, off = false) =>
      html`<button class="text" ?disabled=${off} @click=${act}>${words}</button>`;
    return html`<div class="ways" role="group" aria-label="Your own images">
        ${button('your images', () => this.#choose('files'))}
        ${folders ? button('folder', () => this.#choose('folder')) : nothing}
        ${button('camera', () => this.#photograph())}
        ${this.rebuilds ? button('rebuild another picture', () => this.#choose('files', 'rebuild'), !this.probing) : nothing}
        <span class="soft">or drop or paste them. Your images stay on this device: nothing is uploaded.</span>
      </div>
      <p class="said soft" role="status">${this.said}</p>
      <p class="said failed" role="alert">
        ${this.failed ? html`${this.failed.sentence} ${this.failed.next}` : nothing}
      </p>
      ${this.#choosers()} ${this.over ? this.#zone() : nothing}
      ${
        this.filming
          ? html`<som-lab-camera
              ?many=${this.own.least > 1}
              @shots=${(/** @type {CustomEvent<Source[]>} */ { detail }) => this.take(detail)}
              @close=${() => (this.filming = false)}
            ></som-lab-camera>`
          : nothing
      }`;
  }

  #choosers() {
    return html`<div hidden @change=${this.#chosen}>
      <input id="files" type="file" multiple aria-label="Your images" />
      <input id="folder" type="file" webkitdirectory aria-label="A folder of images" />
      <input id="photo" type="file" accept="image/*" capture="environment" aria-label="A photograph" />
    </div>`;
  }

  #zone() {
    const { left, top, width, height } = this.#area();
    const half = (/** @type {Purpose} */ purpose, /** @type {string} */ words) =>
      html`<p class=${this.over === purpose ? 'here' : ''}>${words}</p>`;
    return html`<div
      class="zone"
      ${styled({ left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` })}
    >
      ${half('learn', 'Learn from these')}
      ${this.probing ? half('rebuild', 'Rebuild this one with the map') : nothing}
    </div>`;
  }
}

customElements.define('som-lab-input', SomLabInput);
