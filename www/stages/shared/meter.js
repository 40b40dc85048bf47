/**
 * The activation meter: what of each network is active, what it computes for an image, what its layers would compute
 * without masks, and how much accuracy that buys.
 */

import { css, html, nothing } from 'lit';
import { decimal, plural } from '../../math/format.js';
import {
  activeText,
  costText,
  longest,
  meterFrom,
  meterOf,
  pointsPerMillion,
  recordedCosts,
  workText,
} from '../../settings/net-meter.js';
import { styled } from '../../style/styled.js';

/** @import { NetRun } from '../../kinds/net/run.js' */
/** @import { Work, Meter } from '../../settings/net-meter.js' */
/** @typedef {import('../../element/figure.js').Figure<NetRun>} Figure */

/**
 * A network with what it costs.
 * @typedef {object} Row
 * @property {NetRun} run
 * @property {Meter | null} meter
 * @property {number | null} accuracy  null before the first evaluation: nothing is known of the masks
 */

/**
 * The visitor's own, as soon as they are known; before that what was recorded with these settings.
 * @param {Pick<Figure, 'runs' | 'recorded'>} figure
 * @returns {{rows: Row[], past: boolean}}
 */
export function meterRows({ runs, recorded }) {
  const own = runs.map((run) => ({
    run,
    meter: run.frame && meterOf(run.frame),
    accuracy: run.score?.test_accuracy ?? null,
  }));
  if (own.every(({ accuracy }) => accuracy !== null)) return { rows: own, past: false };
  const before = runs.flatMap((run) => {
    const meter = meterFrom((metric) => recorded.mean(run.name, metric));
    return meter ? [{ run, meter, accuracy: meter.accuracy }] : [];
  });
  const past = before.length === runs.length;
  return { rows: past ? before : own, past };
}

export const METER = 'What is active, and what it costs';

/** @param {Figure} figure */
export function meter(figure) {
  const { rows, past } = meterRows(figure);
  const scaleOf = (/** @type {'forward' | 'training'} */ of) =>
    longest(rows.flatMap(({ meter }) => (meter ? [meter[of]] : [])));
  const scale = { forward: scaleOf('forward'), training: scaleOf('training') };
  const { one } = figure.pictures;
  return html`<div class="meter" role="group" aria-label=${METER}>
    <table>
      <thead>
        <tr>
          <th scope="col">
            What it
            costs${past ? html`<span class="soft" title=${`means of ${plural(figure.recorded.seeds, 'seed')}`}>, recorded</span>` : nothing}
          </th>
          <th scope="col">strength</th>
          <th scope="col">active</th>
          <th scope="col">MACs for a new ${one}</th>
          <th scope="col">for a ${one} in training</th>
          <th scope="col">points per million MACs</th>
        </tr>
      </thead>
      ${rows.map((one) => row(figure, one, scale, past))}
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
  </div>`;
}

/**
 * @param {Figure} figure
 * @param {Row} row
 * @param {{forward: number, training: number}} scale
 * @param {boolean} past
 */
function row({ pictures }, { run, meter, accuracy }, scale, past) {
  const { frame, state, series, title } = run;
  const known = meter && accuracy !== null;
  const plain = state.config.hidden.every(
    (/** @type {import('../../engine/net-protocol.js').Hidden} */ { mask, winners, keep, pruned }) =>
      mask === 'none' && winners === 0 && keep === 1 && pruned === 0,
  );
  const costs = past ? meter && recordedCosts(meter, state.config.hidden) : frame;
  const cost = costs ? costText(costs, state.config, pictures) : '';
  return html`<tbody ${styled({ '--series': `var(--note-${series})` })}>
    <tr>
      <th scope="row"><span class="name">${title}</span></th>
      <td data-label="strength">${known ? `${Math.round(100 * meter.strength)}%` : '–'}</td>
      <td data-label="active">${known ? activeText(meter) : '–'}</td>
      <td class="work" data-label="a new ${pictures.one}">${work(meter?.forward, scale.forward)}</td>
      <td class="work" data-label="in training">${work(meter?.training, scale.training)}</td>
      <td data-label="points per million MACs">
        ${known ? decimal(pointsPerMillion(meter.forward, accuracy)) : '–'}
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
  const width = (/** @type {number} */ macs) => ({ width: `${((100 * macs) / scale).toFixed(2)}%` });
  return html`<span class="bar" aria-hidden="true"
      >${
        work
          ? html`<i class="dense" ${styled(width(work.dense))}></i
              ><i class="done" ${styled(width(work.done))}></i
              ><i class="search" ${styled(width(work.search))}></i>`
          : nothing
      }</span
    ><span class="soft">${work ? workText(work) : '–'}</span>`;
}

export const meterStyles = css`
  .meter {
    margin-top: 18px;
    padding-top: 12px;
    border-top: 1px solid var(--line);
  }
  .meter table {
    width: 100%;
    border-collapse: collapse;
  }
  .meter thead th {
    padding: 0 12px 6px 0;
    text-align: left;
    font-weight: 400;
    color: var(--soft);
  }
  .meter thead th:first-child {
    font-weight: 600;
    color: var(--ink);
  }
  .meter tbody {
    border-top: 1px solid var(--line);
  }
  .meter tbody th {
    width: 172px;
    padding: 6px 12px 0 0;
    text-align: left;
    vertical-align: top;
  }
  .meter td {
    padding: 6px 16px 0 0;
    vertical-align: top;
    white-space: nowrap;
  }
  .meter .work {
    width: 28%;
  }
  .meter .work .soft {
    display: block;
  }
  .meter .cost {
    height: 24px;
    padding: 0 0 6px 24px;
    white-space: normal;
    text-wrap: pretty;
  }
  .meter .cost[data-plain] {
    height: 6px;
    padding: 0;
  }
  .meter .bar {
    position: relative;
    display: flex;
    align-items: center;
    height: 18px;
  }
  .meter .bar i {
    flex: none;
    height: 10px;
  }
  .meter .done {
    background: var(--series);
  }
  /* The same color, in a lighter tone. */
  .meter .search {
    background: repeating-linear-gradient(
      -45deg,
      color-mix(in srgb, var(--series) 55%, var(--paper)) 0 3px,
      color-mix(in srgb, var(--series) 28%, var(--paper)) 3px 6px
    );
  }
  .meter .dense {
    position: absolute;
    left: 0;
    box-sizing: border-box;
    height: 16px;
    border: 1px solid var(--edge);
    border-radius: 2px;
  }
  .meter .key {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    margin: 8px 0 4px;
    --series: var(--soft);
  }
  .meter .key .bar {
    width: 26px;
  }
  .meter .key .bar i {
    width: 26px;
  }
  .meter .key .bar:not(:first-child) {
    margin-left: 12px;
  }
  .meter > p {
    max-width: 76ch;
    text-wrap: pretty;
  }
  .fold > .meter {
    margin: 0;
    padding: 0 0 8px;
    border: 0;
  }
  :host([narrow]) .meter thead {
    display: none;
  }
  :host([narrow]) .meter table,
  :host([narrow]) .meter tbody,
  :host([narrow]) .meter td,
  :host([narrow]) .meter tbody th {
    display: block;
    width: auto;
  }
  :host([narrow]) .meter tr {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 0 12px;
  }
  :host([narrow]) .meter tbody th,
  :host([narrow]) .meter td:nth-of-type(n + 3),
  :host([narrow]) .meter .cost {
    grid-column: 1 / -1;
  }
  :host([narrow]) .meter td {
    height: auto;
    padding: 4px 0 0;
    white-space: normal;
  }
  :host([narrow]) .meter .cost:not([data-plain]) {
    min-height: 58px;
  }
  :host([narrow]) .meter [data-label]::before {
    content: attr(data-label) ' ';
    color: var(--soft);
  }
`;
