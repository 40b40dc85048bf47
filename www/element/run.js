/**
 * One run of a figure: its settings, its session with the engine, and the newest that came back.
 * Stages draw it, and ask through look(), rebuild(), probe() and pictures().
 */

import { sharedEngine } from '../engine/client.js';
import { stateOf } from '../state/experiments.js';
import { features, tileOf } from '../state/features.js';
import { configOf, isTraining } from '../state/properties.js';
import { parseStack, sizeOf } from '../state/stack.js';
import { Reception } from './reception.js';

/** @typedef {import('../state/properties.js').State} State */
/** @typedef {import('../state/experiments.js').Variant} Variant */
/** @typedef {import('../engine/protocol.js').Frame} Frame */
/** @typedef {import('../engine/protocol.js').Pace} Pace */
/** @typedef {import('../engine/protocol.js').BackendInfo} BackendInfo */
/** @typedef {import('../engine/protocol.js').Manifest} Manifest */
/** @typedef {import('../engine/protocol.js').FrameRequest} FrameRequest */
/** @typedef {import('../engine/protocol.js').Preference} Preference */
/** @typedef {import('../engine/protocol.js').Picture} Picture */
/** @typedef {import('../engine/protocol.js').Strip} Strip */
/** @typedef {import('../engine/protocol.js').RebuildRequest} RebuildRequest */
/** @typedef {import('../engine/client.js').EngineSession} EngineSession */
/** @typedef {import('../engine/errors.js').Failure} Failure */

/** The data sets met so far, by name: a unit in the middle can be asked for before they open again. @type {Map<string, Manifest>} */
const met = new Map();

/**
 * What a run tells its figure.
 * @typedef {object} Host
 * @property {() => void} requestUpdate
 * @property {(name: string, detail: unknown) => void} emit
 * @property {(message: string) => void} tell
 * @property {(info: BackendInfo, preference: Preference) => void} ready
 * @property {(message: string) => void} refused  settings that the engine will not take
 */

export class Run extends Reception {
  /**
   * @param {Host} host
   * @param {Variant} variant
   * @param {State} shared
   * @param {string | null} group  runs of one group are kept in step
   */
  constructor(host, variant, shared, group) {
    super();
    this.host = host;
    this.variant = variant;
    this.name = variant.name;
    this.title = variant.title;
    this.group = group;
    this.engine = sharedEngine();
    this.state = stateOf(shared, variant);
    /** @type {Failure | null} */
    this.failure = null;
    /** @type {EngineSession | null} */
    this.session = null;
    /** @type {Manifest | null} */
    this.manifest = null;
    this.running = false;
    this.visible = true;
    /** @type {number | null} the unit under the pointer or the focus */
    this.hovered = null;
    /** @type {number | null} */
    this.pinned = null;
    /** The layer that is looked at: the last; 0 is the one on the pictures. */
    this.layer = parseStack(this.state.stack)?.length ?? 0;
    /** @type {Frame | null} the newest that was on the screen */
    this.acked = null;
    /** @type {RebuildRequest | null} what the stage wants to see rebuilt */
    this.rebuilding = null;
  }

  /** In one word, what the run is doing. */
  get phase() {
    if (this.failure) return 'error';
    if (!this.session) return 'poster';
    if (!this.frame) return 'loading';
    if (this.frame.state === 'finished' && !this.running) return 'finished';
    if (!this.running) return 'paused';
    return this.frame.state === 'waiting' ? 'waiting' : 'running';
  }

  /** The unit that the figure looks into. */
  get unit() {
    const chosen = this.hovered ?? this.pinned;
    const { rows, cols } = sizeOf(this.state, this.layer);
    if (chosen !== null && chosen < rows * cols) return chosen;
    return this.state.view === 'component' ? Math.floor(rows / 2) * cols + Math.floor(cols / 2) : null;
  }

  /** What a unit of the first layer has weights for; null before the pictures are known. */
  get tile() {
    const manifest = met.get(this.state.dataset);
    return manifest ? tileOf(manifest, this.state) : null;
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

  /** @param {boolean} running */
  open(running) {
    if (this.session) return;
    this.running = running;
    this.failure = null;
    const { dataset, speed } = this.state;
    const { request, group } = this;
    this.session = this.engine.open(
      { dataset, config: configOf(this.state), request, speed, running, group },
      {
        ready: (info, preference) => this.#ready(info, preference),
        opened: (manifest) => this.#opened(manifest),
        frame: (frame, pace) => this.#receive(frame, pace),
        notice: (message) => this.host.tell(message),
        error: (failure, fatal) => this.#fail(failure, fatal),
      },
    );
    if (!this.visible) this.session.setVisible(false);
  }

  close() {
    this.session?.close();
    this.session = null;
    this.forget();
  }

  /**
   * @param {BackendInfo} info
   * @param {Preference} preference
   */
  #ready(info, preference) {
    this.failure = null;
    this.host.ready(info, preference);
  }

  /** @param {Manifest} manifest */
  #opened(manifest) {
    const before = this.component;
    this.manifest = manifest;
    met.set(this.state.dataset, manifest);
    if (this.component !== before && this.state.view === 'component') this.session?.setView(this.request);
    this.host.requestUpdate();
  }

  /**
   * @param {Frame} frame
   * @param {Pace} pace
   */
  #receive(frame, pace) {
    this.take(frame, pace);
    if (frame.state === 'finished') this.running = this.session?.state.running ?? false;
    const { step, samples } = frame;
    this.host.emit('som-lab:frame', { run: this.name, step, samples, quality: this.quality });
    this.host.requestUpdate();
  }

  /**
   * @param {Failure} failure
   * @param {boolean} fatal
   */
  #fail(failure, fatal) {
    if (failure.kind === 'config' && !fatal) this.host.refused(failure.message);
    else if (fatal || !this.frame) {
      this.failure = failure;
      this.running = false;
    } else this.host.tell(failure.message);
    this.host.emit('som-lab:error', failure);
    this.host.requestUpdate();
  }

  /** As it is before the engine starts again. */
  recover() {
    this.failure = null;
    this.forget();
    if (this.session) this.session.state.running = true;
    this.running = true;
  }

  /** @param {boolean} running */
  run(running) {
    this.running = running;
    this.session?.run(running);
  }

  step() {
    this.running = false;
    this.session?.step();
  }

  reset() {
    this.session?.reset();
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    if (visible === this.visible) return;
    this.visible = visible;
    this.session?.setVisible(visible);
  }

  /** The newest frame is on the screen: the next one may come. */
  drawn() {
    if (!this.frame || this.frame === this.acked) return;
    this.acked = this.frame;
    requestAnimationFrame(() => this.session?.ack());
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
    if (this.unit !== unit || this.layer !== layer) this.session?.setView(this.request);
    this.host.requestUpdate();
  }

  /**
   * Has a picture rebuilt from the map's units, again and again as it learns; null: none.
   * @param {RebuildRequest | null} rebuild
   */
  rebuild(rebuild) {
    if (JSON.stringify(rebuild) === JSON.stringify(this.rebuilding)) return;
    this.rebuilding = rebuild;
    this.session?.setView(this.request);
  }

  /**
   * Supplies a picture that is not of the data set, for rebuild({source: 'probe', …}); null takes it away.
   * @param {Picture | null} picture
   */
  probe(picture) {
    this.session?.probe(picture);
  }

  /**
   * Whole pictures of the data set.
   * @param {'train' | 'test'} split
   * @param {ArrayLike<number>} indices
   * @returns {Promise<Strip | null>}
   */
  async pictures(split, indices) {
    return (await this.session?.pictures(split, Uint32Array.from(indices))) ?? null;
  }

  /**
   * Takes over the figure's settings.
   * @param {State} shared
   * @param {string[]} changed
   */
  configure(shared, changed) {
    const shape = changed.some((name) => ['rows', 'cols', 'lattice', 'dataset', 'stack'].includes(name));
    const { dataset: before } = this.state;
    this.state = stateOf(shared, this.variant);
    if (shape) Object.assign(this, { hovered: null, pinned: null });
    // A picture of other data may be asked for once they are open.
    if (before !== this.state.dataset)
      Object.assign(this, { manifest: null, rebuilt: null, rebuilding: null });
    const { session } = this;
    if (!session) return;
    const { dataset, speed } = this.state;
    if (changed.includes('speed')) session.setSpeed(speed);
    if (changed.some(isTraining)) session.configure(dataset, configOf(this.state), this.request);
    else if (changed.includes('view') || changed.includes('component')) session.setView(this.request);
  }
}
