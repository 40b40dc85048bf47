/**
 * The note says / you got: a row for each thing that the note claims of networks, with what was measured here and a
 * word for whether they agree.
 */

import { html } from 'lit';
import { percent } from '../math/format.js';
import { spread } from '../math/net-course.js';
import { activeShare, difference, verdictOf } from '../math/verdict.js';
import { readout } from '../charts/net-chart.js';
import { activeText } from '../settings/net-meter.js';
import { restText } from '../settings/net-words.js';

/** @import { NetRun } from '../element/net-run.js' */
/** @import { Claim } from '../catalogue/experiments.js' */
/** @import { Verdict, Word } from '../math/verdict.js' */
/** @import { Measure } from '../charts/net-chart.js' */
/** @typedef {import('../element/figure.js').Figure<NetRun>} Figure */

/** @type {Record<Word, string>} */
const SIGNS = { agrees: '✓', disagrees: '✗', 'within the noise': '≈', 'not yet': '…' };

/** @param {Figure} figure */
export function netEvidence(figure) {
  const { claims = [], note } = figure.words;
  return html`<p class="note">${note}</p>
    ${claims.length > 0 ? html`<div class="claims">${claims.map((claim) => row(figure, claim))}</div>` : ''}`;
}

/**
 * @param {Figure} figure
 * @param {Claim} claim
 */
function row(figure, claim) {
  const verdict = verdictOf(
    claim,
    (variant) => measured(figure, variant, claim),
    (variant, of) => (over(figure, variant) ? organization(figure, variant)[of] : null),
    (variant) => outcome(figure, variant, claim),
  );
  return html`<dl class="claim">
    <div>
      <dt>The note</dt>
      <dd>${claim.text}</dd>
    </div>
    <div>
      <dt>You</dt>
      <dd>${yours(figure, claim)} <span class="soft">${doubt(verdict, figure, claim)}</span></dd>
    </div>
    <div class="verdict" data-word=${verdict.word}>
      <dt class="sr">Verdict</dt>
      <dd><span aria-hidden="true">${SIGNS[verdict.word]}</span> ${verdict.word}</dd>
    </div>
  </dl>`;
}

/**
 * Final values, one for each seed that is through.
 * @param {Figure} figure
 * @param {string} variant
 * @param {Claim} claim
 */
function measured(figure, variant, claim) {
  const { study } = figure;
  const run = named(figure, variant);
  const n_test = run?.manifest?.test.n ?? 1;
  if (!('metric' in claim) || !run) return { values: [], n_test };
  const { metric } = claim;
  const through = (study?.courses[variant] ?? []).flatMap((course) => course.at(-1)?.[metric] ?? []);
  const own = run.phase === 'finished' && run.score ? [run.score[metric]] : [];
  // Seeds that are through had the settings that the figure has now.
  const passes = through.length > 0 ? run.state.config.epochs : passesOf(run);
  return { values: through.length > 0 ? through : own, n_test, passes };
}

/** @param {Figure} figure @param {string} variant */
const named = ({ runs }, variant) => runs.find(({ name }) => name === variant);

/** The last batch may end a little before its pass. @param {NetRun} run */
const passesOf = ({ score }) => Number((score?.epoch ?? 0).toFixed(2));

/** @param {Figure} figure @param {string} variant */
const over = (figure, variant) => named(figure, variant)?.phase === 'finished';

/**
 * The first layer of a run that is over. A map that must not come to rest tells nothing of whether it would.
 * @param {Figure} figure
 * @param {string} variant
 * @param {Claim} claim
 */
function outcome(figure, variant, { kind }) {
  if (!over(figure, variant)) return null;
  const { frame, state } = named(figure, variant) ?? {};
  const layer = frame?.layers[0] ?? null;
  return kind === 'rest' && layer?.frozen_at === null && state?.config.convergence_tolerance === 0
    ? null
    : layer;
}

/**
 * How the first layer is organized, as it was when that was last looked at.
 * @type {WeakMap<NetRun, {run: number, codebook: number | null, filters: number | null}>}
 */
const known = new WeakMap();

/**
 * @param {Figure} figure
 * @param {string} variant
 */
export function organization(figure, variant) {
  const run = named(figure, variant);
  if (!run) return { codebook: null, filters: null };
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
 * @param {Figure} figure
 * @param {Claim} claim
 */
function yours(figure, claim) {
  switch (claim.kind) {
    case 'order':
      return values(figure, claim, claim.ranking);
    case 'no-better':
      return values(figure, claim, [...claim.variants, claim.than]);
    case 'figure':
      return values(figure, claim, [claim.variant]);
    case 'organization': {
      const value = organization(figure, claim.variant)[claim.of];
      if (value === null) return 'not measured yet.';
      return html`organization <b>${value.toFixed(2)}</b>, where 0 is none and 1 is all there can be.`;
    }
    case 'activation':
    case 'rest':
      return ofLayer(figure, claim);
  }
}

/**
 * @param {Figure} figure
 * @param {Extract<Claim, {kind: 'activation' | 'rest'}>} claim
 */
function ofLayer(figure, claim) {
  const run = named(figure, claim.variant);
  const layer = run?.frame?.layers[0];
  // Before the first evaluation, nothing is known of the masks.
  if (!run?.score || !layer) return 'not measured yet.';
  if (claim.kind === 'rest')
    return `${restText(layer, run.state.config.convergence_tolerance, figure.pictures.many)}.`;
  const share = percent(activeShare(layer, claim.of));
  if (claim.of === 'strength') return html`strength <b>${share}</b>.`;
  const { active_units: active, neurons } = layer;
  return html`<b>${activeText({ active, neurons })}</b> active, <b>${share}</b>.`;
}

/**
 * The variants with what they came to, the best first; ≈ where the difference can be chance.
 * @param {Figure} figure
 * @param {Claim} claim
 * @param {string[]} names
 */
function values(figure, claim, names) {
  const metric = 'metric' in claim ? /** @type {Measure} */ (claim.metric) : 'test_accuracy';
  const rows = figure.runs
    .filter(({ name, score }) => names.includes(name) && score)
    .map((run) => {
      const through = measured(figure, run.name, claim);
      const all = through.values.length > 0 ? through.values : [run.score?.[metric] ?? 0];
      const { mean, sd } = spread(all);
      const text = readout(metric, mean, all.length > 1 ? sd : undefined);
      return { run, mean, text, measured: { ...through, values: all } };
    })
    .sort((a, b) => b.mean - a.mean);
  if (rows.length === 0) return 'not measured yet.';
  return rows.map(({ run, text, measured: own }, i) => {
    const sign = i > 0 ? between(rows[i - 1].measured, own) : '';
    return html`<span class="of"
      >${sign} <i style="--series: var(--note-${run.series})"></i>${run.title} <b>${text}</b></span
    > `;
  });
}

/**
 * @param {import('../math/verdict.js').Measured} better
 * @param {import('../math/verdict.js').Measured} worse
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
  if (differences.length === 0) return '';
  const noise = Math.max(...differences.map((difference) => difference.noise));
  const points = (100 * noise).toFixed(2);
  return seeds >= 3
    ? `Over ${seeds} seeds, ${points} points and less can be chance.`
    : `With one seed, ${points} points and less can be chance of the test images alone.`;
}
