/**
 * A map in words, for those who do not see it.
 */

import { count, decimal, percent, psnrText } from '../math/format.js';

/** @import { Run } from '../element/run.js' */

/** @type {Record<string, string>} */
export const PHASES = {
  loading: 'is getting ready',
  poster: 'is at rest',
  running: 'is learning',
  waiting: 'waits for more pictures',
  paused: 'is paused',
  finished: 'has finished',
  error: 'has stopped',
};

/**
 * @param {Run} run
 * @param {string} title
 */
export function summaryOf(run, title) {
  const { state, frame, quality, phase, rebuilt } = run;
  const size = frame ? `${frame.rows} by ${frame.cols}` : `${state.config.rows} by ${state.config.cols}`;
  const parts = [`A ${size} map of ${title}, on a ${state.config.lattice} lattice, ${PHASES[phase]}.`];
  if (frame) parts.push(`${count(frame.samples)} samples seen in ${count(frame.step)} steps.`);
  if (quality) {
    parts.push(
      `Quantization error ${decimal(quality.quantization_error)}, topographic error ${percent(quality.topographic_error)}.`,
    );
  }
  if (rebuilt) parts.push(`The picture is rebuilt with a PSNR of ${psnrText(rebuilt.psnr)} dB.`);
  return parts.join(' ');
}

/** What the focus rests on. @param {Run} run */
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
 * @param {Run} run
 * @param {Int8Array} labels
 */
function topNames(run, labels) {
  const names = [...labels].filter((c) => c >= 0).map((c) => run.manifest?.classes[c] ?? String(c));
  return [...new Set(names)].slice(0, 3).join(', ');
}
