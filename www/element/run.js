/**
 * A figure's run: its settings, its session with the engine, and the newest that came back.
 * The element around it only draws.
 */

import { sharedEngine } from '../engine/client.js';
import { Course } from '../state/curve.js';
import { features } from '../state/experiments.js';
import { PROPERTIES, configOf, conflicts, initialState, withShape } from '../state/properties.js';
import { pleasantSpeed } from '../state/speed.js';
import { rangeOf } from '../views/map.js';

/** @typedef {import('../state/properties.js').State} State */
/** @typedef {import('../engine/protocol.js').Frame} Frame */
/** @typedef {import('../engine/protocol.js').Pace} Pace */
/** @typedef {import('../engine/protocol.js').BackendInfo} BackendInfo */
/** @typedef {import('../engine/protocol.js').Manifest} Manifest */
/** @typedef {import('../engine/protocol.js').Quality} Quality */
/** @typedef {import('../engine/protocol.js').FrameRequest} FrameRequest */
/** @typedef {import('../engine/client.js').EngineSession} EngineSession */
/** @typedef {import('../engine/errors.js').Failure} Failure */
/** @typedef {Partial<Record<keyof State, string>>} Problems */

/** Settings that only concern what is seen, or how fast. */
const OUTSIDE_CONFIG = new Set(['view', 'component', 'speed', 'backend']);

/** @param {string} name of a setting */
export const isTraining = (name) => !OUTSIDE_CONFIG.has(name);

/**
 * @typedef {object} Host
 * @property {() => void} requestUpdate
 * @property {(name: string, detail: unknown) => void} emit
 */

export class Run {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.engine = sharedEngine();
    this.state = initialState();
    /** @type {Problems} */
    this.problems = {};
    /** @type {Problems} the values that will not do, as typed */
    this.typed = {};
    this.notice = '';
    /** @type {Failure | null} */
    this.failure = null;
    /** @type {EngineSession | null} */
    this.session = null;
    /** @type {BackendInfo | null} */
    this.info = null;
    /** @type {Manifest | null} */
    this.manifest = null;
    this.running = false;
    this.visible = true;
    /** @type {number | null} the unit under the pointer or the focus */
    this.hovered = null;
    /** @type {number | null} */
    this.pinned = null;
    this.course = new Course();
    this.#forget();
  }

  #forget() {
    /** @type {Frame | null} */
    this.frame = null;
    /** @type {Pace | null} */
    this.pace = null;
    /** @type {Quality | null} */
    this.quality = null;
    /** @type {[number, number]} of the view's values */
    this.range = [0, 0];
    this.course.clear();
  }

  /** In one word, what the figure is doing. */
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
    const { rows, cols } = this.state;
    if (chosen !== null && chosen < rows * cols) return chosen;
    return this.state.view === 'component' ? Math.floor(rows / 2) * cols + Math.floor(cols / 2) : null;
  }

  get component() {
    const { n, middle } = features(this.state.dataset);
    return this.state.component < n ? this.state.component : middle;
  }

  /** @returns {FrameRequest} */
  get request() {
    return { view: this.state.view, component: this.component, evaluate: 0, unit: this.unit };
  }

  /** @param {boolean} running */
  open(running) {
    if (this.session) return;
    this.running = running;
    this.failure = null;
    const { dataset, speed, backend } = this.state;
    if (!this.engine.worker) this.engine.preference = backend;
    const config = configOf(this.state);
    this.session = this.engine.open(
      { dataset, config, request: this.request, speed, running },
      {
        ready: (info, preference) => this.#ready(info, preference),
        opened: (manifest) => this.#opened(manifest),
        frame: (frame, pace) => this.#receive(frame, pace),
        notice: (message) => this.tell(message),
        error: (failure, fatal) => this.#fail(failure, fatal),
      },
    );
    if (!this.visible) this.session.setVisible(false);
    this.host.requestUpdate();
  }

  close() {
    this.session?.close();
    this.session = null;
    this.#forget();
  }

  /** @param {string} message */
  tell(message) {
    this.notice = message;
    this.host.requestUpdate();
  }

  /**
   * @param {BackendInfo} info
   * @param {State['backend']} preference
   */
  #ready(info, preference) {
    this.info = info;
    this.state.backend = preference;
    this.failure = null;
    this.host.emit('som-lab:ready', info);
    this.host.requestUpdate();
  }

  /** @param {Manifest} manifest */
  #opened(manifest) {
    this.manifest = manifest;
    this.host.requestUpdate();
  }

  /**
   * @param {Frame} frame
   * @param {Pace} pace
   */
  #receive(frame, pace) {
    if (this.pace && pace.run !== this.pace.run) this.#forget();
    const before = this.pace?.view === pace.view ? this.range : null;
    this.range = rangeOf(pace.view, frame.values, before ?? [0, 0]);
    this.frame = frame;
    this.pace = pace;
    if (frame.state === 'finished') this.running = this.session?.state.running ?? false;
    if (frame.quality) {
      this.quality = frame.quality;
      if (pace.sampled) this.course.add({ step: frame.step, samples: frame.samples, ...frame.quality });
    }
    this.host.emit('som-lab:frame', { step: frame.step, samples: frame.samples, quality: this.quality });
    this.host.requestUpdate();
  }

  /**
   * @param {Failure} failure
   * @param {boolean} fatal
   */
  #fail(failure, fatal) {
    if (failure.kind === 'config' && !fatal) this.problems = { ...this.problems, rows: failure.message };
    else if (fatal || !this.frame) {
      this.failure = failure;
      this.running = false;
    } else this.notice = failure.message;
    this.host.emit('som-lab:error', failure);
    this.host.requestUpdate();
  }

  retry() {
    this.failure = null;
    this.notice = '';
    this.#forget();
    if (this.session) this.session.state.running = true;
    this.running = true;
    this.engine.retry();
    this.host.requestUpdate();
  }

  play() {
    if (!this.session) return this.open(true);
    if (this.phase === 'finished') this.reset();
    this.#run(true);
  }

  pause() {
    this.#run(false);
  }

  toggle() {
    if (this.running) this.pause();
    else this.play();
  }

  /** @param {boolean} running */
  #run(running) {
    this.running = running;
    this.session?.run(running);
    this.host.emit('som-lab:state', { running });
    this.host.requestUpdate();
  }

  step() {
    if (!this.session) this.open(false);
    this.running = false;
    this.session?.step();
    this.host.requestUpdate();
  }

  reset() {
    this.session?.reset();
    this.host.requestUpdate();
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    if (visible === this.visible) return;
    this.visible = visible;
    this.session?.setVisible(visible);
  }

  /**
   * Looks at another unit.
   * @param {{hovered?: number | null, pinned?: number | null}} look
   */
  look(look) {
    const before = this.unit;
    Object.assign(this, look);
    if (this.unit !== before) this.session?.setView(this.request);
    this.host.requestUpdate();
  }

  /**
   * Takes a value as typed; one that will not do is told beside its control, and the run goes on.
   * @param {keyof State} name
   * @param {string} text
   */
  set(name, text) {
    const value = PROPERTIES[name].parse(text);
    if (value === undefined) {
      this.problems = { ...this.problems, [name]: PROPERTIES[name].demand };
      this.typed[name] = text;
      this.host.requestUpdate();
    } else this.patch({ [name]: value });
  }

  /** @param {Partial<State>} wish */
  patch(wish) {
    const patch = this.#completed(wish);
    const next = { ...this.state, ...patch };
    const wrong = conflicts(next);
    const problems = { ...this.problems };
    for (const name of Object.keys(patch)) delete problems[/** @type {keyof State} */ (name)];
    if ('rows' in patch || 'cols' in patch) Object.assign(problems, { rows: undefined, cols: undefined });
    this.problems = { ...problems, ...wrong };
    if (Object.keys(wrong).length === 0) this.#apply(next, Object.keys(patch));
    this.host.requestUpdate();
  }

  /** @param {Partial<State>} wish */
  #completed(wish) {
    const patch = withShape(this.state, wish);
    if (patch.training && patch.training !== this.state.training && !('speed' in patch)) {
      patch.speed = pleasantSpeed(patch.training);
    }
    if (patch.dataset && patch.dataset !== this.state.dataset && !('component' in patch)) {
      patch.component = features(patch.dataset).middle;
    }
    const view = patch.view ?? this.state.view;
    if ((patch.dataset ?? this.state.dataset) === 'colors' && view === 'classes') patch.view = 'codebook';
    return patch;
  }

  /**
   * @param {State} next
   * @param {string[]} changed
   */
  #apply(next, changed) {
    const shape = changed.some((name) => ['rows', 'cols', 'lattice', 'dataset'].includes(name));
    this.state = next;
    if (shape) Object.assign(this, { hovered: null, pinned: null });
    const over = this.phase === 'finished' && changed.some(isTraining);
    this.notice = over ? 'This run is over; play begins it again with these settings.' : '';
    const { session } = this;
    if (!session) return;
    if (changed.includes('backend')) this.engine.setBackend(next.backend);
    if (changed.includes('speed')) session.setSpeed(next.speed);
    const configured = changed.some(isTraining);
    if (configured) session.configure(next.dataset, configOf(next), this.request);
    else if (changed.includes('view') || changed.includes('component')) session.setView(this.request);
  }
}
