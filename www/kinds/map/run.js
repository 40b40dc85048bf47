/**
 * A run that trains maps. Stages draw it, and ask through look(), rebuild(), probe() and pictures().
 */

import { features, tileOf } from '../../math/features.js';
import { LiveRun } from '../live-run.js';
import { MapRunState } from './run-state.js';

/** @import { State } from '../../settings/state.js' */
/** @import { Variant } from '../../catalogue/experiments.js' */
/** @import { Frame, FrameRequest, Manifest, RebuildRequest, Wanted } from '../../engine/protocol.js' */
/** @import { Host } from '../live-run.js' */

/** The data sets met so far, by name: a unit in the middle can be asked for before they open again. @type {Map<string, Manifest>} */
const met = new Map();

/** @extends {LiveRun<Frame, MapRunState>} */
export class MapRun extends LiveRun {
  /**
   * @param {Host} host
   * @param {Variant} variant
   * @param {State} shared
   * @param {string | null} group
   */
  constructor(host, variant, shared, group) {
    super(host, variant, shared, group, new MapRunState());
    /** @type {number | null} the unit under the pointer or the focus */
    this.hovered = null;
    /** @type {number | null} */
    this.pinned = null;
    /** The layer that is looked at: the last; 0 is the one on the pictures. */
    this.layer = this.state.config.stack.length;
    /** @type {RebuildRequest | null} what the stage wants to see rebuilt */
    this.rebuilding = null;
  }

  get quality() {
    return this.received.quality;
  }
  get range() {
    return this.received.range;
  }
  get rebuilt() {
    return this.received.rebuilt;
  }
  get winners() {
    return this.received.winners;
  }
  get psnrs() {
    return this.received.psnrs;
  }
  get course() {
    return this.received.course;
  }

  get measured() {
    return { quality: this.quality };
  }

  /** The unit that the figure looks into. */
  get unit() {
    const chosen = this.hovered ?? this.pinned;
    const { config } = this.state;
    const { rows, cols } = this.layer > 0 ? config.stack[this.layer - 1] : config;
    if (chosen !== null && chosen < rows * cols) return chosen;
    return this.state.view === 'component' ? Math.floor(rows / 2) * cols + Math.floor(cols / 2) : null;
  }

  /** What a unit of the first layer has weights for; null before the pictures are known. */
  get tile() {
    const manifest = met.get(this.state.dataset);
    return manifest ? tileOf(manifest, this.state.config.patch) : null;
  }

  get component() {
    if (!this.tile) return 0;
    const { n, middle } = features(this.tile);
    const { component } = this.state;
    return component !== null && component < n ? component : middle;
  }

  /** @returns {FrameRequest} */
  get request() {
    const { component, unit, layer, rebuilding: rebuild } = this;
    return { view: this.state.view, component, evaluate: 0, unit, layer, rebuild };
  }

  /** @returns {Wanted} */
  get wanted() {
    return { kind: 'map', config: this.state.config, request: this.request };
  }

  /** @param {Manifest} manifest */
  opened(manifest) {
    const before = this.component;
    met.set(this.state.dataset, manifest);
    if (this.component !== before && this.state.view === 'component') this.refresh();
    super.opened(manifest);
  }

  /** Where samples have fallen is asked for whenever a run that is over has been measured. */
  took() {
    const { frame, received, session, component } = this;
    const { quality, measuredAt } = received;
    if (frame?.state !== 'finished' || measuredAt !== frame.samples || received.asked === quality) return;
    received.asked = quality;
    const rest = { component, evaluate: 0, unit: null, layer: frame.n_layers - 1, rebuild: null };
    void session?.snapshot({ ...rest, view: 'hits' }).then((answer) => {
      if (!answer || received.asked !== quality) return;
      received.hits = answer.values;
      this.host.requestUpdate();
    });
  }

  /**
   * Looks at another unit, or at another layer.
   * @param {{hovered?: number | null, pinned?: number | null, layer?: number}} look
   */
  look(look) {
    const { unit, layer } = this;
    if (look.layer !== undefined && look.layer !== layer)
      Object.assign(this, { hovered: null, pinned: null });
    Object.assign(this, look);
    if (this.unit !== unit || this.layer !== layer) this.refresh();
    this.host.requestUpdate();
  }

  /**
   * Has a picture rebuilt from the map's units, again and again as it learns; null: none.
   * @param {RebuildRequest | null} rebuild
   */
  rebuild(rebuild) {
    if (JSON.stringify(rebuild) === JSON.stringify(this.rebuilding)) return;
    this.rebuilding = rebuild;
    this.refresh();
  }

  /** @param {State} before */
  adapt(before) {
    super.adapt(before);
    const { state } = this;
    const shape = (/** @type {State} */ { dataset, config: { rows, cols, lattice, stack } }) =>
      JSON.stringify([dataset, rows, cols, lattice, stack]);
    if (shape(before) !== shape(state)) Object.assign(this, { hovered: null, pinned: null });
    // A picture of other data may be asked for once they are open.
    if (before.dataset === state.dataset) return;
    this.rebuilding = null;
    this.received.rebuilt = null;
  }
}
