/**
 * How well stacked maps part the classes, beside what the note says of it.
 */

import { html } from 'lit';
import { count, percent } from '../../math/format.js';

/** @import { Figure } from '../../element/figure.js' */

/** Digits that are not among their like, from which on a map is poor at clustering them. */
const POOR = 0.2;

/** With a verdict on the last layer. @param {Figure} figure */
export const stacks = (figure) => scores(figure, verdict);

/** Ways to write winners, side by side: none is judged. @param {Figure} figure */
export const codes = (figure) => scores(figure, () => '');

/**
 * @param {Figure} figure
 * @param {(astray: number, many: string) => string} judge
 */
function scores({ runs, lead, pictures }, judge) {
  const measured = runs.filter(({ quality }) => typeof quality?.purity === 'number');
  const { quality, manifest } = lead;
  if (!manifest || measured.length === 0 || typeof quality?.purity !== 'number') return null;
  const figures = measured.map(
    ({ title, quality: q }, i) =>
      html`${i > 0 ? '; ' : ''}${title}, purity <b>${percent(q?.purity ?? 0)}</b> and NMI
        <b>${(q?.nmi ?? 0).toFixed(2)}</b>`,
  );
  return html`Yours, on ${count(quality.n)} ${pictures.many} it never trained on: ${figures}.
  ${judge(1 - quality.purity, pictures.many)}`;
}

/**
 * @param {number} astray
 * @param {string} many
 */
function verdict(astray, many) {
  const share = `${percent(astray)} of the ${many} are not among their like.`;
  return astray > POOR ? `Poorly it is: ${share}` : `Better than poorly, but ${share}`;
}
