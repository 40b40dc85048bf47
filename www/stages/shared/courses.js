/**
 * The courses of all variants on one chart, what it can show of them, and its legend.
 */

import { html } from 'lit';
import { radios } from '../../panels/radios.js';
import '../../charts/course-chart.js';
import { netAxes } from '../../charts/net-chart.js';
import { isConvolutional } from '../../settings/layers.js';
import { MEASURES, legend } from './legend.js';

/** @import { Figure } from './legend.js' */
/** @import { Measure } from '../../charts/net-chart.js' */

/**
 * What of the courses is looked at.
 * @typedef {object} Reading
 * @property {Measure} measure
 * @property {number | null} at  the samples at which the curves are read
 * @property {string} lit  the variant that stands out
 */

/**
 * @param {Reading} reading
 * @param {(change: Partial<Reading>) => void} set
 */
export function measures(reading, set) {
  return radios('What the chart shows', 'measure', MEASURES, reading.measure, (measure) => set({ measure }));
}

/**
 * @param {Figure} figure
 * @param {Reading} reading
 * @param {(change: Partial<Reading>) => void} set
 */
export function courses(figure, { measure, at, lit }, set) {
  const { study, runs, recorded } = figure;
  const { dataset, config } = figure.state;
  const curves = runs.map((run) => {
    const band = study?.band(run.name, measure) ?? null;
    const several = band !== null && band.n > 1;
    const own = !several || run.phase !== 'finished';
    const { name, title, series, course } = run;
    const before = recorded.bands[name]?.[measure] ?? null;
    return { name, title, series, course, own, band: several ? band : null, recorded: before };
  });
  return html`<div class="courses">
    <som-lab-courses
      .curves=${curves}
      .axes=${netAxes(measure, dataset + (isConvolutional(config) ? '/conv' : ''))}
      total=${runs[0].frame?.samples_total ?? recorded.total}
      .at=${at}
      lit=${lit}
      @point=${(/** @type {CustomEvent} */ { detail }) => set({ at: detail })}
    ></som-lab-courses>
    ${legend(figure, measure, at, (name) => set({ lit: name }))}
  </div>`;
}
