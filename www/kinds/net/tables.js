/**
 * The course of a network as a table.
 */

import { html } from 'lit';
import { count, percent } from '../../math/format.js';

/**
 * @param {import('./run.js').NetRun} run
 * @param {string} title
 */
export function courseOfNet(run, title) {
  return html`<div tabindex="0" role="region" aria-label="Table of the run: ${title}">
    <table>
      <caption>
        ${title}
      </caption>
      <tr>
        <th scope="col">samples</th>
        <th scope="col">passes</th>
        <th scope="col">test images</th>
        <th scope="col">test accuracy</th>
        <th scope="col">test loss</th>
        <th scope="col">accuracy while learning</th>
        <th scope="col">loss while learning</th>
      </tr>
      ${run.course.map(
        (point) =>
          html`<tr>
            <td>${count(point.samples)}</td>
            <td>${point.epoch.toFixed(2)}</td>
            <td>${count(point.images)}</td>
            <td>${accuracy(point.test_accuracy)}</td>
            <td>${point.test_loss.toFixed(4)}</td>
            <td>${accuracy(point.train_accuracy)}</td>
            <td>${point.train_loss.toFixed(4)}</td>
          </tr>`,
      )}
    </table>
  </div>`;
}

/** Thousands of test images tell hundredths of a percent apart. @param {number} share */
const accuracy = (share) => (share === 0 || share === 1 ? percent(share) : `${(100 * share).toFixed(2)}%`);
