/**
 * The courses of all agents: returns with their means, what each has come to, and what goes on behind them.
 */

import { css, html, nothing } from 'lit';
import '../../charts/course-chart.js';
import { INNER, innerAxes, returnAxes } from '../../charts/agent-chart.js';
import { fold } from '../../panels/fold.js';
import { bandAt, nearest, readBand } from '../../charts/course-columns.js';
import { count, decimal, plural } from '../../math/format.js';
import { pastLine } from '../shared/past-line.js';
import { studyControl } from '../../panels/study.js';
import { styled } from '../../style/styled.js';

/** @import { Inner } from '../../charts/agent-chart.js' */
/** @import { AgentRun } from '../../kinds/agent/run.js' */
/** @typedef {import('../../element/figure.js').Figure<AgentRun>} Figure */

/**
 * What of the courses is looked at.
 * @typedef {object} Reading
 * @property {number | null} at  the episode at which the curves are read
 * @property {string} lit  the variant that stands out
 */

/** With a true minus. @param {number} value */
const number = (value) => decimal(value).replace('-', '−');

/**
 * @param {Figure} figure
 * @param {boolean} narrow
 * @param {Reading} reading
 * @param {(change: Partial<Reading>) => void} set
 */
export function agentCourses(figure, narrow, reading, set) {
  const { study, runs, recorded } = figure;
  const axes = returnAxes(
    runs.flatMap(({ frame }) => frame ?? []),
    runs.flatMap(({ name }) => recorded.bands[name]?.mean_return ?? []),
  );
  const curves = runs.map((run) => {
    const band = study?.band(run.name, axes.y) ?? null;
    const several = band !== null && band.n > 1;
    const { name, title, series, course } = run;
    return {
      name,
      title,
      series,
      course,
      own: !several || run.phase !== 'finished',
      band: several ? band : null,
      recorded: recorded.bands[name]?.[axes.y] ?? null,
    };
  });
  const inner = (/** @type {Inner} */ y) =>
    curves.map((curve) => {
      const made = recorded.bands[curve.name]?.[y] ?? null;
      return { ...curve, own: true, band: null, recorded: made };
    });
  const total = figure.state.config.episodes;
  const point = (/** @type {CustomEvent} */ { detail }) => set({ at: detail });
  const within = html`<div class="inner">
    ${
      /** @type {[Inner, string][]} */ (Object.entries(INNER)).map(
        ([y, title]) =>
          html`<div>
            <p class="soft title">${title}</p>
            <som-lab-courses
              .curves=${inner(y)}
              .axes=${innerAxes(y)}
              total=${total}
              .at=${reading.at}
              lit=${reading.lit}
              @point=${point}
            ></som-lab-courses>
          </div>`,
      )
    }
  </div>`;
  return html`<div class="courses">
      <div>
        <p class="soft title">return of every episode, and the mean of the last hundred</p>
        <som-lab-courses
          .curves=${curves}
          .axes=${axes}
          total=${total}
          .at=${reading.at}
          lit=${reading.lit}
          @point=${point}
        ></som-lab-courses>
      </div>
      ${legend(figure, reading, set)}
    </div>
    ${fold(narrow, 'What goes on inside the agents', within)}`;
}

/**
 * @param {Figure} figure
 * @param {Reading} reading
 * @param {(change: Partial<Reading>) => void} set
 */
function legend(figure, { at }, set) {
  const { runs, phase } = figure;
  const { seeds } = figure.recorded;
  const where =
    phase === 'poster' || runs.every(({ score }) => !score)
      ? restText(seeds, at)
      : at === null
        ? 'mean return of the last hundred episodes'
        : html`mean of a hundred at episode <b>${count(at)}</b>`;
  return html`<div class="legend-side" ?data-rest=${phase === 'poster'}>
    <p class="soft where">${where}</p>
    <ul>
      ${runs.map((run) => row(figure, run, at, (lit) => set({ lit })))}
    </ul>
    ${studyControl(figure)}
  </div>`;
}

/**
 * Before there is a run to be read.
 * @param {number} seeds  that were recorded
 * @param {number | null} at
 */
function restText(seeds, at) {
  if (seeds === 0) return 'Nothing has been measured yet.';
  const what = at === null ? 'mean of a hundred' : `at episode ${count(at)}`;
  return `recorded, ${plural(seeds, 'seed')}: ${what}`;
}

/**
 * @param {Figure} figure
 * @param {AgentRun} run
 * @param {number | null} at
 * @param {(name: string) => void} light
 */
function row({ study, recorded }, run, at, light) {
  const point = at === null ? run.score : nearest(run.course, 'episode', at);
  const band = study?.band(run.name, 'mean_return');
  const range = band && band.n > 1 && point ? bandAt(band, point.episode) : null;
  const solved = run.frame?.solved_at;
  const made = recorded.bands[run.name]?.mean_return;
  const before = made && readBand(made, point?.episode ?? at);
  const past = before && `${number(before.middle)} [${number(before.low)}, ${number(before.high)}]`;
  const own = point ? number(point.mean_return) : (past ?? '–');
  const all = range ? `${number(range.middle)} [${number(range.low)}, ${number(range.high)}]` : '';
  // The chart draws the median as soon as a run is over; the number in sight is that of the line.
  const over = range !== null && run.phase === 'finished';
  return html`<li
    ${styled({ '--series': `var(--note-${run.series})` })}
    @pointerenter=${() => light(run.name)}
    @pointerleave=${() => light('')}
  >
    <span class="name">${run.title}</span>
    <b>${over ? all : own}</b>
    <span class="soft means"
      >${point ? html`episode ${count(point.episode)}` : nothing}${solved ? html`, solved at ${count(solved)}` : nothing}</span
    >
    ${
      range && band
        ? html`<span class="spread soft"
            ><span>${over ? `median of ${band.n} seeds; this one` : `median of ${band.n} seeds`}</span>
            <span>${over ? own : all}</span></span
          >`
        : pastLine(recorded, past, Boolean(point))
    }
  </li>`;
}

export const agentCoursesStyles = css`
  .title {
    margin-bottom: 2px;
  }
  .means {
    min-height: 18px;
  }
  .fold > .inner {
    margin: 0 0 12px;
  }
  .inner {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 14px 28px;
    margin-top: 16px;
    --chart-height: 132px;
  }
  :host([narrow]) .inner {
    grid-template-columns: minmax(0, 1fr);
    --chart-height: 120px;
  }
`;
