/**
 * The note says / you got: a row for each claim, with medians and quartiles over seeds, for returns are not normal.
 */

import { html } from 'lit';
import { plural } from '../../math/format.js';
import { metricOf, variantsOf, verdictOf } from '../../catalogue/verdict.js';
import { changedByPage } from '../../settings/state.js';
import { claimRow, mark } from '../claims.js';
import { rangeText, valuesOf } from './measures.js';

/** @import { Claim, Metric } from '../../catalogue/experiments.js' */
/** @import { Found } from '../../catalogue/verdict.js' */
/** @import { AgentRun } from './run.js' */
/** @typedef {import('../../element/figure.js').Figure<AgentRun>} Figure */

/** The ranks of fewer seeds on either side are never clear. */
const SEEDS_TO_TELL = 4;

/** @param {Figure} figure */
export function agentEvidence(figure) {
  const { claims = [], note } = figure.record;
  return html`<p class="note">${note} ${pageText(figure)}</p>
    ${claims.length > 0 ? html`<div class="claims">${claims.map((claim) => row(figure, claim))}</div>` : ''}`;
}

/** What the lab does otherwise. @param {{experiment: string}} figure */
function pageText({ experiment }) {
  const episodes = changedByPage(experiment).find(({ key }) => key === 'episodes');
  return episodes ? `The lab trains ${episodes.lab} episodes, this figure ${episodes.page} at first.` : '';
}

/**
 * @param {Figure} figure
 * @param {Claim} claim
 */
function row(figure, claim) {
  const metric = /** @type {Metric} */ (metricOf(claim));
  const of = variantsOf(claim).flatMap((variant) => {
    const run = figure.runs.find(({ name }) => name === variant);
    return run ? [{ run, found: foundOf(figure, run, metric) }] : [];
  });
  const { word } = verdictOf(
    claim,
    of.map(({ found }) => found),
  );
  return claimRow(claim, word, yours(of, metric), doubt(figure));
}

/**
 * What the runs that are over have of a metric: of every seed that all variants have been through, or of the figure's
 * own.
 * @param {Figure} figure
 * @param {AgentRun} run
 * @param {Metric} metric
 * @returns {Found}
 */
function foundOf({ study }, run, metric) {
  const seeds = study?.courses[run.name] ?? [];
  const courses = seeds.length > 0 ? seeds : run.phase === 'finished' ? [run.course] : [];
  const solved = run.frame?.solved_return ?? null;
  return { variant: run.name, metric, values: valuesOf(courses, metric, solved), n: 0 };
}

/** What the numbers are. @type {Partial<Record<Metric, string>>} */
const WORDS = { mean_return: 'mean return of a run', solved_at: 'solved at episode' };

/**
 * @param {{run: AgentRun, found: Found}[]} of
 * @param {Metric} metric
 */
function yours(of, metric) {
  const known = of.filter(({ found }) => found.values.length > 0);
  if (known.length === 0) return 'not measured yet.';
  const several = known.some(({ found }) => found.values.length > 1);
  const texts = known.map(
    ({ run, found }) =>
      html`<span class="of">${mark(run)}${run.title} <b>${rangeText(found.values)}</b></span> `,
  );
  return html`${texts} <span class="soft">${WORDS[metric]}${several ? ', median and quartiles' : ''}.</span>`;
}

/** What a verdict rests on. @param {Figure} figure */
function doubt({ study, phase }) {
  const done = study?.seeds.done ?? 0;
  if (done >= SEEDS_TO_TELL) return `Over ${done} seeds, by their ranks.`;
  if (phase === 'poster') return '';
  if (phase !== 'finished' && done === 0) return 'The run goes on.';
  return `${plural(done, 'seed')}: it takes four to tell, and better ten.`;
}
