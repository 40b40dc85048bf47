/**
 * The legend of the chart, which is its readout as well: what each variant is, and what it has come to.
 */

import { html, nothing } from 'lit';
import { studyControl } from '../../panels/study.js';
import { compact, count, plural } from '../../math/format.js';
import { largestGap } from '../../math/course.js';
import { bandAt, nearest, readBand } from '../../charts/course-columns.js';
import { readout } from '../../charts/net-chart.js';
import { explanation, formula } from '../../settings/net-words.js';
import { pastLine } from './past-line.js';
import { styled } from '../../style/styled.js';

/** @import { NetRun } from '../../kinds/net/run.js' */
/** @import { Measure } from '../../charts/net-chart.js' */
/** @typedef {import('../../element/figure.js').Figure<NetRun>} Figure */

/** @type {[Measure, string][]} */
export const MEASURES = [
  ['test_accuracy', 'Test accuracy'],
  ['test_loss', 'Test loss'],
  ['train_accuracy', 'Accuracy while learning'],
];

/**
 * @param {Figure} figure
 * @param {Measure} measure
 * @param {number | null} at  samples of the place that is read
 * @param {(name: string) => void} light  a variant stands out
 */
export function legend(figure, measure, at, light) {
  const { runs } = figure;
  const measured = runs.some(({ score }) => score);
  const last = measured ? Math.max(...runs.map(({ score }) => score?.samples ?? 0)) : figure.recorded.total;
  const read = at ?? last;
  return html`<div class="legend-side" ?data-rest=${figure.phase === 'poster'}>
    <p class="soft where">${measured ? where(figure, at, read) : atRest(figure, read)}</p>
    <ul>
      ${runs.map((run) => row(figure, run, measure, read, light))}
    </ul>
    ${identity(figure)} ${studyControl(figure)}
  </div>`;
}

/**
 * @param {Figure} figure
 * @param {number | null} at
 * @param {number} read
 */
function where({ runs, lead: { frame }, pictures }, at, read) {
  if (!frame || read === 0) return 'Nothing has been measured yet.';
  const point = runs
    .flatMap(({ course }) => course.filter(({ samples }) => samples <= read).at(-1) ?? [])
    .at(0);
  const test = point ? `, on ${count(point.images)} held-out ones` : '';
  const evaluating = at === null && frame.evaluating ? html`<span title="Measuring">…</span>` : nothing;
  return html`after <b>${compact(read)}</b> ${pictures.many}${test} ${evaluating}`;
}

/**
 * Before there is a run to be read.
 * @param {Figure} figure
 * @param {number} read
 */
function atRest({ recorded: { seeds }, pictures }, read) {
  if (seeds === 0) return 'Nothing has been measured yet.';
  return html`recorded, ${plural(seeds, 'seed')}: after <b>${compact(read)}</b> ${pictures.many}`;
}

/**
 * @param {Figure} figure
 * @param {NetRun} run
 * @param {Measure} measure
 * @param {number} samples
 * @param {(name: string) => void} light
 */
function row({ study, recorded }, run, measure, samples, light) {
  const point = nearest(run.course, 'samples', samples);
  const band = study?.band(run.name, measure);
  const spread = band && band.n > 1 ? bandAt(band, samples) : null;
  const made = recorded.bands[run.name]?.[measure];
  const before = made && readBand(made, samples);
  const past = before && readout(measure, before.middle, before.high - before.middle);
  const own = point ? readout(measure, point[measure]) : (past ?? '–');
  const mean = spread ? readout(measure, spread.middle, spread.high - spread.middle) : '';
  // The chart draws the mean as soon as a run is over; the number in sight is that of the line.
  const over = spread !== null && run.phase === 'finished';
  return html`<li
    ${styled({ '--series': `var(--note-${run.series})` })}
    @pointerenter=${() => light(run.name)}
    @pointerleave=${() => light('')}
  >
    <span class="name">${run.title}</span>
    <b>${over ? mean : own}</b>
    <span class="soft means"
      >${run.variant.settings?.order ? html`<i>${formula(run.state.config)}</i> ` : nothing}
      ${explanation(run.state.config, run.frame?.sigma_forward)}</span
    >
    ${
      spread && band
        ? html`<span class="spread soft"
            ><span>${over ? `mean of ${band.n} seeds; this one` : `mean of ${band.n} seeds`}</span>
            <span>${over ? own : mean}</span></span
          >`
        : pastLine(recorded, past, point !== null)
    }
  </li>`;
}

/**
 * Mask before ReLU and ReLU before mask are one function as long as nothing is added in between.
 * @param {Figure} figure
 */
function identity(figure) {
  const { runs, state } = figure;
  const [a, b] = ['mask_relu', 'relu_mask'].map((order) =>
    runs.find(({ variant }) => variant.settings?.order === order),
  );
  if (!a || !b) return nothing;
  const gap = largestGap(a.course, b.course, 'test_loss');
  const same = state.config.bias === 'before_mask';
  const measured =
    gap === null
      ? ''
      : gap === 0
        ? ' Measured: their losses are the same, to the last digit.'
        : ` Measured: their losses differ by up to ${gap.toPrecision(2)}.`;
  return html`<p class="identity">
    ${
      same
        ? 'The bias comes before the mask, and no m is negative: relu(m·z) = m·relu(z). Both orders are one function.'
        : 'The bias comes after the mask, so that the order can matter.'
    }
    ${measured}
    <button class="text" @click=${() => figure.patch({ bias: same ? 'after_mask' : 'before_mask' })}>
      ${same ? 'add it after the mask' : 'add it before the mask'}
    </button>
  </p>`;
}
