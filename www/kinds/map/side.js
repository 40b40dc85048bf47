/**
 * What stands beside or below the stage: a neuron close up, the schedules, the curves.
 */

import { html } from 'lit';
import '../../charts/curves.js';
import '../../panels/unit-view.js';
import { courseOfRun } from './sketch.js';

/** @import { Figure } from '../../element/figure.js' */

/**
 * Beside one map: its neuron, its neighborhood, its course.
 * @param {Figure} figure
 */
export function side(figure) {
  const run = figure.lead;
  return html`<div class="side">
    <som-lab-unit
      .frame=${run.frame}
      .unit=${run.unit}
      ?pinned=${run.pinned !== null && run.unit === run.pinned}
      pictures=${run.manifest?.name ?? run.state.dataset}
      .classes=${run.manifest?.classes ?? []}
      .component=${run.state.view === 'component' ? run.component : null}
      .measured=${run.quality?.n ?? 0}
      @pick=${(/** @type {CustomEvent} */ event) => figure.patch({ component: event.detail })}
    ></som-lab-unit>
    ${courseOfRun(run)} ${curves(figure)}
  </div>`;
}

/** @param {Figure} figure */
export function curves(figure) {
  const { runs, record, recorded } = figure;
  const version = runs.map(({ pace, course, psnrs, quality }) =>
    [pace?.run, course.points.length, course.points.at(-1)?.samples, psnrs.at(-1)?.psnr, quality?.n].join(),
  );
  return html`<div class="curves" role="group" aria-label="Errors over the run">
    <som-lab-curves
      .runs=${runs}
      measures=${record.page.measures}
      .recorded=${recorded.bands}
      end=${recorded.total}
      .version=${version.join('/')}
    ></som-lab-curves>
  </div>`;
}
