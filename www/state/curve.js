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
  }

  clear() {
    this.points = [];
  }

  /** @param {Point} point */
  add(point) {
    const last = this.points[this.points.length - 1];
    if (last && point.samples < last.samples) this.clear();
    else if (last && point.samples === last.samples) this.points.pop();
    this.points.push(point);
    if (this.points.length > MAX_POINTS)
      this.points = this.points.filter((_, i) => i % 2 === 0 || i > MAX_POINTS - 20);
  }

  /**
   * The lowest and highest value to be drawn. What came before the map had formed at all
   * (a hundredth of the run) would dwarf the rest, and may leave the picture.
   * @param {'quantization_error' | 'topographic_error'} name
   * @param {number} total
   * @returns {[number, number]}
   */
  extent(name, total) {
    const formed = this.points.filter((p) => p.samples >= total / 100);
    const values = (formed.length > 0 ? formed : this.points).map((p) => p[name]);
    return values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 0];
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

/**
 * An axis around values, from one round number to another.
 * @param {[number, number]} extent
 * @returns {[number, number]}
 */
export function niceAxis([low, high]) {
  if (!(high > 0)) return [0, 1];
  const step = niceCeil(high / 8);
  const bottom = Math.floor((low * 0.97) / step) * step;
  const top = Math.ceil((high * 1.02) / step) * step;
  return [Number(bottom.toPrecision(6)), Number(top.toPrecision(6))];
}
