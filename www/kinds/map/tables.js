/**
 * A map as tables: its neurons, and the course of its run.
 */

import { html, nothing } from 'lit';
import { count, decimal, percent } from '../../math/format.js';

/** @import { MapRun } from './run.js' */
/** @typedef {{hits: Float32Array, labels: Int8Array, purity: Float32Array, cols: number, step: number}} UnitTable */

/**
 * @param {MapRun} run
 * @returns {Promise<UnitTable | null>}
 */
export async function readUnits(run) {
  const { session, component, layer } = run;
  if (!session) return null;
  const rest = { component, unit: null, layer, rebuild: null };
  const hits = await session.snapshot({ ...rest, view: 'hits', evaluate: Infinity });
  if (!hits) return null;
  const classes = run.manifest?.classes.length
    ? await session.snapshot({ ...rest, view: 'classes', evaluate: 0 })
    : null;
  return {
    hits: hits.values,
    labels: classes?.labels ?? new Int8Array(),
    purity: classes?.values ?? new Float32Array(),
    cols: hits.cols,
    step: hits.step,
  };
}

/**
 * @param {MapRun} run
 * @param {UnitTable | null} units
 * @param {string} title
 */
export function unitTable(run, units, title) {
  if (!units) return nothing;
  const names = run.manifest?.classes ?? [];
  const labelled = units.labels.length > 0;
  return html`<div tabindex="0" role="region" aria-label="Table of the neurons: ${title}">
    <table>
      <caption>
        ${title} at step ${count(units.step)}
      </caption>
      <tr>
        <th scope="col">row</th>
        <th scope="col">column</th>
        <th scope="col">hits</th>
        ${
          labelled
            ? html`<th scope="col">mostly</th>
                <th scope="col">share</th>`
            : ''
        }
      </tr>
      ${Array.from(
        units.hits,
        (hits, unit) =>
          html`<tr>
            <td>${Math.floor(unit / units.cols) + 1}</td>
            <td>${(unit % units.cols) + 1}</td>
            <td>${count(hits)}</td>
            ${
              labelled
                ? html`<td>${names[units.labels[unit]] ?? '–'}</td>
                    <td>${units.labels[unit] < 0 ? '–' : percent(units.purity[unit])}</td>`
                : ''
            }
          </tr>`,
      )}
    </table>
  </div>`;
}

/**
 * @param {MapRun} run
 * @param {string} title
 */
export function courseOfMap(run, title) {
  return html`<div tabindex="0" role="region" aria-label="Table of the run: ${title}">
    <table>
      <caption>
        ${title}
      </caption>
      <tr>
        <th scope="col">step</th>
        <th scope="col">samples</th>
        <th scope="col">quantization error</th>
        <th scope="col">topographic error</th>
      </tr>
      ${run.course.points.map(
        (point) =>
          html`<tr>
            <td>${count(point.step)}</td>
            <td>${count(point.samples)}</td>
            <td>${decimal(point.quantization_error)}</td>
            <td>${percent(point.topographic_error)}</td>
          </tr>`,
      )}
    </table>
  </div>`;
}
