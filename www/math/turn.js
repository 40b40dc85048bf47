/**
 * What a turntable's angles say in words.
 */

/** @typedef {{angle_error_deg: number, largest_jump: number, turns: number, reversals: number}} Angles */

/** Views out of a hundred that may step back before an order is called torn. */
const SLIPS = 0.08;

/**
 * The least mean angle error of `units` neurons in perfect order for `views` evenly spaced views, in degrees:
 * the mean distance from a view to the nearest neuron, at the best offset.
 * @param {number} units
 * @param {number} views
 */
export function leastError(units, views) {
  const step = 360 / units;
  let least = Infinity;
  for (let trial = 0; trial < 60; trial++) {
    const offset = (trial / 60) * step;
    let sum = 0;
    for (let view = 0; view < views; view++) {
      const away = ((view * 360) / views + offset) % step;
      sum += Math.min(away, step - away);
    }
    least = Math.min(least, sum / views);
  }
  return least;
}

/**
 * What is wrong with the order, in one sentence; empty where nothing is.
 * @param {Angles} angles
 * @param {'ring' | 'line'} lattice
 * @param {number} views
 */
export function flaw({ turns, reversals, largest_jump }, lattice, views) {
  if (lattice === 'line') {
    // Its ends are apart: one jump back is as good as it gets.
    if (reversals > 1 + SLIPS * views)
      return `Folded: along the line, ${reversals} views lie against the order.`;
    return `Torn: where the turn closes, the winner jumps ${largest_jump} neurons.`;
  }
  if (Math.abs(turns) !== 1) {
    const times =
      Math.abs(turns) === 0 ? 'not once' : Math.abs(turns) === 2 ? 'twice' : `${Math.abs(turns)} times`;
    return `Twisted: while the car turns once, the winner goes round ${times}.`;
  }
  if (reversals > SLIPS * views) return `Twisted: ${reversals} views lie against the order.`;
  return '';
}

/**
 * The view nearest to `from`, the shorter way round, whose winner is `unit`; −1 where none falls on it.
 * @param {Uint32Array} winners
 * @param {number} unit
 * @param {number} from
 */
export function viewOf(winners, unit, from) {
  const n = winners.length;
  for (let away = 0; away <= n / 2; away++) {
    for (const view of [(from + away) % n, (from - away + n) % n]) if (winners[view] === unit) return view;
  }
  return -1;
}
