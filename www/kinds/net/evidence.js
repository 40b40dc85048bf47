/**
 * What a visitor's own networks have come to, claim by claim.
 */

import { html } from 'lit';
import { metricOf, variantsOf, verdictOf } from '../../catalogue/verdict.js';
import { restText } from '../../settings/net-words.js';
import { changedByPage } from '../../settings/state.js';
import { NOT_MEASURED, claimRow, claimTable, lengthOf, measuredText, namedRuns } from '../claims.js';

/** @import { Claim, Metric } from '../../catalogue/experiments.js' */
/** @import { NetRun } from './run.js' */
/** @import { Found, Verdict, Word } from '../../catalogue/verdict.js' */
/** @typedef {import('../../element/figure.js').Figure<NetRun>} Figure */

/**
 * @param {Figure} figure
 * @param {import('../claims.js').Actions} actions
 */
export function netEvidence(figure, actions) {
  const { claims = [], note } = figure.record;
  const judged = claims.map((claim) => ({
    claim,
    verdict: verdictOf(claim, found(figure, claim), gapOf(figure, claim)),
  }));
  const rows = judged.map(({ claim, verdict: { word } }) =>
    claimRow(figure, claim, { text: yours(figure, claim, word), word }),
  );
  return claimTable(
    figure,
    { says: html`${note} ${pageText(figure)}`, rows, doubt: doubt(judged, figure) },
    actions,
  );
}

/** What the lab does otherwise. @param {{experiment: string}} figure */
export function pageText({ experiment }) {
  const epochs = changedByPage(experiment).find(({ key }) => key === 'epochs');
  if (!epochs) return '';
  const passes = (/** @type {unknown} */ n) => `${n} ${n === 1 ? 'pass' : 'passes'}`;
  return `The lab trains ${passes(epochs.lab)}, this figure ${passes(epochs.page)} at first.`;
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

/**
 * @param {Figure} figure
 * @param {Claim} claim
 * @param {Word} word
 */
function yours(figure, claim, word) {
  const metric = metricOf(claim);
  if (!metric) {
    const gap = gapOf(figure, claim);
    if (gap !== null) return html`losses differ by up to <b>${gap === 0 ? '0' : gap.toPrecision(2)}</b>.`;
    return figure.state.config.bias === 'before_mask' ? NOT_MEASURED : 'the bias comes after the mask here.';
  }
  if (metric === 'rest') return restOf(figure, claim);
  const known = namedRuns(figure, claim).flatMap((run) => {
    const over = foundOf(figure, run, metric);
    const now = over.values.length > 0 ? over.values : [measured(run, metric)];
    return now.includes(undefined)
      ? []
      : [{ run, found: { ...over, values: /** @type {number[]} */ (now) } }];
  });
  if (known.length === 0) return NOT_MEASURED;
  return html`${measuredText(figure, known)} ${early(figure, claim, word)}`;
}

/**
 * Whether the map has come to rest, in the words of its figure.
 * @param {Figure} figure
 * @param {Claim} claim
 */
function restOf(figure, claim) {
  const [run] = namedRuns(figure, claim);
  if (!run || measured(run, 'rest') === undefined) return NOT_MEASURED;
  return `${restText(run.frame.layers[0], run.state.config.convergence_tolerance, figure.pictures.many)}.`;
}

/**
 * The note's figures are of networks that had more time.
 * @param {Figure} figure
 * @param {Claim} claim
 * @param {Word} word
 */
function early({ lead }, claim, word) {
  const passes = passesOf(lead);
  if (claim.kind !== 'figure' || word !== 'not yet' || !claim.passes || passes >= claim.passes) return '';
  return html`<span class="soft"
    >after ${lengthOf(passes, 'pass', 'passes')}; give it ${claim.passes}.</span
  >`;
}

/**
 * What verdicts rest on.
 * @param {{claim: Claim, verdict: Verdict}[]} judged
 * @param {Figure} figure
 */
function doubt(judged, { study, lead, phase }) {
  if (phase === 'poster' || phase === 'loading') return '';
  if (lead.phase !== 'finished') return lead.score ? 'So far; your run goes on.' : '';
  const of = judged.filter(({ claim }) => metricOf(claim) === 'test_accuracy');
  const noises = of.flatMap(({ verdict }) => verdict.differences.map(({ noise }) => noise));
  if (noises.length === 0) return '';
  const points = (100 * Math.max(...noises)).toFixed(2);
  const seeds = study?.seeds.done ?? 0;
  return seeds >= 3
    ? `Yours are ${seeds} seeds: ${points} points and less can be chance.`
    : `Yours is one seed: ${points} points and less can be chance of the test images alone.`;
}
