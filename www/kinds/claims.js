/**
 * A claim in three columns: what the note says, what was recorded over several seeds, and what the visitor's own run
 * has come to; the last two each with a word for whether they agree.
 */

import { html, nothing } from 'lit';
import { METRIC_WORDS, metricText } from '../catalogue/metrics.js';
import { passesOf, seedsOf, valuesOf } from '../catalogue/recorded.js';
import { difference, metricOf, variantsOf } from '../catalogue/verdict.js';
import { plural } from '../math/format.js';
import { fold } from '../panels/fold.js';
import { styled } from '../style/styled.js';

/** @import { Claim, Series } from '../catalogue/experiments.js' */
/** @import { Found, Word } from '../catalogue/verdict.js' */
/** @typedef {import('../element/figure.js').Figure<any>} Figure */
/** @typedef {{name: string, title: string, series?: Series}} Run */
/** A run with what was found of it. @typedef {{run: Run, found: Found}} Measured */
/** @typedef {{copy: (text: string, done: string) => void, narrow: boolean}} Actions */
/** What a column says. @typedef {{text: unknown, word: Word | null}} Cell */

/** @type {Record<Word, string>} */
const SIGNS = { agrees: '✓', disagrees: '✗', 'within the noise': '≈', 'not yet': '…' };

/** A verdict in a word. @param {Word | null} word */
export const chip = (word) =>
  word
    ? html`<span class="verdict" data-word=${word}
        ><span class="sr">Verdict: </span><span aria-hidden="true">${SIGNS[word]}</span> ${word}</span
      >`
    : nothing;

/**
 * A variant by its color and title; one that stands alone needs neither.
 * @param {Figure} figure
 * @param {Run} run
 */
function mark({ runs }, run) {
  if (runs.length === 1) return nothing;
  const color = run.series ? `note-${run.series}` : `series-${runs.indexOf(/** @type {any} */ (run))}`;
  return html`<i ${styled({ '--series': `var(--${color})` })}></i>${run.title} `;
}

/**
 * Whether any run of the figure has begun, so that there is something to compare.
 * @param {Figure} figure
 */
const begun = ({ runs }) => runs.some(({ frame }) => frame !== null);

/**
 * @param {Figure} figure
 * @param {Claim} claim
 * @param {Cell} yours
 */
export function claimRow(figure, claim, yours) {
  const recorded = recordedCell(figure, claim);
  const { label, text, word } = recorded;
  // What will stand there keeps its place: nothing jumps when the run begins.
  const place = html`<div class="ghost" aria-hidden="true">
    ${text} <span class="of">of this picture</span>
  </div>`;
  return html`<dl class="claim">
    <div>
      <dt>${claim.by === 'ours' ? 'We say' : 'The note'}</dt>
      <dd>${claim.says}</dd>
    </div>
    <div class="recorded">
      <dt>${label} ${chip(word)}</dt>
      <dd>${text}</dd>
    </div>
    <div class="yours">
      <dt>You ${begun(figure) ? chip(yours.word) : nothing}</dt>
      <dd>
        ${place}
        <div>${begun(figure) ? yours.text : html`<span class="soft">run it to compare</span>`}</div>
      </dd>
    </div>
  </dl>`;
}

/**
 * What was recorded of a claim, over how many seeds, and how far from what the figure has now.
 * @param {Figure} figure
 * @param {Claim} claim
 * @returns {Cell & {label: string}}
 */
export function recordedCell(figure, claim) {
  const found = figure.recorded.evidence;
  if (!found) return { label: 'Recorded', text: missing(figure, claim), word: null };
  const { recording, other } = found;
  const verdict = recording.claims.find(({ says }) => says === claim.says);
  const seeds = plural(seedsOf(recording), 'seed');
  const label = other
    ? `Recorded with other settings, ${seeds}`
    : [`Recorded, ${seeds}`, lengthText(figure)].filter(Boolean).join(', ');
  const metric = metricOf(claim);
  const measured = namedRuns(figure, claim).flatMap((run) => {
    const variant = recording.variants.find((one) => one.variant === run.name);
    const values = metric ? valuesOf(variant, metric) : [];
    const n = variant?.n ?? 0;
    return metric && values.length > 0 ? [{ run, found: { variant: run.name, metric, values, n } }] : [];
  });
  const text = measured.length > 0 ? measuredText(figure, measured) : verdict?.figures || '–';
  return { label, text, word: verdict?.verdict ?? null };
}

/** While it is fetched, the lines that it will need, unseen. @param {Figure} figure @param {Claim} claim */
function missing(figure, claim) {
  const { exists, results } = figure.recorded;
  if (!exists) return html`<span class="soft">not recorded yet</span>`;
  if (results) return html`<span class="soft">not recorded with these ${figure.pictures.many}</span>`;
  const metric = metricOf(claim);
  if (!metric) return '…';
  const found = { variant: '', metric, values: [0.97, 0.98, 0.99], n: 1 };
  const measured = namedRuns(figure, claim).map((run) => ({ run, found }));
  return html`<div class="ghost" aria-hidden="true">${measuredText(figure, measured)}</div>`;
}

/** The runs that a claim speaks of. @param {Figure} figure @param {Claim} claim @returns {any[]} */
export const namedRuns = ({ runs }, claim) =>
  variantsOf(claim).flatMap((variant) => runs.find(({ name }) => name === variant) ?? []);

export const NOT_MEASURED = 'not measured yet.';

/**
 * The claims of a figure below what the note says, and what verdicts on the visitor's runs rest on.
 * @param {Figure} figure
 * @param {{says: unknown, rows: unknown[], doubt: string | null}} parts
 * @param {Actions} actions
 */
export function claimTable(figure, { says, rows, doubt }, actions) {
  return html`<p class="note">${says}</p>
    ${recordedHead(figure, actions)}
    ${
      rows.length > 0
        ? html`<div class="claims">${actions.narrow ? folded(rows) : rows}</div>
            ${doubt === null ? nothing : html`<p class="doubt soft">${begun(figure) ? doubt : ''}</p>`}`
        : nothing
    }`;
}

/** So many claims are in sight on a narrow figure. */
const IN_SIGHT = 2;

/** @param {unknown[]} rows */
function folded(rows) {
  const more = rows.slice(IN_SIGHT);
  if (more.length === 0) return rows;
  const words = plural(more.length, 'more claim');
  return [rows.slice(0, IN_SIGHT), fold(true, words, html`<div class="claims">${more}</div>`)];
}

/**
 * Every variant with what it has come to; accuracies with how they compare.
 * @param {Figure} figure
 * @param {Measured[]} measured  at least one
 */
export function measuredText(figure, measured) {
  const { metric } = measured[0].found;
  const texts = measured.map(({ run, found }, i) => {
    const sign = i > 0 && metric === 'test_accuracy' ? between(measured[i - 1].found, found) : '';
    const text = metricText(metric, found.values);
    return html`<span class="of">${sign} ${mark(figure, run)}<b>${text}</b></span> `;
  });
  return html`${texts}<span class="of soft">${METRIC_WORDS[metric] ?? ''}</span>`;
}

/** @param {Found} first @param {Found} next */
function between(first, next) {
  const { delta, noise } = difference(first, next);
  if (Math.abs(delta) <= noise) return html`<span title="may be chance">≈</span>`;
  return html`<span title="different by more than chance">${delta > 0 ? '>' : '<'}</span>`;
}

/** How long the recorded runs were, where the figure's are not. @param {Figure} figure */
function lengthText({ recorded, model, state }) {
  const { key } = model.length;
  const length = recorded.evidence?.recording.variants[0]?.config[key];
  return length === state.config[key] ? '' : recordedLength(recorded, model);
}

/** @param {Figure['recorded']} recorded @param {Figure['model']} model */
function recordedLength({ evidence }, { length: { key, one, many } }) {
  if (!evidence) return '';
  const length = evidence.recording.variants[0]?.config[key] ?? passesOf(evidence.recording);
  return lengthOf(Number(length), one, many);
}

/**
 * Passes may be broken off.
 * @param {number} n
 * @param {string} one
 * @param {string} many
 */
export const lengthOf = (n, one, many) => `${Number(n.toFixed(2))} ${n === 1 ? one : many}`;

/** As long as it is fetched, the lines that it will need. */
const HEAD_TO_COME = html`<p class="made ghost" aria-hidden="true">
  Recorded: 10 seeds, 10 passes, CPU, one thread with AVX2, version 0.1.0.
  <span>use these settings</span> <span>copy its lab command</span>
</p>`;

/**
 * How the recording was made, with the way to make it again here and there.
 * @param {Figure} figure
 * @param {Actions} actions
 */
export function recordedHead(figure, { copy }) {
  const { recorded, model, experiment } = figure;
  const { evidence } = recorded;
  if (!evidence) return recorded.coming ? HEAD_TO_COME : nothing;
  const { recording } = evidence;
  const [{ backend, adapter, version }] = recording.variants;
  // The lab's processor, not the reader's.
  const device = `${backend.toUpperCase()}, ${adapter.replace(/^this processor, /, '')}`;
  const seeds = seedsOf(recording);
  const patch = recorded.wish;
  const command = `cargo run --release --bin lab -- reproduce ${experiment} --seeds ${seeds}`;
  return html`<p class="made soft">
    Recorded: ${plural(seeds, 'seed')}, ${recordedLength(recorded, model)}, ${device}, version ${version}.
    ${
      Object.keys(patch).length > 0
        ? html`<button class="text" @click=${() => figure.patch(patch)}>use these settings</button>`
        : nothing
    }
    <button class="text" @click=${() => copy(command, 'Copied: the command that records these runs again.')}>
      copy its lab command
    </button>
  </p>`;
}
