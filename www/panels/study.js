/**
 * Repeating all variants over further seeds: how far it is, and what it is good for.
 */

import { html, nothing } from 'lit';
import { explain } from '../engine/errors.js';
import { plural } from '../math/format.js';

/** @typedef {import('../element/figure.js').Figure<any>} Figure */

/** @param {Figure} figure */
export function studyControl(figure) {
  const { study, model } = figure;
  if (!study || !model.repetition) return nothing;
  const { seeds } = model.repetition;
  const { done, wanted } = study.seeds;
  const more = done < seeds ? seeds : done + seeds;
  if (study.running) return underWay(figure, done, wanted);
  return html`<div class="study">
    <p>
      <button class="text" @click=${() => study.start(more)}>
        ${done < seeds ? `repeat over ${seeds} seeds` : `${seeds} seeds more`}
      </button>
    </p>
    <p class="soft" role="status">
      ${study.failure ? explain(study.failure).sentence : meaning(figure, done)}
    </p>
  </div>`;
}

/** @param {Figure} figure @param {number} done */
function meaning({ model }, done) {
  const words = model.repetition?.words;
  return done < 2 ? words?.why : `The bands are ${words?.band} of ${plural(done, 'seed')}.`;
}

/**
 * @param {Figure} figure
 * @param {number} done
 * @param {number} wanted
 */
function underWay({ study, running }, done, wanted) {
  const progress = study?.progress ?? 0;
  return html`<div class="study">
    <p class="going">
      <progress max="1" .value=${progress} aria-label="Seeds that are through"></progress>
      <button class="text" @click=${() => study?.stop()}>stop</button>
    </p>
    <p class="soft" role="status">
      ${done} of ${plural(wanted, 'seed')}
      ${running ? 'through; the others wait until this run is over.' : 'through.'}
    </p>
  </div>`;
}
