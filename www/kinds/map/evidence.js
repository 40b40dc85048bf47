/**
 * What the note found beside what was measured here, and in plain words whether they agree.
 */

import { html, nothing } from 'lit';
import { compact, count, decimal, percent, psnrText } from '../../math/format.js';
import { turns } from './ring-evidence.js';
import { codes, stacks } from './stack-evidence.js';
import { claimTable } from '../claims.js';
import { mapDoubt, mapRow } from './claims.js';
import { colorError, hasColor, sharpness } from '../../math/fidelity.js';

/** @import { Figure } from '../../element/figure.js' */
/** @import { Rebuilt } from '../../engine/protocol.js' */

/** What was measured, by the name in the experiment's record. @type {Record<string, (figure: Figure) => unknown>} */
const MEASURED = { errors, patches, turns, stacks, codes };

/**
 * @param {Figure} figure
 * @param {import('../claims.js').Actions} actions
 */
export function evidence(figure, actions) {
  const { note, page, claims = [] } = figure.record;
  const yours = MEASURED[page.evidence ?? 'errors'](figure);
  const says = html`${note} ${yours ?? 'Yours has not been measured yet.'}`;
  return claimTable(
    figure,
    { says, rows: claims.map((claim) => mapRow(figure, claim)), doubt: mapDoubt(claims) },
    actions,
  );
}

/** @param {Figure} figure */
function errors({ lead: { quality, frame }, pictures }) {
  if (!quality || !frame) return null;
  return html`Yours, after ${compact(frame.samples)} samples: quantization error
    <b>${decimal(quality.quantization_error)}</b>, topographic error
    <b>${percent(quality.topographic_error)}</b>, on ${count(quality.n)} ${pictures.many} it never trained on.`;
}

/** Edges that the smaller map left of a picture, by data set: the last of each that was shown. @type {Map<string, number>} */
const left = new Map();

/** @param {Figure} figure */
function patches(figure) {
  const [small, large] = figure.runs;
  const { frame } = small;
  if (!frame || !small.rebuilt || !large.rebuilt) return null;
  const { dataset } = figure.state;
  const after = html`Yours, after ${compact(frame.samples)} samples: PSNR
    <b>${psnrText(small.rebuilt.psnr)} dB</b> with ${small.title},
    <b>${psnrText(large.rebuilt.psnr)} dB</b> with ${large.title}.`;
  left.set(dataset, sharpness(small.rebuilt));
  const [digit, photo] = [left.get('mnist'), left.get('cifar10')];
  const colored = hasColor(small.rebuilt.original);
  return html`${after} ${colored ? colors(small.rebuilt, large.rebuilt) : nothing}
  ${
    digit !== undefined && photo !== undefined
      ? blur(digit, photo)
      : html`Edges left with ${small.title}: <b>${percent(left.get(dataset) ?? 0)}</b>.`
  }`;
}

/**
 * @param {Rebuilt} small
 * @param {Rebuilt} large
 */
function colors(small, large) {
  const [few, many] = [colorError(small), colorError(large)];
  const better = many < 0.97 * few;
  return html`Its colors are off by <b>${decimal(few)}</b> and <b>${decimal(many)}</b> of 255:
    ${better ? 'closer with more neurons, as in the note.' : 'no closer with more neurons, so far, unlike the note.'}`;
}

/**
 * @param {number} digit
 * @param {number} photo
 */
function blur(digit, photo) {
  const as = photo < digit ? 'blurrier, as in the note.' : 'not blurrier here, unlike the note.';
  return html`Of its edges a photo kept <b>${percent(photo)}</b>, a digit <b>${percent(digit)}</b>: ${as}`;
}
