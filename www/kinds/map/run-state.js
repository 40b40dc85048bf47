/**
 * What has come back of a run: its newest frame, and what outlives a frame.
 */

import { Course } from '../../charts/curve.js';
import { rangeOf } from '../../canvas/map.js';

/** @import { Frame, MapPace as Pace, Quality, Rebuilt } from '../../engine/protocol.js' */

export class MapRunState {
  constructor() {
    this.course = new Course();
    this.forget();
  }

  /** The course, by the name that every kind has for it. */
  get points() {
    return this.course.points;
  }

  forget() {
    /** @type {Frame | null} */
    this.frame = null;
    /** @type {Pace | null} */
    this.pace = null;
    /** @type {Quality | null} */
    this.quality = null;
    /** Samples that it had seen when its quality was measured. @type {number | null} */
    this.measuredAt = null;
    /** The quality with which hits were asked for. @type {Quality | null} */
    this.asked = null;
    /** Held-out samples on every unit of the last layer, once the run is over. @type {Float32Array | null} */
    this.hits = null;
    /** @type {[number, number]} of the view's values */
    this.range = [0, 0];
    /** @type {Rebuilt | null} the newest there is */
    this.rebuilt = null;
    /** @type {Uint32Array} the winners of all held-out views of a turntable, the newest there are */
    this.winners = new Uint32Array();
    /** @type {{samples: number, psnr: number}[]} of the picture that is rebuilt */
    this.psnrs = [];
    this.course.clear();
  }

  /**
   * What was measured before the run was saved.
   * @param {any[]} points
   */
  recall(points) {
    for (const point of points) this.course.add(point);
    if (points.length === 0) return;
    const { samples, ...quality } = points[points.length - 1];
    delete quality.step;
    this.quality = /** @type {Quality} */ (quality);
    this.measuredAt = samples;
  }

  /**
   * @param {Frame} frame
   * @param {Pace} pace
   */
  take(frame, pace) {
    if (this.pace && pace.run !== this.pace.run) this.forget();
    const same = this.pace?.view === pace.view && this.frame?.layer === frame.layer;
    this.range = rangeOf(pace.view, frame.values, same ? this.range : [0, 0]);
    this.frame = frame;
    this.pace = pace;
    // Of a stack, only its last layer counts, as soon as it learns.
    const last = frame.n_layers - 1;
    if (frame.quality && frame.layer === last && frame.learning === last) {
      this.quality = frame.quality;
      this.measuredAt = frame.samples;
      if (pace.sampled) this.course.add({ step: frame.step, samples: frame.samples, ...frame.quality });
    }
    if (frame.rebuilt) this.#rebuilt(frame.rebuilt, frame.samples);
    if (frame.winners.length > 0) this.winners = frame.winners;
  }

  /**
   * @param {Rebuilt} rebuilt
   * @param {number} samples
   */
  #rebuilt(rebuilt, samples) {
    const { rebuilt: before, psnrs } = this;
    const places = rebuilt.bmus.length;
    const same =
      before?.source === rebuilt.source && before.image === rebuilt.image && before.bmus.length === places;
    this.rebuilt = rebuilt;
    this.psnrs = same ? psnrs.filter((point) => point.samples < samples) : [];
    if (Number.isFinite(rebuilt.psnr)) this.psnrs.push({ samples, psnr: rebuilt.psnr });
  }
}
