/**
 * The measured course of a run: quantization and topographic error over samples.
 * Always of the same held-out samples, so that its points can be compared.
 */

/** @typedef {{step: number, samples: number, quantization_error: number, topographic_error: number}} Point */
/** @typedef {{x: number[], y: number[]}} Line */

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
    // A run that was taken back keeps what lies before.
    if (last && point.samples < last.samples) {
      this.points = this.points.filter(({ samples }) => samples < point.samples);
    } else if (last && point.samples === last.samples) this.points.pop();
    this.points.push(point);
    if (this.points.length > MAX_POINTS)
      this.points = this.points.filter((_, i) => i % 2 === 0 || i > MAX_POINTS - 20);
  }

  /**
   * One of its values over the samples.
   * @param {'quantization_error' | 'topographic_error'} name
   * @returns {Line}
   */
  line(name) {
    return { x: this.points.map((p) => p.samples), y: this.points.map((p) => p[name]) };
  }
}

/**
 * The lowest and highest value to be drawn. What came before a map had formed at all
 * (a hundredth of the run) would dwarf the rest, and may leave the picture.
 * @param {Line[]} lines
 * @param {number} total
 * @returns {[number, number]}
 */
export function extentOf(lines, total) {
  const values = lines.flatMap(({ x, y }) => {
    const formed = y.filter((_, i) => x[i] >= total / 100);
    return formed.length > 0 ? formed : y;
  });
  return values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 0];
}

/**
 * Lines over one common x, as uPlot wants them; null where a line has no point.
 * @param {Line[]} lines
 * @returns {[number[], ...(number | null)[][]]}
 */
export function columnsOf(lines) {
  const xs = [...new Set(lines.flatMap(({ x }) => x))].sort((a, b) => a - b);
  const columns = lines.map(({ x, y }) => {
    const at = new Map(x.map((value, i) => [value, y[i]]));
    return xs.map((value) => at.get(value) ?? null);
  });
  return [xs, ...columns];
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
