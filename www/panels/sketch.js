/**
 * The neighborhood and the schedules as small pictures, with the present value on them.
 */

import { html, svg } from 'lit';
import { decimal } from '../math/format.js';
import { schedulePoints, scheduleAt } from '../math/schedule.js';

/** @import { Run } from '../element/run.js' */
/** @import { Schedule } from '../engine/protocol.js' */

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

/** @param {Run} run */
export function courseOfRun(run) {
  const { state, frame } = run;
  const t = frame && frame.samples_total > 0 ? Math.min(1, frame.samples / frame.samples_total) : 0;
  const sigma = state.sigma_hold ?? frame?.sigma ?? state.sigma_start;
  const rate = state.rate_hold ?? frame?.learning_rate ?? state.rate_start;
  const rows = state.lattice === 'line' || state.lattice === 'ring' ? 1 : state.rows;
  return html`<section class="course" aria-label="Neighborhood and schedules">
    <h4>Who learns along with the winner</h4>
    <som-lab-footprint
      lattice=${state.lattice}
      rows=${rows}
      cols=${state.cols}
      neighborhood=${state.neighborhood}
      sigma=${sigma}
      .winner=${run.hovered ?? run.pinned}
    ></som-lab-footprint>
    <div class="sketches">
      ${sketch(
        'reach σ',
        { start: state.sigma_start, end: state.sigma_end, curve: state.sigma_curve, hold: state.sigma_hold },
        t,
        sigma,
      )}
      ${
        state.training === 'batch'
          ? html`<div class="sketch">
              <p><span>rate η</span> <b>not used</b></p>
            </div>`
          : sketch(
              'rate η',
              {
                start: state.rate_start,
                end: state.rate_end,
                curve: state.rate_curve,
                hold: state.rate_hold,
              },
              t,
              rate,
            )
      }
    </div>
  </section>`;
}
