/**
 * <som-lab-patches-stage>: a picture, maps of patches side by side, and what each map makes of the picture.
 * A patch under the pointer lights up its neuron in every map; a neuron lights up all that it codes.
 */

import { html, nothing } from 'lit';
import { radios } from '../../panels/radios.js';
import { unitText } from '../shared/unit-text.js';
import { viewCaption, viewChooser } from '../../panels/views.js';
import { baseStyles } from '../../style/base-styles.js';
import { count, psnrText } from '../../math/format.js';
import { coverOf, placesOf } from '../../math/places.js';
import '../shared/map-canvas.js';
import { closeup, unitAt } from './patch-closeup.js';
import { patchesStyles } from './patches-styles.js';
import '../shared/picture-canvas.js';
import '../shared/picture-strip.js';
import { Stage } from '../shared/stage.js';
import { StripController } from '../shared/strip-controller.js';
import { stageStyles } from '../shared/stage-styles.js';
import { styled } from '../../style/styled.js';

/** @import { MapRun } from '../../kinds/map/run.js' */
/** @import { Rebuilt } from '../../engine/protocol.js' */

export class PatchesStage extends Stage {
  static styles = [baseStyles, stageStyles, patchesStyles];

  constructor() {
    super();
    /** @type {number | null} the place under the pointer or the focus */
    this.hovered = null;
    /** @type {number | null} */
    this.pinned = null;
    this.strip = new StripController(this);
  }

  willUpdate() {
    const { probing, state } = this.figure;
    const { image, overlap, dataset } = state;
    for (const run of this.runs) {
      const there = run.manifest !== null && image < run.manifest.test.n;
      if (probing) run.rebuild({ source: 'probe', image: 0, overlap });
      else run.rebuild(there ? { source: 'test', image, overlap } : null);
    }
    const places = this.runs[0]?.rebuilt?.bmus.length ?? 0;
    if (this.pinned !== null && this.pinned >= places) this.pinned = null;
    if (this.hovered !== null && this.hovered >= places) this.hovered = null;
    const images = this.figure.pictures.strip.map(([of]) => of);
    void this.strip.read(this.runs[0], dataset, images);
  }

  render() {
    const { figure, runs } = this;
    return html`<div class="top">${viewChooser(figure)} ${this.#overlap()}</div>
      <div class="stage" ${styled({ '--maps': runs.length })}>
        <div class="picture">${this.#original()} ${this.#strip()} ${this.#closeup()}</div>
        ${runs.map((run, i) => this.#variant(run, i))}
        <slot name="cover"></slot>
      </div>
      ${viewCaption(figure, runs[0], runs.length > 1)}`;
  }

  #overlap() {
    const { figure } = this;
    return radios(
      'How the picture is put together',
      'overlap',
      [
        [true, 'Patches overlap, averaged'],
        [false, 'Side by side'],
      ],
      figure.state.overlap,
      (overlap) => figure.patch({ overlap }),
    );
  }

  #original() {
    const { rebuilt } = this.runs[0];
    const unit = this.#focused;
    const name =
      rebuilt?.source === 'probe' ? this.figure.probe?.name : this.#nameOf(this.figure.state.image);
    return html`<h4>The original <span class="soft" title=${name ?? ''}>${name}</span></h4>
      ${this.#picture(rebuilt, 'original', `The original: ${name}`, unit)}`;
  }

  /**
   * @param {Rebuilt | null} rebuilt
   * @param {'original' | 'rebuilt' | 'error'} which
   * @param {string} text
   * @param {{run: MapRun, unit: number} | null} unit  whose places are in the light
   */
  #picture(rebuilt, which, text, unit) {
    const lit = unit && rebuilt && unit.run.rebuilt ? placesOf(unit.run.rebuilt, unit.unit) : null;
    return html`<som-lab-picture
      .rgba=${rebuilt?.[which] ?? null}
      height=${rebuilt?.height ?? 0}
      width=${rebuilt?.width ?? 0}
      ?ink=${this.figure.pictures.ink && which !== 'error'}
      text=${which === 'original' ? this.#placeText(text) : text}
      .places=${rebuilt}
      .hovered=${this.hovered}
      .pinned=${this.pinned}
      .cover=${lit && rebuilt ? coverOf(rebuilt, lit) : null}
      @look=${(/** @type {CustomEvent} */ event) => this.#choose(event.detail)}
    ></som-lab-picture>`;
  }

  #strip() {
    const { figure } = this;
    const { strip, ink, many } = figure.pictures;
    const chosen =
      figure.probing || !this.strip.strip ? -1 : strip.findIndex(([image]) => image === figure.state.image);
    const show = (/** @type {number} */ image) => {
      figure.patch({ image });
      figure.showProbe(false);
    };
    return html`<som-lab-strip
        label="Held-out ${many} to rebuild"
        .strip=${this.strip.strip}
        .names=${this.#names}
        chosen=${chosen}
        ?ink=${ink}
        @choose=${(/** @type {CustomEvent} */ event) => show(strip[event.detail][0])}
      ></som-lab-strip>
      ${
        figure.probe && !figure.probing
          ? html`<button class="text" @click=${() => figure.showProbe(true)}>
              ${figure.probe.name} again
            </button>`
          : nothing
      }`;
  }

  get #names() {
    return this.figure.pictures.strip.map(([image]) => this.#nameOf(image));
  }

  /** @param {number} image */
  #nameOf(image) {
    const { strip, one } = this.figure.pictures;
    const label = strip.find(([of]) => of === image)?.[1] ?? -1;
    const { manifest } = this.runs[0];
    const name = manifest?.classes[label];
    if (name === undefined) return manifest?.test.n === 1 ? manifest.title : `${one} ${count(image + 1)}`;
    return /^\d$/.test(name) ? `a ${name}` : name;
  }

  /**
   * @param {MapRun} run
   * @param {number} i
   */
  #variant(run, i) {
    const { rebuilt, hovered, pinned } = run;
    const unit = this.#focused?.run === run ? this.#focused : null;
    const psnr = rebuilt ? psnrText(rebuilt.psnr) : '–';
    return html`<div class="variant" ${styled({ '--series': `var(--series-${i})` })}>
      <h4>${run.title}</h4>
      <som-lab-map
        .frame=${run.frame}
        view=${run.pace?.view ?? 'codebook'}
        ?ink=${this.figure.pictures.ink}
        text=${`${run.title}. ${unitText(run)}`}
        .range=${run.range}
        .hovered=${hovered ?? unitAt(run, this.hovered)}
        .pinned=${pinned ?? unitAt(run, this.pinned)}
        @look=${(/** @type {CustomEvent} */ event) => this.#look(run, event.detail)}
      ></som-lab-map>
      <div class="pair" ?data-large=${(rebuilt?.width ?? 0) > 80 || (rebuilt?.height ?? 0) > 80}>
        <figure>
          <figcaption>
            <span>rebuilt</span>
            <span title="peak signal-to-noise ratio">PSNR <b>${psnr}</b> dB</span>
          </figcaption>
          ${this.#picture(rebuilt, 'rebuilt', `Rebuilt from ${run.title}, PSNR ${psnr} dB`, unit)}
        </figure>
        <figure>
          <figcaption>error</figcaption>
          ${this.#picture(rebuilt, 'error', `The error of ${run.title}: gray where nothing differs`, null)}
        </figure>
      </div>
    </div>`;
  }

  #closeup() {
    const { runs, hovered } = this;
    const over = runs.some((run) => run.hovered !== null);
    const place = hovered ?? (over ? null : this.pinned);
    return closeup({ runs, place, focused: this.#focused, ink: this.figure.pictures.ink });
  }

  /** The neuron that is looked at, where no patch is. @returns {{run: MapRun, unit: number} | null} */
  get #focused() {
    if (this.hovered !== null) return null;
    const run = this.runs.find((one) => one.hovered !== null) ?? this.runs.find((one) => one.pinned !== null);
    const unit = run?.hovered ?? run?.pinned ?? null;
    return run && unit !== null ? { run, unit } : null;
  }

  /** @param {string} text */
  #placeText(text) {
    const place = this.hovered ?? this.pinned;
    const [{ rebuilt }] = this.runs;
    if (place === null || !rebuilt) return `${text}. Arrow keys walk over its patches, Enter keeps one.`;
    const cols = rebuilt.place_cols;
    return `Patch in row ${Math.floor(place / cols) + 1}, column ${(place % cols) + 1}`;
  }

  /** @param {{hovered?: number | null, pinned?: number | null}} choice  of a place */
  #choose(choice) {
    Object.assign(this, choice);
    if (typeof choice.pinned === 'number') this.#unpin(null);
    this.requestUpdate();
  }

  /**
   * @param {MapRun} run
   * @param {{hovered?: number | null, pinned?: number | null}} look
   */
  #look(run, look) {
    if (typeof look.pinned === 'number') this.#unpin(run);
    run.look(look);
  }

  /** One thing is kept at a time. @param {MapRun | null} kept */
  #unpin(kept) {
    if (kept) this.pinned = null;
    for (const run of this.runs) if (run !== kept && run.pinned !== null) run.look({ pinned: null });
  }
}

customElements.define('som-lab-patches-stage', PatchesStage);
