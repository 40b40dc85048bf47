/**
 * What a visitor's own maps have come to, claim by claim.
 */

import { html } from 'lit';
import { metricOf, verdictOf } from '../../catalogue/verdict.js';
import { NOT_MEASURED, claimRow, measuredText, namedRuns } from '../claims.js';

/** @import { Claim, Metric } from '../../catalogue/experiments.js' */
/** @import { Found, Word } from '../../catalogue/verdict.js' */
/** @import { MapRun } from './run.js' */
/** @typedef {import('../../element/figure.js').Figure<MapRun>} Figure */

/**
 * @param {Figure} figure
 * @param {Claim} claim
 */
export function mapRow(figure, claim) {
  const metric = metricOf(claim);
  const known = namedRuns(figure, claim).flatMap((run) => {
    const value = metric ? measured(run, metric) : null;
    return metric && value !== null ? [{ run, found: foundOf(run, metric, value) }] : [];
  });
  if (known.length === 0) return claimRow(figure, claim, { text: NOT_MEASURED, word: 'not yet' });
  const [{ run, found }] = known;
  // Another picture gives another number: this one is no measure of the maps.
  const picture = found.metric.startsWith('psnr');
  const of = picture ? html`<span class="of soft">of this picture</span>` : soFar(run);
  return claimRow(figure, claim, {
    text: html`${measuredText(figure, known)} ${of}`,
    word: picture ? null : wordOf(claim, known),
  });
}

/**
 * What verdicts rest on; null where nothing has to be said.
 * @param {Claim[]} claims
 */
export function mapDoubt(claims) {
  const compared = claims.some((claim) => claim.kind === 'ranking' && !claim.metric.startsWith('psnr'));
  return compared ? 'Yours is one run of each: too few to tell which is better.' : null;
}

/** @param {MapRun} run */
const soFar = ({ phase }) => (phase === 'finished' ? '' : html`<span class="soft">so far</span>`);

/**
 * How much maps of one setting differ from seed to seed is not known here: nothing is told of which is better.
 * @param {Claim} claim
 * @param {{run: MapRun, found: Found}[]} known
 * @returns {Word}
 */
function wordOf(claim, known) {
  const over = known.every(({ run }) => run.phase === 'finished');
  if (!over || claim.kind !== 'about') return 'not yet';
  return verdictOf(
    claim,
    known.map(({ found }) => found),
  ).word;
}

/**
 * @param {MapRun} run
 * @param {Metric} metric
 * @param {number} value
 * @returns {Found}
 */
const foundOf = ({ name, quality }, metric, value) => ({
  variant: name,
  metric,
  values: [value],
  n: quality?.n ?? 1,
});

/**
 * What a map has of a metric now; null before it is known, and where it means nothing.
 * @param {Pick<MapRun, 'quality' | 'rebuilt' | 'state'>} run
 * @param {Metric} metric
 * @returns {number | null}
 */
export function measured({ quality, rebuilt, state }, metric) {
  const angles = quality?.angles ?? null;
  switch (metric) {
    case 'quantization_error':
    case 'topographic_error':
    case 'purity':
    case 'nmi':
      return quality?.[metric] ?? null;
    case 'angle_error':
      return angles && angles.angle_error_deg;
    case 'turns':
    case 'reversals':
      return angles && angles[metric];
    case 'psnr':
    case 'psnr_tiles':
      // Only the way in which the picture is put together now.
      return rebuilt && state.overlap === (metric === 'psnr') ? rebuilt.psnr : null;
    default:
      return null;
  }
}
