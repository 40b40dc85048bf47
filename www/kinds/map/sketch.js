/**
 * The neighborhood and the schedules as small pictures, with the present value on them.
 */

import { html, svg } from 'lit';
import { decimal } from '../../math/format.js';
import { schedulePoints, scheduleAt } from '../../math/schedule.js';
import '../../panels/footprint-view.js';

/** @import { MapRun } from './run.js' */
/** @import { Schedule } from '../../engine/protocol.js' */

const [WIDTH, HEIGHT] = [160, 72];

/**
 * @param {string} title
 * @param {Schedule} schedule
 * @param {number} t
 * @param {number} now
 */
function sketch(title, schedule, t, now) {
  const points = schedulePoints(schedule, WIDTH, HEIGHT)
    .map((point) => point.map((v) => v.toFixed(1)).join())
    .join(' ');
  const top = Math.max(schedule.start, schedule.end, now);
  const x = t * WIDTH;
  const onCurve = HEIGHT * (1 - scheduleAt(schedule, t) / Math.max(schedule.start, schedule.end));
  const y = schedule.hold === null ? onCurve : HEIGHT * (1 - now / top);
  return html`<div class="sketch">
    <p><span>${title}</span> <b>${decimal(now)}${schedule.hold === null ? '' : ', held'}</b></p>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
      ${svg`<line x1="0" x2=${WIDTH} y1=${HEIGHT} y2=${HEIGHT} stroke="var(--line)" vector-effect="non-scaling-stroke"/>
      <polyline points=${points} fill="none" stroke="var(--edge)" stroke-width="1.5" vector-effect="non-scaling-stroke"/>
      <line x1=${x} x2=${x} y1=${y} y2=${HEIGHT} stroke="var(--line)" vector-effect="non-scaling-stroke"/>
      <line x1=${x} x2=${x + 0.01} y1=${y} y2=${y} stroke="var(--ink)" stroke-width="8" stroke-linecap="round"
        vector-effect="non-scaling-stroke"/>`}
    </svg>
  </div>`;
}

/** @param {MapRun} run */
export function courseOfRun(run) {
  const { frame } = run;
  const { lattice, rows, cols, neighborhood, training, sigma, learning_rate } = run.state.config;
  const t = frame && frame.samples_total > 0 ? Math.min(1, frame.samples / frame.samples_total) : 0;
  const reach = sigma.hold ?? frame?.sigma ?? sigma.start;
  const rate = learning_rate.hold ?? frame?.learning_rate ?? learning_rate.start;
  return html`<div class="course" role="group" aria-label="Neighborhood and schedules">
    <h4>Who learns along with the winner</h4>
    <som-lab-footprint
      lattice=${lattice}
      rows=${rows}
      cols=${cols}
      neighborhood=${neighborhood}
      sigma=${reach}
      .winner=${run.hovered ?? run.pinned}
    ></som-lab-footprint>
    <div class="sketches">
      ${sketch('reach σ', sigma, t, reach)}
      ${
        training === 'batch'
          ? html`<div class="sketch">
              <p><span>rate η</span> <b>not used</b></p>
            </div>`
          : sketch('rate η', learning_rate, t, rate)
      }
    </div>
  </div>`;
}
