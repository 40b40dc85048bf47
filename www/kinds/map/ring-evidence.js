/**
 * How well chains of neurons put the views of a turn in order, beside what the note says of it.
 */

import { html } from 'lit';
import { compact } from '../../math/format.js';
import { flaw } from '../../math/turn.js';

/** @import { Figure } from '../../element/figure.js' */

/** @param {Figure} figure */
export function turns({ runs, lead }) {
  const ring = runs.find(({ state }) => state.config.lattice === 'ring');
  const line = runs.find(({ state }) => state.config.lattice === 'line');
  const angles = ring?.quality?.angles;
  if (!angles || !ring || !lead.frame) return null;
  const wrong = flaw(angles, 'ring', ring.winners.length);
  const does = wrong
    ? html`does not: it is ${wrong[0].toLowerCase()}${wrong.slice(1)} It`
    : html`does too: it`;
  const beside = line?.quality?.angles;
  return html`Yours, after ${compact(lead.frame.samples)} samples, ${does} misses the angle by
    <b>${angles.angle_error_deg.toFixed(1)}°</b> on the
    mean${beside ? html`, and the line by <b>${beside.angle_error_deg.toFixed(1)}°</b>` : ''}.`;
}
