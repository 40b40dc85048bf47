/**
 * The measured course of a run: quantization and topographic error over samples.
 * Always of the same held-out samples, so that its points can be compared.
 */

/** @typedef {{step: number, samples: number, quantization_error: number, topographic_error: number}} Point */

const MAX_POINTS = 600;

export class Course {
  constructor() {
    /** @type {Point[]} */
    this.points = [];
    this.top = 0;
  }

  clear() {
    this.points = [];
    this.top = 0;
  }

  /** @param {Point} point */
  add(point) {
    const last = this.points[this.points.length - 1];
    if (last && point.samples < last.samples) this.clear();
    else if (last && point.samples === last.samples) this.points.pop();
    this.points.push(point);
    this.top = Math.max(this.top, point.quantization_error);
    if (this.points.length > MAX_POINTS)
      this.points = this.points.filter((_, i) => i % 2 === 0 || i > MAX_POINTS - 20);
  }

  /** As uPlot wants it. @returns {[number[], number[], number[]]} */
  columns() {
    return [
      this.points.map((p) => p.samples),
      this.points.map((p) => p.quantization_error),
      this.points.map((p) => p.topographic_error),
    ];
  }
}

/**
 * The next round number: 1, 2, 5, 10, …; axes end there, so that they seldom move.
 * @param {number} value
 * @returns {number}
 */
export function niceCeil(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((s) => s * power >= value * 0.999999) ?? 10;
  return Number((step * power).toPrecision(6));
}
