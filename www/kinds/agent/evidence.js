/**
 * What a visitor's own agents have come to, claim by claim: medians and quartiles over seeds, for returns are not normal.
 */

import { html } from 'lit';
import { plural } from '../../math/format.js';
import { metricOf, verdictOf } from '../../catalogue/verdict.js';
import { changedByPage } from '../../settings/state.js';
import { NOT_MEASURED, claimRow, claimTable, measuredText, namedRuns } from '../claims.js';
import { valuesOf } from './measures.js';

/** @import { Claim, Metric } from '../../catalogue/experiments.js' */
/** @import { Found } from '../../catalogue/verdict.js' */
/** @import { AgentRun } from './run.js' */
/** @typedef {import('../../element/figure.js').Figure<AgentRun>} Figure */

/** The ranks of fewer seeds on either side are never clear. */
const SEEDS_TO_TELL = 4;

/**
 * @param {Figure} figure
 * @param {import('../claims.js').Actions} actions
 */
export function agentEvidence(figure, actions) {
  const { claims = [], note } = figure.record;
  const rows = claims.map((claim) => row(figure, claim));
  return claimTable(figure, { says: html`${note} ${pageText(figure)}`, rows, doubt: doubt(figure) }, actions);
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
  const all = namedRuns(figure, claim).map((run) => ({ run, found: foundOf(figure, run, metric) }));
  const { word } = verdictOf(
    claim,
    all.map(({ found }) => found),
  );
  const known = all.filter(({ found }) => found.values.length > 0);
  return claimRow(figure, claim, {
    text: known.length > 0 ? measuredText(figure, known) : NOT_MEASURED,
    word,
  });
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

/** What verdicts rest on. @param {Figure} figure */
function doubt({ study, phase }) {
  const done = study?.seeds.done ?? 0;
  if (done >= SEEDS_TO_TELL)
    return `Yours are ${done} seeds, compared by their ranks; medians and quartiles.`;
  if (phase === 'poster' || phase === 'loading') return '';
  if (phase !== 'finished' && done === 0) return 'Your run goes on.';
  return `Yours: ${plural(done, 'seed')}; it takes four to tell, and better ten.`;
}
