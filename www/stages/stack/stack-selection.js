/**
 * What a visitor looks at in a stack: which run, which layer, which neurons, and what follows from a choice.
 */

import { parseStack } from '../../settings/stack.js';
import { coverOf } from '../../math/places.js';
import { Depth } from './stack-depth.js';
import { NOTHING, levelsOf, placesOfLayer } from './stack-levels.js';
import { viewChooser } from './stack-words.js';
import { Stage } from '../shared/stage.js';

/** @import { Gaze, Level } from './stack-levels.js' */
/** @import { Strip, View } from '../../engine/protocol.js' */

export class StackGaze extends Stage {
  constructor() {
    super();
    /** The run that is taken apart. */
    this.chosen = 0;
    /** The layer that the views speak of; null: the last. @type {number | null} */
    this.viewed = null;
    /** Views of the layers below the last. @type {View[]} */
    this.views = [];
    /** @type {Gaze[]} */
    this.gazes = [];
    this.depth = new Depth(() => this.requestUpdate());
    /** @type {Level[]} */
    this.levels = [];
    /** @type {import('../../engine/protocol.js').UnitDetail | null} of the neuron that is kept in the last map */
    this.kept = null;
    /** @type {Strip | null} */
    this.strip = null;
    this.stripOf = '';
  }

  get run() {
    return this.runs[this.chosen] ?? this.runs[0];
  }

  willUpdate() {
    const { image, dataset } = this.figure.state;
    for (const run of this.runs) {
      const there = run === this.run && run.manifest !== null && image < run.manifest.test.n;
      run.rebuild(there ? { source: 'test', image, overlap: true } : null);
    }
    const { frame, pinned } = this.run;
    if (frame?.unit && frame.unit.index === pinned && frame.layer === frame.n_layers - 1)
      this.kept = frame.unit;
    if (pinned === null) this.kept = null;
    this.levels = levelsOf(this.run, this.gazes, this.views, this.depth, {
      levels: this.levels,
      pinned: this.kept,
    });
    if (dataset !== this.stripOf) void this.#readStrip();
  }

  /** The pictures to choose from, once their data set is open. */
  async #readStrip() {
    const { run } = this;
    const { dataset } = this.figure.state;
    if (!run.manifest || !run.session) return;
    this.stripOf = dataset;
    this.strip = null;
    const strip = await run.pictures(
      'test',
      this.figure.pictures.strip.map(([image]) => image),
    );
    if (dataset !== this.stripOf) return;
    if (!strip) this.stripOf = '';
    this.strip = strip;
    this.requestUpdate();
  }

  /** @param {number} last */
  chooser(last) {
    const viewed = Math.min(this.viewed ?? last, last);
    const view = viewed === last ? this.figure.state.view : (this.views[viewed] ?? 'codebook');
    return viewChooser(this.figure, {
      view,
      viewed,
      last,
      setView: (chosen) => {
        if (viewed === last) this.figure.set('view', chosen);
        else this.views[viewed] = chosen;
        this.requestUpdate();
      },
      setViewed: (layer) => {
        this.viewed = layer === last ? null : layer;
        this.requestUpdate();
      },
    });
  }

  /** @param {number} index of the run */
  choose(index) {
    this.chosen = index;
    Object.assign(this, { gazes: [], views: [], viewed: null, levels: [] });
    for (const run of this.runs) run.look({ hovered: null, pinned: null });
    this.requestUpdate();
  }

  /**
   * @param {number} index
   * @param {number} size
   * @param {{height: number, width: number}} picture
   */
  places(index, size, picture) {
    const { state } = this.run;
    return placesOfLayer(state, parseStack(state.stack) ?? [], index, size, picture);
  }

  /**
   * What is written with the neuron that is looked at.
   * @param {Level} level
   * @param {import('../../math/places.js').Places} places
   */
  cover({ unit, writing }, places) {
    if (unit === null || !writing || writing.units.length !== places.place_rows * places.place_cols)
      return null;
    const found = Array.from(writing.units).flatMap((other, place) => (other === unit ? [place] : []));
    return found.length > 0 ? coverOf(places, found) : null;
  }

  /** @param {{hovered?: number | null, pinned?: number | null}} look */
  lookAtLast(look) {
    // What was kept below belonged to another neuron.
    if ('pinned' in look) this.gazes = [];
    this.run.look(look);
  }

  /**
   * @param {number} index
   * @param {Partial<Gaze>} gaze
   */
  gaze(index, gaze) {
    this.gazes[index] = { ...NOTHING, ...this.gazes[index], ...gaze };
    if ('pinned' in gaze) this.gazes.fill(NOTHING, 0, index);
    this.requestUpdate();
  }

  /**
   * Places are chosen, in the pixels of a picture or in a writing; their neurons are kept.
   * @param {number} index
   * @param {{hovered?: number | null, pinned?: number | null}} choice
   * @param {boolean} [ofPicture]  the picture at the beginning, rather than a neuron
   */
  placed(index, choice, ofPicture = false) {
    const level = this.levels[index];
    if (ofPicture && level?.ofUnit) {
      // A click brings the picture itself back.
      if (choice.pinned !== undefined) this.lookAtLast({ hovered: null, pinned: null });
      return;
    }
    if (choice.hovered !== undefined) this.gaze(index, { place: choice.hovered, hovered: null });
    if (choice.pinned === undefined) return;
    const unit = choice.pinned === null ? null : (level?.writing?.units[choice.pinned] ?? null);
    const again = unit === (this.gazes[index]?.pinned ?? null);
    this.gaze(index, { pinned: again ? null : unit });
  }
}
