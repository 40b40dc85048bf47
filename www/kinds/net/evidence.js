/**
 * The note says / you got: a row for each claim, with what was measured here and a word for whether they agree.
 */

import { html } from 'lit';
import { readout } from '../../charts/net-chart.js';
import { percent } from '../../math/format.js';
import { spread } from '../../math/course.js';
import { difference, metricOf, variantsOf, verdictOf } from '../../catalogue/verdict.js';
import { activeText } from '../../settings/net-meter.js';
import { restText } from '../../settings/net-words.js';
import { changedByPage } from '../../settings/state.js';
import { claimRow, mark } from '../claims.js';

/** @import { Claim, Metric } from '../../catalogue/experiments.js' */
/** @import { NetRun } from './run.js' */
/** @import { Found, Verdict } from '../../catalogue/verdict.js' */
/** @typedef {import('../../element/figure.js').Figure<NetRun>} Figure */

/** @param {Figure} figure */
export function netEvidence(figure) {
  const { claims = [], note } = figure.record;
  return html`<p class="note">${note} ${pageText(figure)}</p>
    ${claims.length > 0 ? html`<div class="claims">${claims.map((claim) => row(figure, claim))}</div>` : ''}`;
}

/** What the lab does otherwise. @param {{experiment: string}} figure */
export function pageText({ experiment }) {
  const epochs = changedByPage(experiment).find(({ key }) => key === 'epochs');
  if (!epochs) return '';
  const passes = (/** @type {unknown} */ n) => `${n} ${n === 1 ? 'pass' : 'passes'}`;
  return `The lab trains ${passes(epochs.lab)}, this figure ${passes(epochs.page)} at first.`;
}

/**
 * @param {Figure} figure
 * @param {Claim} claim
 */
function row(figure, claim) {
  const verdict = verdictOf(claim, found(figure, claim), gapOf(figure, claim));
  return claimRow(claim, verdict.word, yours(figure, claim), doubt(verdict, figure, claim));
}

/** @param {Figure} figure @param {string} variant */
const named = ({ runs }, variant) => runs.find(({ name }) => name === variant);

/** The last batch may end a little before its pass. @param {NetRun} run */
const passesOf = ({ score }) => Number((score?.epoch ?? 0).toFixed(2));

/**
 * What the runs that are over have of a claim's metric: of every seed that all variants have been through, or of the
 * figure's own.
 * @param {Figure} figure
 * @param {Claim} claim
 * @returns {Found[]}
 */
function found(figure, claim) {
  const metric = metricOf(claim);
  if (!metric) return [];
  return variantsOf(claim).flatMap((variant) => {
    const run = named(figure, variant);
    return run ? [foundOf(figure, run, metric)] : [];
  });
}

/**
 * @param {Figure} figure
 * @param {NetRun} run
 * @param {Metric} metric
 * @returns {Found}
 */
function foundOf({ study }, run, metric) {
  const of = { variant: run.name, metric, n: run.manifest?.test.n ?? 1 };
  const seeds = metric === 'test_accuracy' ? (study?.courses[run.name] ?? []) : [];
  const through = seeds.flatMap((course) => course.at(-1)?.test_accuracy ?? []);
  // Seeds that are through had the settings that the figure has now.
  if (through.length > 0) return { ...of, values: through, passes: run.state.config.epochs };
  const value = run.phase === 'finished' ? measured(run, metric) : undefined;
  return { ...of, values: value === undefined ? [] : [value], passes: passesOf(run) };
}

/**
 * What a run has of a metric now; undefined before it is known.
 * @param {NetRun} run
 * @param {Metric} metric
 * @returns {number | null | undefined}
 */
function measured(run, metric) {
  const layer = run.frame?.layers[0];
  // Before the first evaluation, nothing is known of the masks.
  if (!run.score || !layer) return undefined;
  switch (metric) {
    case 'test_accuracy':
      return run.score.test_accuracy;
    case 'activation_strength':
      return layer.strength;
    case 'active_units':
      return layer.active_units;
    case 'rest':
      if (layer.frozen_at !== null) return layer.frozen_at / (run.manifest?.train.n ?? 1);
      // A map that must not come to rest says nothing of whether it would.
      return run.state.config.convergence_tolerance === 0 ? undefined : null;
    case 'codebook_organization':
      return organization(run).codebook ?? undefined;
    case 'filter_organization':
      return organization(run).filters ?? undefined;
  }
}

/**
 * How the first layer is organized, as it was when that was last looked at.
 * @type {WeakMap<NetRun, {run: number, codebook: number | null, filters: number | null}>}
 */
const known = new WeakMap();

/** @param {NetRun} run */
export function organization(run) {
  const count = run.pace?.run ?? 0;
  const before = known.get(run);
  const last = before?.run === count ? before : { run: count, codebook: null, filters: null };
  if (run.frame?.layer !== 0) return last;
  const { codebook, filters } = run.organization;
  const now = { run: count, codebook: codebook ?? last.codebook, filters: filters ?? last.filters };
  known.set(run, now);
  return now;
}

/**
 * The largest difference between the losses of two networks that should be one; null before both are over, and where
 * nobody says that they are the same, with the bias after the mask.
 * @param {Figure} figure
 * @param {Claim} claim
 */
function gapOf(figure, claim) {
  if (claim.kind !== 'same' || figure.state.config.bias !== 'before_mask') return null;
  const [a, b] = claim.variants.map((variant) => named(figure, variant));
  if (a?.phase !== 'finished' || b?.phase !== 'finished' || a.course.length !== b.course.length) return null;
  const gaps = a.course.map(({ test_loss }, i) => Math.abs(test_loss - b.course[i].test_loss));
  return gaps.length > 0 ? Math.max(...gaps) : null;
}

const NOT_MEASURED = 'not measured yet.';

/**
 * @param {Figure} figure
 * @param {Claim} claim
 */
function yours(figure, claim) {
  if (claim.kind === 'same') {
    const gap = gapOf(figure, claim);
    if (gap !== null) return html`losses differ by up to <b>${gap === 0 ? '0' : gap.toPrecision(2)}</b>.`;
    return figure.state.config.bias === 'before_mask' ? NOT_MEASURED : 'the bias comes after the mask here.';
  }
  const [first, ...others] = variantsOf(claim);
  const metric = metricOf(claim);
  if (metric === 'test_accuracy') return accuracies(figure, [first, ...others]);
  const runs = [first, ...others].flatMap((variant) => named(figure, variant) ?? []);
  const texts = runs.flatMap((run) => {
    const value = measured(run, /** @type {Metric} */ (metric));
    return value === undefined
      ? []
      : [ofRun(figure, run, /** @type {Metric} */ (metric), value, runs.length > 1)];
  });
  return texts.length > 0 ? texts : NOT_MEASURED;
}

/**
 * @param {Figure} figure
 * @param {NetRun} run
 * @param {Metric} metric
 * @param {number | null} value
 * @param {boolean} several
 */
function ofRun(figure, run, metric, value, several) {
  const layer = /** @type {import('../../engine/net-protocol.js').NetLayer} */ (run.frame?.layers[0]);
  const tolerance = run.state.config.convergence_tolerance;
  if (metric === 'rest') return `${restText(layer, tolerance, figure.pictures.many)}.`;
  if (metric === 'activation_strength') return html`strength <b>${percent(value ?? 0)}</b>.`;
  if (metric === 'active_units') {
    const { active_units: active, neurons } = layer;
    return html`<b>${activeText({ active, neurons })}</b> active.`;
  }
  const text = html`<b>${(value ?? 0).toFixed(2)}</b>`;
  if (several) return html`<span class="of">${mark(run)}${run.title} ${text}</span> `;
  return html`organization ${text}, where 0 is none and 1 is all there can be.`;
}

/**
 * The variants with their accuracies, the best first; ≈ where the difference can be chance.
 * @param {Figure} figure
 * @param {string[]} names
 */
function accuracies(figure, names) {
  const rows = figure.runs
    .filter(({ name, score }) => names.includes(name) && score)
    .map((run) => {
      const over = foundOf(figure, run, 'test_accuracy');
      const values = over.values.length > 0 ? over.values : [run.score?.test_accuracy ?? 0];
      const { mean, sd } = spread(/** @type {number[]} */ (values));
      const text = readout('test_accuracy', mean, values.length > 1 ? sd : undefined);
      return { run, mean, text, found: { ...over, values } };
    })
    .sort((a, b) => b.mean - a.mean);
  if (rows.length === 0) return NOT_MEASURED;
  return rows.map(({ run, text, found: own }, i) => {
    const sign = i > 0 ? between(rows[i - 1].found, own) : '';
    return html`<span class="of">${sign} ${mark(run)}${run.title} <b>${text}</b></span> `;
  });
}

/**
 * @param {Found} better
 * @param {Found} worse
 */
function between(better, worse) {
  const { delta, noise } = difference(better, worse);
  return delta > noise
    ? html`<span title="better by more than chance">&gt;</span>`
    : html`<span title="may be chance">≈</span>`;
}

/**
 * What a verdict rests on.
 * @param {Verdict} verdict
 * @param {Figure} figure
 * @param {Claim} claim
 */
function doubt({ word, differences }, { study, lead }, claim) {
  const seeds = study?.seeds.done ?? 0;
  if (word === 'not yet' && claim.kind === 'figure' && differences.length > 0) {
    const passes = passesOf(lead);
    return `After ${passes} ${passes === 1 ? 'pass' : 'passes'}; the note does not say how many it made. Give it ${claim.passes}.`;
  }
  if (word === 'not yet') return lead.score && lead.phase !== 'finished' ? 'So far; the run goes on.' : '';
  if (differences.length === 0 || metricOf(claim) !== 'test_accuracy') return '';
  const noise = Math.max(...differences.map((difference) => difference.noise));
  const points = (100 * noise).toFixed(2);
  return seeds >= 3
    ? `Over ${seeds} seeds, ${points} points and less can be chance.`
    : `With one seed, ${points} points and less can be chance of the test images alone.`;
}
