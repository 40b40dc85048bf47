/**
 * A map in words, for those who do not see it.
 */

import { count, decimal, percent, psnrText } from '../../math/format.js';
import { PHASES } from '../live-run.js';

/** @import { MapRun } from './run.js' */

/**
 * @param {MapRun} run
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
