/**
 * How far the runs are, and how fast they go.
 */

import { html } from 'lit';
import { compact, count } from '../math/format.js';

/** @typedef {import('../element/figure.js').Figure<any>} Figure */

/** @param {Figure} figure @returns what the pace of its first run tells; null where it rests */
export const pacing = ({ lead: { pace }, running }) => (running ? pace : null);

/** @param {number | undefined} rate */
export const rateText = (rate) => (rate === undefined ? '–' : compact(rate));

/** Of runs over samples, which go in step: one counts for all. @param {Figure} figure */
export function sampleCounts(figure) {
  const { frame } = figure.lead;
  const pace = pacing(figure);
  return html`<span>step <b>${count(frame?.step ?? 0)}</b></span>
    <span><b>${compact(frame?.samples ?? 0)}</b> of ${compact(frame?.samples_total ?? 0)} samples</span>
    <span><b>${rateText(pace?.steps_per_second)}</b> steps/s</span>
    <span><b>${rateText(pace?.samples_per_second)}</b> samples/s</span>`;
}
