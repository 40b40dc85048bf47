/**
 * <som-lab-filters-stage>: the same neurons three times: what each of them weighs, what it wants to see, and what its
 * place on the map stands for. A neuron that is looked at in one is looked at in all three.
 */

import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { layerRadios } from '../../panels/radios.js';
import { baseStyles } from '../../style/base-styles.js';
import { compact, count, percent } from '../../math/format.js';
import { ThemeController, theme } from '../../style/theme.js';
import { scaleOf, tileOf, weightsOf } from '../../canvas/filters.js';
import { unitTile } from '../../canvas/pixels.js';
import { filtersStyles } from './filters-styles.js';
import { Ascent } from './ascent.js';
import { filterAtlas, signsText } from '../shared/filter-atlas.js';
import '../shared/map-canvas.js';
import { Shuffled, gauge, gaugeStyles } from '../shared/organization-gauge.js';
import '../shared/picture-canvas.js';
import { Stage } from '../shared/stage.js';
import { stageStyles } from '../shared/stage-styles.js';

/** @import { NetRun } from '../../kinds/net/run.js' */
/** @import { Layer } from '../../engine/protocol.js' */
/** @import { Filters } from '../../engine/net-protocol.js' */
/** @typedef {{rgba: Uint8Array, height: number, width: number}} Picture */

/**
 * One of the three.
 * @typedef {object} Sheet
 * @property {string} name
 * @property {string} title
 * @property {string} what  in a sentence
 * @property {Layer | null} atlas
 * @property {((unit: number) => Picture) | null} closeup
 * @property {boolean} ink
 * @property {number | null} organization
 * @property {() => ArrayLike<number>} weights  to be shuffled
 */

/** @extends {Stage<NetRun>} */
export class FiltersStage extends Stage {
  static styles = [baseStyles, stageStyles, gaugeStyles, filtersStyles];

  constructor() {
    super();
    this.theme = new ThemeController(this);
    this.layer = 0;
    /** @type {number | null} */
    this.hovered = null;
    /** @type {number | null} */
    this.pinned = null;
    this.ascent = new Ascent(() => this.requestUpdate());
    this.shuffled = new Shuffled();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.ascent.stop();
  }

  willUpdate() {
    const [run] = this.runs;
    const layers = this.figure.state.config.hidden.length;
    if (this.layer >= layers) this.layer = 0;
    if (run.layer !== this.layer) run.look({ layer: this.layer });
    run.want({ maps: true, filters: true });
    run.ask(null);
    const units = this.#units;
    if (this.hovered !== null && this.hovered >= units) this.hovered = null;
    if (this.pinned !== null && this.pinned >= units) this.pinned = null;
    this.ascent.follow(run, this.layer);
  }

  get #units() {
    const shape = this.runs[0].frame?.layers[this.layer];
    return shape ? shape.rows * shape.cols : 0;
  }

  /** @returns {Sheet[]} */
  get #sheets() {
    const [run] = this.runs;
    const { ink } = this.figure.pictures;
    const { filters, map, organization } = run;
    const { paperRgb: zero } = theme();
    const { ascended } = this.ascent;
    const lattice = run.frame?.layers[this.layer]?.lattice ?? 'rectangle';
    const made = (/** @type {Filters | null} */ of, /** @type {boolean} */ signed) => {
      if (!of) return { atlas: null, closeup: null };
      const how = { scale: signed ? scaleOf(of.values) : null, zero };
      const atlas = filterAtlas(of, lattice, { zero, signed, margin: of.tile_width < 20 ? 1 : 2 });
      const { tile_height: height, tile_width: width } = of;
      return {
        atlas,
        closeup: (/** @type {number} */ unit) => ({ rgba: tileOf(of, unit, how), height, width }),
      };
    };
    return [
      {
        name: 'weights',
        title: 'What it weighs',
        what: signsText(filters, 'neuron'),
        ...made(filters, true),
        ink: false,
        organization: organization.filters,
        weights: () => filters?.values ?? [],
      },
      {
        name: 'wants',
        title: 'What it wants to see',
        what: 'The image that it answers most strongly.',
        ...made(ascended, false),
        ink: ink || this.layer > 0,
        organization: ascended?.organization ?? null,
        weights: () => ascended?.values ?? [],
      },
      {
        name: 'map',
        title: 'What its place on the map is for',
        what: 'The images that light it.',
        atlas: map,
        closeup:
          map && ((unit) => ({ rgba: unitTile(map, unit), height: map.tile_height, width: map.tile_width })),
        ink: ink || this.layer > 0,
        organization: organization.codebook,
        weights: () => (map ? weightsOf(map) : []),
      },
    ];
  }

  render() {
    const layers = this.figure.state.config.hidden;
    const look = (/** @type {number} */ layer) => {
      this.layer = layer;
      this.requestUpdate();
    };
    return html`${layerRadios(layers.length, this.layer, look)}
      <div class="stage">
        <div class="sheets">${this.#sheets.map((sheet) => this.#sheet(sheet))}</div>
        <p class="reading">${this.#reading()}</p>
        ${this.#ascent()}
        <slot name="cover"></slot>
      </div>`;
  }

  /** @param {Sheet} sheet */
  #sheet(sheet) {
    const { title, what, atlas, closeup, ink } = sheet;
    const unit = this.hovered ?? this.pinned;
    const picture = closeup && unit !== null ? closeup(unit) : null;
    return html`<div class="sheet ${sheet.name}">
      <h4>${title}</h4>
      <som-lab-map
        .frame=${atlas}
        view="codebook"
        ?ink=${ink}
        text="${title}. ${this.#reading()} Arrow keys walk over the neurons, Enter keeps one."
        .hovered=${this.hovered}
        .pinned=${this.pinned}
        @look=${(/** @type {CustomEvent} */ { detail }) => {
          Object.assign(this, detail);
          this.requestUpdate();
        }}
      ></som-lab-map>
      <div class="closeup">
        <som-lab-picture
          .rgba=${picture?.rgba ?? null}
          height=${picture?.height ?? 0}
          width=${picture?.width ?? 0}
          ?ink=${ink}
          text="${title}, of one neuron"
        ></som-lab-picture>
        <p class="soft what">${what}</p>
        ${this.#organization(sheet)}
      </div>
    </div>`;
  }

  /** @param {Sheet} sheet */
  #organization({ name, atlas, organization, weights }) {
    const { running } = this.figure;
    const measured = atlas !== null && organization !== null;
    return gauge(organization, measured ? this.shuffled.chance(name, atlas, weights, running) : null);
  }

  #reading() {
    const [run] = this.runs;
    const unit = this.hovered ?? this.pinned;
    const { cols } = run.frame?.layers[this.layer] ?? { cols: 1 };
    if (unit === null) {
      const { score } = run;
      const told = score
        ? ` The network tells ${percent(score.test_accuracy)} of the held-out ${this.figure.pictures.many} after ${compact(score.samples)}.`
        : '';
      return `Point at a neuron: it is the same one in all three.${told}`;
    }
    const place = `Neuron in row ${Math.floor(unit / cols) + 1}, column ${(unit % cols) + 1}`;
    const hits = run.hits[unit];
    const n = run.manifest?.test.n ?? 0;
    if (hits === undefined) return `${place}.`;
    return `${place}: the winner for ${count(hits)} of ${count(n)} held-out ${this.figure.pictures.many}.`;
  }

  /** How what they want to see is found. */
  #ascent() {
    const { ascent } = this;
    const { blur, seed, busy, failed } = ascent;
    return html`<div class="ascent">
      <label
        >smoothness of what they want to see
        <input
          type="range"
          min="0"
          max="3"
          step="0.25"
          .value=${live(String(blur))}
          aria-valuetext="${blur} pixels"
          @change=${(/** @type {Event} */ { target }) =>
            ascent.set({ blur: Number(/** @type {HTMLInputElement} */ (target).value) })}
        />
      </label>
      <button class="text" @click=${() => ascent.set({ seed: seed + 1 })}>from other noise</button>
      <span class="soft" role="status"
        >${failed ? 'It could not be found out.' : busy ? 'climbing …' : ''}</span
      >
    </div>`;
  }
}

customElements.define('som-lab-filters-stage', FiltersStage);
