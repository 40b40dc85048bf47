/**
 * The last maps of all stacks side by side, with how well they part the classes; one of them is taken apart above.
 */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { byChance } from '../../math/chance.js';
import { count, percent } from '../../math/format.js';
import './stack-map.js';
import { styled } from '../../style/styled.js';

/** @import { Figure } from '../../element/figure.js' */
/** @import { MapRun } from '../../kinds/map/run.js' */
/** @import { Frame } from '../../engine/protocol.js' */

/**
 * @param {Figure} figure
 * @param {number} chosen
 * @param {(index: number) => void} choose
 */
export function scores({ runs, pictures }, chosen, choose) {
  const n = NUMBERS[runs.length] ?? runs.length;
  return html`<div class="scores" ${styled({ '--stacks': runs.length })}>
    <fieldset class="stacks">
      <legend>${n} stacks learn from the same ${pictures.many}: choose one to take apart</legend>
      ${runs.map((run, i) => card(run, i === chosen, pictures.ink, () => choose(i)))}
    </fieldset>
    ${explanation(runs, pictures.many)}
  </div>`;
}

/**
 * @param {MapRun} run
 * @param {boolean} chosen
 * @param {boolean} ink
 * @param {() => void} choose
 */
function card(run, chosen, ink, choose) {
  const { frame, quality } = run;
  return html`<label>
    <input type="radio" name="stack" .checked=${live(chosen)} @change=${choose} />
    <som-lab-thumb
      .frame=${frame}
      view=${run.pace?.view ?? 'classes'}
      ?ink=${ink}
      .classes=${run.manifest?.classes ?? []}
      .range=${run.range}
    ></som-lab-thumb>
    <span class="words">
      <b>${run.title}</b>
      <span class="soft">${ORIGIN[run.name] ?? 'ours'}</span>
      ${gauge('purity', quality?.purity ?? null, chanceOf(run)?.purity)}
      ${gauge('NMI', quality?.nmi ?? null, chanceOf(run)?.nmi)}
      <span class="soft phase">${phaseOf(frame)}</span>
    </span>
  </label>`;
}

/** @type {Record<string, string>} */
const ORIGIN = {
  coordinates: 'the note’s way',
  'three-layers': 'a map of pieces in between',
  'one-hot': 'ours: a 1 among 99 zeros',
  soft: 'ours: a soft spot on the map',
};

const NUMBERS = ['No', 'One', 'Two', 'Three', 'Four'];

/** @param {Frame | null} frame */
function phaseOf(frame) {
  if (!frame) return '';
  if (frame.state === 'finished') return 'has learned';
  return `map ${frame.learning + 1} is learning`;
}

/** @param {MapRun} run */
function chanceOf({ frame, quality, manifest }) {
  const classes = manifest?.classes.length ?? 0;
  if (!frame || !quality || classes === 0) return null;
  return byChance(quality.n, frame.rows * frame.cols, classes);
}

/**
 * A share as a bar, and a tick where chance would be.
 * @param {string} name
 * @param {number | null} value
 * @param {number} [chance]
 */
function gauge(name, value, chance) {
  const width = `${100 * (value ?? 0)}%`;
  return html`<span class="gauge">
    <span>${name}</span>
    <span class="bar" aria-hidden="true"
      ><span ${styled({ width })}></span>${
        chance === undefined || value === null
          ? nothing
          : html`<i ${styled({ left: `${100 * chance}%` })}></i>`
      }</span
    >
    <b>${value === null ? '–' : name === 'NMI' ? value.toFixed(2) : percent(value)}</b>
  </span>`;
}

/**
 * @param {MapRun[]} runs
 * @param {string} many
 */
function explanation(runs, many) {
  const run = runs.find(({ quality }) => typeof quality?.purity === 'number');
  const chance = run ? chanceOf(run) : null;
  if (!run?.quality || !chance) {
    const labelled = (runs[0].manifest?.classes.length ?? 1) > 0;
    const text = labelled ? 'are measured as soon as a last map learns.' : `need ${many} that have classes.`;
    return html`<p class="soft means">Purity and NMI ${text}</p>`;
  }
  const classes = run.manifest?.classes.length ?? 0;
  const units = (run.frame?.rows ?? 1) * (run.frame?.cols ?? 1);
  return html`<div class="soft means">
    <p>
      <b>Purity</b>: the share of ${count(run.quality.n)} held-out ${many} whose class is the most frequent
      one on their neuron. Dealt out blindly, it would be ${percent(chance.purity)}: the tick.
    </p>
    <p>
      <b>NMI</b>, normalized mutual information: how much neuron and class tell of each other. Blindly, it
      would be ${chance.nmi.toFixed(2)}; with ${count(units)} neurons for ${classes} classes no map comes far
      above ${best(units, classes).toFixed(2)}.
    </p>
  </div>`;
}

/**
 * The NMI of a map that uses all neurons alike and never mixes two classes.
 * @param {number} units
 * @param {number} classes
 */
const best = (units, classes) => (2 * Math.log(classes)) / (Math.log(units) + Math.log(classes));
