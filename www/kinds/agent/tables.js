/**
 * The course of an agent as a table.
 */

import { html } from 'lit';
import { count, decimal } from '../../math/format.js';

/** @param {number | null} value */
const number = (value) => (value === null ? '–' : decimal(value));

/**
 * @param {import('./run.js').AgentRun} run
 * @param {string} title
 */
export function courseOfAgent(run, title) {
  return html`<div tabindex="0" role="region" aria-label="Table of the run: ${title}">
    <table>
      <caption>
        ${title}
      </caption>
      <tr>
        <th scope="col">episode</th>
        <th scope="col">return</th>
        <th scope="col">mean of 100</th>
        <th scope="col">steps in all</th>
        <th scope="col">ε</th>
        <th scope="col">loss</th>
        <th scope="col">mean Q</th>
        <th scope="col">gradient steps</th>
      </tr>
      ${run.course.map(
        (point) =>
          html`<tr>
            <td>${count(point.episode)}</td>
            <td>${decimal(point.episode_return)}</td>
            <td>${decimal(point.mean_return)}</td>
            <td>${count(point.samples)}</td>
            <td>${decimal(point.epsilon)}</td>
            <td>${number(point.loss)}</td>
            <td>${number(point.mean_q)}</td>
            <td>${count(point.gradient_steps)}</td>
          </tr>`,
      )}
    </table>
  </div>`;
}
