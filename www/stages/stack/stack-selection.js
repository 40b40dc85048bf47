/**
 * What a visitor looks at in a stack: which run, which layer, which neurons, and what follows from a choice.
 */

import { coverOf } from '../../math/places.js';
import { Depth } from './stack-depth.js';
import { NOTHING, levelsOf, placesOfLayer } from './stack-levels.js';
import { viewChooser } from './stack-words.js';
import { StripController } from '../shared/strip-controller.js';

/** @import { Stage } from '../shared/stage.js' */
/** @import { Selection, Level } from './stack-levels.js' */
/** @import { View } from '../../engine/protocol.js' */

export class StackSelection {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    /** The run that is taken apart. */
    this.chosen = 0;
    /** The layer that the views speak of; null: the last. @type {number | null} */
    this.viewed = null;
    /** Views of the layers below the last. @type {View[]} */
    this.views = [];
    /** Of the layers below the last. @type {Selection[]} */
    this.layers = [];
    this.depth = new Depth(() => stage.requestUpdate());
    this.pictures = new StripController(stage);
    /** @type {Level[]} */
    this.levels = [];
    /** @type {import('../../engine/protocol.js').UnitDetail | null} of the neuron that is kept in the last map */
    this.kept = null;
  }

  get run() {
    const { runs } = this.stage;
    return runs[this.chosen] ?? runs[0];
  }

  /** Before the stage is drawn. */
  update() {
    const { figure, runs } = this.stage;
    const { image, dataset } = figure.state;
    for (const run of runs) {
      const there = run === this.run && run.manifest !== null && image < run.manifest.test.n;
      run.rebuild(there ? { source: 'test', image, overlap: true } : null);
    }
    const { frame, pinned } = this.run;
    if (frame?.unit && frame.unit.index === pinned && frame.layer === frame.n_layers - 1)
      this.kept = frame.unit;
    if (pinned === null) this.kept = null;
    this.levels = levelsOf(this.run, this.layers, this.views, this.depth, {
      levels: this.levels,
      pinned: this.kept,
    });
    const images = figure.pictures.strip.map(([of]) => of);
    void this.pictures.read(this.run, dataset, images);
  }

  /** @param {number} last */
  chooser(last) {
    const viewed = Math.min(this.viewed ?? last, last);
    const view = viewed === last ? this.stage.figure.state.view : (this.views[viewed] ?? 'codebook');
    return viewChooser(this.stage.figure, {
      view,
      viewed,
      last,
      setView: (chosen) => {
        if (viewed === last) this.stage.figure.set('view', chosen);
        else this.views[viewed] = chosen;
        this.stage.requestUpdate();
      },
      setViewed: (layer) => {
        this.viewed = layer === last ? null : layer;
        this.stage.requestUpdate();
      },
    });
  }

  /** @param {number} index of the run */
  choose(index) {
    this.chosen = index;
    Object.assign(this, { layers: [], views: [], viewed: null, levels: [] });
    for (const run of this.stage.runs) run.look({ hovered: null, pinned: null });
    this.stage.requestUpdate();
  }

  /**
   * @param {number} index
   * @param {number} size
   * @param {{height: number, width: number}} picture
   */
  places(index, size, picture) {
    const { state } = this.run;
    return placesOfLayer(state.config, index, size, picture);
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
    if ('pinned' in look) this.layers = [];
    this.run.look(look);
  }

  /**
   * @param {number} index
   * @param {Partial<Selection>} change
   */
  select(index, change) {
    this.layers[index] = { ...NOTHING, ...this.layers[index], ...change };
    if ('pinned' in change) this.layers.fill(NOTHING, 0, index);
    this.stage.requestUpdate();
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
    if (choice.hovered !== undefined) this.select(index, { place: choice.hovered, hovered: null });
    if (choice.pinned === undefined) return;
    const unit = choice.pinned === null ? null : (level?.writing?.units[choice.pinned] ?? null);
    const again = unit === (this.layers[index]?.pinned ?? null);
    this.select(index, { pinned: again ? null : unit });
  }
}
