/**
 * The filters of every network and the codebook of the map, side by side, each with how it is organized.
 */

import { html } from 'lit';
import { theme } from '../../style/theme.js';
import { weightsOf } from '../../canvas/filters.js';
import { firstLayer, kept, marked } from './csom-view-model.js';
import { placed } from './csom-words.js';
import { filterAtlas, signsText } from '../shared/filter-atlas.js';
import '../shared/map-canvas.js';
import { Shuffled, gauge } from '../shared/organization-gauge.js';
import { styled } from '../../style/styled.js';

/** @import { NetRun } from '../../kinds/net/run.js' */
/** @import { Layer } from '../../engine/protocol.js' */
/** @import { Selection, ViewModel } from './csom-view-model.js' */
/** @typedef {{hovered?: number | null, pinned?: number | null}} Look */

/**
 * @typedef {object} Sheet
 * @property {NetRun} run
 * @property {string} name
 * @property {string} title
 * @property {string} what  in a sentence
 * @property {Layer | null} atlas
 * @property {boolean} ink
 * @property {number | null} organization
 * @property {() => ArrayLike<number>} weights  to be shuffled
 */

export class CsomSheets {
  constructor() {
    this.shuffled = new Shuffled();
  }

  /**
   * @param {NetRun[]} runs
   * @param {boolean} ink
   * @returns {Sheet[]}
   */
  #sheets(runs, ink) {
    return runs.flatMap((run) => {
      const { filters, map, organization } = run;
      const { mask, shape } = firstLayer(run);
      const own = {
        run,
        name: `filters-${run.name}`,
        title: `${run.title}: the filters`,
        what: signsText(filters, 'filter'),
        atlas: filters && filterAtlas(filters, shape.lattice, { zero: theme().paperRgb }),
        ink: false,
        organization: organization.filters,
        weights: () => filters?.values ?? [],
      };
      if (mask === 'none') return own;
      const codebook = {
        run,
        name: `map-${run.name}`,
        title: `${run.title}: the map’s codebook`,
        what: mask === 'patch' ? 'The gray patches that its units stand for.' : 'The images that light them.',
        atlas: map,
        ink,
        organization: organization.codebook,
        weights: () => (map ? weightsOf(map) : []),
      };
      return [own, codebook];
    });
  }

  /**
   * @param {ViewModel | null} model
   * @param {object} view
   * @param {NetRun[]} view.runs
   * @param {boolean} view.ink
   * @param {boolean} view.running
   * @param {Selection['filter']} view.chosen
   * @param {(run: NetRun, look: Look) => void} view.look
   */
  render(model, { runs, ink, running, chosen, look }) {
    const sheets = this.#sheets(runs, ink);
    return html`<div class="sheets">
      ${sheets.map((sheet) => this.#sheet(sheet, { model, running, chosen, look }))}
    </div>`;
  }

  /**
   * @param {Sheet} sheet
   * @param {{model: ViewModel | null, running: boolean, chosen: Selection['filter'], look: (run: NetRun, look: Look) => void}} view
   */
  #sheet({ run, name, title, what, atlas, ink, organization, weights }, { model, running, chosen, look }) {
    const unit = marked(model, chosen, run);
    const at = unit === null || !atlas ? '' : ` Marked: ${placed(unit, atlas.cols)}.`;
    const chance =
      atlas && organization !== null ? this.shuffled.chance(name, atlas, weights, running) : null;
    return html`<div class="sheet ${name}" ${styled({ '--series': `var(--note-${run.series})` })}>
      <h4 class="name">${title}</h4>
      <som-lab-map
        .frame=${atlas}
        view="codebook"
        ?ink=${ink}
        text="${title}.${at} Arrow keys walk over them, Enter keeps one."
        .hovered=${unit}
        .pinned=${kept(chosen, run)}
        @look=${(/** @type {CustomEvent} */ { detail }) => look(run, detail)}
      ></som-lab-map>
      <p class="soft what">${what}</p>
      ${gauge(organization, chance)}
    </div>`;
  }
}
