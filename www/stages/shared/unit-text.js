/**
 * What a screen reader says of the neuron that the focus rests on.
 */

import { count } from '../../math/format.js';

/** @import { MapRun } from '../../kinds/map/run.js' */

/** @param {MapRun} run */
export function unitText(run) {
  const { frame, unit, quality } = run;
  if (!frame) return 'Map, not yet there';
  const base = `Map of ${frame.rows} by ${frame.cols} neurons. Arrow keys walk over it, Enter keeps a neuron.`;
  if (unit === null) return base;
  const place = `Row ${Math.floor(unit / frame.cols) + 1}, column ${(unit % frame.cols) + 1}`;
  const detail = frame.unit?.index === unit && quality ? frame.unit : null;
  if (!detail) return place;
  const names = topNames(run, detail.sample_labels);
  return `${place}: ${count(detail.hits)} held-out samples${names ? `, such as ${names}` : ''}`;
}

/**
 * @param {MapRun} run
 * @param {Int8Array} labels
 */
function topNames(run, labels) {
  const names = [...labels].filter((c) => c >= 0).map((c) => run.manifest?.classes[c] ?? String(c));
  return [...new Set(names)].slice(0, 3).join(', ');
}
