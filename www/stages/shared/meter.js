/**
 * The activation meter: what of each network is active, what it computes for an image, what its layers would compute
 * without masks, and how much accuracy that buys.
 */

import { html, nothing } from 'lit';
import { decimal } from '../../math/format.js';
import { hiddenOf } from '../../settings/net-layers.js';
import {
  activeText,
  costText,
  longest,
  meterOf,
  pointsPerMillion,
  workText,
} from '../../settings/net-meter.js';

/** @import { NetRun } from '../../element/net-run.js' */
/** @import { Work, Meter } from '../../settings/net-meter.js' */
/** @typedef {import('../../element/figure.js').Figure<NetRun>} Figure */

/** @param {Figure} figure */
export function meter(figure) {
  const rows = figure.runs.map((run) => ({ run, meter: run.frame && meterOf(run.frame) }));
  const scaleOf = (/** @type {'forward' | 'training'} */ of) =>
    longest(rows.flatMap(({ meter }) => (meter ? [meter[of]] : [])));
  const scale = { forward: scaleOf('forward'), training: scaleOf('training') };
  const { one } = figure.pictures;
  return html`<section class="meter" aria-label="What is active, and what it costs">
    <table>
      <thead>
        <tr>
          <th scope="col">What it costs</th>
          <th scope="col">strength</th>
          <th scope="col">active</th>
          <th scope="col">MACs for a new ${one}</th>
          <th scope="col">for a ${one} in training</th>
          <th scope="col">points per million MACs</th>
        </tr>
      </thead>
      ${rows.map(({ run, meter }) => row(figure, run, meter, scale))}
    </table>
    <p class="soft key">
      <span class="bar" aria-hidden="true"><i class="done"></i></span> done
      <span class="bar" aria-hidden="true"><i class="search"></i></span> search of the map
      <span class="bar" aria-hidden="true"><i class="dense"></i></span> the same layers without a mask
    </p>
    <p class="soft">
      A MAC is a multiplication and an addition; the engine counts those that it does here. A new ${one} takes
      the hidden layers forward, and a map has to search for its winners. In training there is the way back
      too, and the output layer. The last column is accuracy over all MACs for a new ${one}.
    </p>
  </section>`;
}

/**
 * @param {Figure} figure
 * @param {NetRun} run
 * @param {Meter | null} meter
 * @param {{forward: number, training: number}} scale
 */
function row({ pictures }, run, meter, scale) {
  const { frame, score, state, series, title } = run;
  // Before the first evaluation, nothing is known of the masks.
  const known = meter && score;
  const plain = hiddenOf(state).every(
    ({ mask, winners, keep, pruned }) => mask === 'none' && winners === 0 && keep === 1 && pruned === 0,
  );
  const cost = frame ? costText(frame, state, pictures) : '';
  return html`<tbody style="--series: var(--note-${series})">
    <tr>
      <th scope="row"><span class="name">${title}</span></th>
      <td data-label="strength">${known ? `${Math.round(100 * meter.strength)}%` : '–'}</td>
      <td data-label="active">${known ? activeText(meter) : '–'}</td>
      <td class="work" data-label="a new ${pictures.one}">${work(meter?.forward, scale.forward)}</td>
      <td class="work" data-label="in training">${work(meter?.training, scale.training)}</td>
      <td data-label="points per million MACs">
        ${known ? decimal(pointsPerMillion(meter.forward, score.test_accuracy)) : '–'}
      </td>
    </tr>
    <tr>
      <td class="soft cost" colspan="6" ?data-plain=${plain}>${cost}</td>
    </tr>
  </tbody>`;
}

/**
 * @param {Work | undefined} work
 * @param {number} scale
 */
function work(work, scale) {
  const width = (/** @type {number} */ macs) => `width: ${((100 * macs) / scale).toFixed(2)}%`;
  return html`<span class="bar" aria-hidden="true"
      >${
        work
          ? html`<i class="dense" style=${width(work.dense)}></i><i class="done" style=${width(work.done)}></i
              ><i class="search" style=${width(work.search)}></i>`
          : nothing
      }</span
    ><span class="soft">${work ? workText(work) : '–'}</span>`;
}
