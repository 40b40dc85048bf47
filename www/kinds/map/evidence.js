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

/** About as long as what comes, unseen in its place: nothing jumps when it is measured. @type {Record<string, string>} */
const TO_COME = {
  errors: 'Quantization error 5.52, topographic error 12.3%, on 10,000 digits it never trained on.',
  patches: `PSNR 21.4 dB with 400 neurons, 24.3 dB with 2,500 neurons. Its colors are off by 5.52 and 4.25 of 255: closer
    with more neurons, as in the note. Edges left with 400 neurons: 52.1%.`,
  turns: 'It does too: it misses the angle by 2.1° on the mean, and the line by 10.2°.',
  stacks: `It never trained on: two layers, purity 86.1% and NMI 0.71; three layers, purity 74.2% and NMI 0.58. Better than
    poorly, but 13.9% of the digits are not among their like.`,
  codes: `It never trained on: coordinates, purity 83.1% and NMI 0.71; one-hot, purity 78.2% and NMI 0.58; soft, purity
    84.2% and NMI 0.70.`,
};

/**
 * @param {Figure} figure
 * @param {import('../claims.js').Actions} actions
 */
export function evidence(figure, actions) {
  const { note, page, claims = [] } = figure.record;
  const measured = page.evidence ?? 'errors';
  const yours = MEASURED[measured](figure);
  const says = html`${note} ${yours ?? toCome(TO_COME[measured])}`;
  return claimTable(
    figure,
    { says, rows: claims.map((claim) => mapRow(figure, claim)), doubt: mapDoubt(claims) },
    actions,
  );
}

/** @param {string} text */
const toCome = (text) =>
  html`Yours has not been measured yet. <span class="ghost" aria-hidden="true">${text}</span>`;

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
