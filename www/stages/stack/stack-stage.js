/**
 * <som-lab-stack-stage>: maps of maps, from the patches of a picture to the whole of it, each map on the winners
 * of the one below. A neuron shows what it is made of in the layer below, down to the patches.
 */

import { html, nothing } from 'lit';
import { baseStyles } from '../../style/base-styles.js';
import { rangeOf } from '../../canvas/map.js';
import { unitTile } from '../../canvas/pixels.js';
import '../shared/picture-canvas.js';
import '../shared/picture-strip.js';
import { closeup } from './stack-closeup.js';
import { StackSelection } from './stack-selection.js';
import { Stage } from '../shared/stage.js';
import { NOTHING } from './stack-levels.js';
import './stack-map.js';
import { scores } from './stack-scores.js';
import { stackStyles } from './stack-styles.js';
import { caption, layerHead, mapText, writingText } from './stack-words.js';
import { stageStyles } from '../shared/stage-styles.js';
import './writing-canvas.js';

/** @import { Level } from './stack-levels.js' */

/** Its place is kept. */
const NO_CLOSEUP = html`<div class="closeup empty"></div>`;

export class StackStage extends Stage {
  static styles = [baseStyles, stageStyles, stackStyles];

  constructor() {
    super();
    this.selection = new StackSelection(this);
  }

  get levels() {
    return this.selection.levels;
  }

  willUpdate() {
    this.selection.update();
  }

  render() {
    const { figure, levels, selection } = this;
    const { run } = selection;
    const n = run.state.config.stack.length;
    return html`${selection.chooser(n)}
      <div class="stage">
        <div class="layers" data-layers=${n + 1}>
          ${this.#picture()} ${Array.from({ length: n }, (_, index) => this.#lower(index, levels[index]))}
          ${this.#last(n, levels[n])}
        </div>
        ${scores(figure, selection.chosen, (index) => selection.choose(index))}
        <slot name="cover"></slot>
      </div>`;
  }

  /** The picture that is written in the first map's neurons. */
  #picture() {
    const { figure, levels, selection } = this;
    const { run } = selection;
    const { strip } = selection.pictures;
    const { rebuilt } = run;
    const { one, many, strip: images, ink } = figure.pictures;
    const places = rebuilt && this.selection.places(0, rebuilt.size, rebuilt);
    const free = levels[0] !== undefined && !levels[0].ofUnit;
    return html`<div class="picture">
      <h4>A ${one}</h4>
      <div class="whole">
        <som-lab-picture
          .rgba=${rebuilt?.original ?? null}
          height=${rebuilt?.height ?? 0}
          width=${rebuilt?.width ?? 0}
          ?ink=${ink}
          text="A held-out ${one}. Arrow keys walk over its patches, Enter keeps the neuron of one."
          .places=${places}
          .hovered=${free ? (this.selection.layers[0]?.place ?? null) : null}
          .cover=${places && free ? this.selection.cover(levels[0], places) : null}
          @look=${(/** @type {CustomEvent} */ event) => this.selection.placed(0, event.detail, true)}
        ></som-lab-picture>
      </div>
      <p class="soft">
        Cut into ${places ? places.place_rows * places.place_cols : ''} patches that overlap.
      </p>
      <som-lab-strip
        label="Another held-out ${one}"
        .strip=${strip}
        .names=${images.map(([, label], i) => run.manifest?.classes[label] ?? `${one} ${i + 1} of ${many}`)}
        chosen=${strip ? images.findIndex(([image]) => image === figure.state.image) : -1}
        ?ink=${ink}
        @choose=${(/** @type {CustomEvent} */ event) => figure.patch({ image: images[event.detail][0] })}
      ></som-lab-strip>
      ${this.#lowerCloseup(levels[0])}
    </div>`;
  }

  /**
   * @param {number} index
   * @param {Level | undefined} level
   */
  #lower(index, level) {
    const { figure, selection } = this;
    const { run } = selection;
    const selected = selection.layers[index] ?? NOTHING;
    const { ink } = figure.pictures;
    return html`<div class="layer ${index > 0 ? 'between' : ''}">
      ${layerHead(run, index, level)}
      <som-lab-stack-map
        .frame=${level?.frame ?? null}
        view=${level?.view ?? 'codebook'}
        tinted
        ?ink=${ink}
        text=${mapText(level)}
        .classes=${run.manifest?.classes ?? []}
        .range=${level ? rangeOf(level.view, level.frame.values, [0, 0]) : [0, 1]}
        .lit=${level?.lit ?? null}
        .hovered=${level && level.unit !== selected.pinned ? level.unit : null}
        .pinned=${selected.pinned}
        @look=${(/** @type {CustomEvent} */ event) => selection.select(index, event.detail)}
      ></som-lab-stack-map>
      <div class="written">
        <h4>${writingText(figure, run, index, level).title}</h4>
        <som-lab-writing
          .writing=${level?.writing ?? null}
          .layer=${level?.layer ?? null}
          ?ink=${ink}
          .hovered=${selected.place}
          .unit=${level?.unit ?? null}
          text=${writingText(figure, run, index, level).aria}
          @look=${(/** @type {CustomEvent} */ event) => this.selection.placed(index, event.detail)}
        ></som-lab-writing>
        <p class="soft">${writingText(figure, run, index, level).below}</p>
      </div>
      ${index > 0 ? this.#lowerCloseup(level) : nothing}
    </div>`;
  }

  /**
   * @param {number} index
   * @param {Level | undefined} level
   */
  #last(index, level) {
    const { figure, selection } = this;
    const { run } = selection;
    return html`<div class="layer last">
      ${layerHead(run, index, level)}
      <som-lab-stack-map
        .frame=${level?.frame ?? null}
        view=${level?.view ?? 'codebook'}
        ?ink=${figure.pictures.ink}
        text=${mapText(level)}
        .classes=${run.manifest?.classes ?? []}
        .range=${run.range}
        .hovered=${run.hovered}
        .pinned=${run.pinned}
        @look=${(/** @type {CustomEvent} */ event) => this.selection.lookAtLast(event.detail)}
      ></som-lab-stack-map>
      ${caption(figure, run, selection.viewed ?? index, this.levels[selection.viewed ?? index])}
      ${level ? this.#closeup(level, run.pinned !== null && run.pinned === level.unit) : NO_CLOSEUP}
    </div>`;
  }

  /** @param {Level | undefined} level */
  #lowerCloseup(level) {
    if (!level) return NO_CLOSEUP;
    const { pinned } = this.selection.layers[level.index] ?? NOTHING;
    return this.#closeup(level, pinned !== null && pinned === level.unit);
  }

  /**
   * @param {Level} level
   * @param {boolean} kept
   */
  #closeup(level, kept) {
    const { one, many, ink } = this.figure.pictures;
    const top = level.index === this.levels.length - 1;
    const names = top ? [one, many] : ['patch', 'patches'];
    return closeup({
      ...level,
      kept,
      ink,
      hint: top
        ? `Point at a neuron, or walk there with the arrow keys: you see the ${many} that fall on it, and what it is made of in the map below. A click or Enter keeps it.`
        : level.index === 0
          ? `Point at a patch, in the ${one} or as it is written: its neuron lights up in map 1, and so does all that is written with it.`
          : '',
      samples: (n) => names[n === 1 ? 0 : 1],
      picture: level.index > 0 && level.unit !== null ? this.#made(level, level.unit) : undefined,
    });
  }

  /**
   * The picture of a neuron, with its parts to choose from.
   * @param {Level} level
   * @param {number} unit
   */
  #made(level, unit) {
    const index = level.index - 1;
    const { tile_height: height, tile_width: width } = level.layer;
    const below = this.levels[index];
    const places = this.selection.places(index, below.layer.tile_height, { height, width });
    const fits = level.detail?.parts.length === places.place_rows * places.place_cols;
    return html`<som-lab-picture
      .rgba=${unitTile(level.layer, unit)}
      height=${height}
      width=${width}
      ?ink=${this.figure.pictures.ink}
      text="What the neuron stands for. Arrow keys walk over its parts."
      .places=${fits ? places : null}
      .hovered=${fits ? (this.selection.layers[index]?.place ?? null) : null}
      .cover=${fits ? this.selection.cover(below, places) : null}
      @look=${(/** @type {CustomEvent} */ event) => this.selection.placed(index, event.detail)}
    ></som-lab-picture>`;
  }
}

customElements.define('som-lab-stack-stage', StackStage);
