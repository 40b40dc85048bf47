/**
 * <som-lab-agent-stage>: agents side by side. One of them is seen in its world; the courses of all are below.
 */

import { css, html, nothing } from 'lit';
import { radios } from '../../panels/radios.js';
import { baseStyles } from '../../style/base-styles.js';
import { ThemeController } from '../../style/theme.js';
import { coursesStyles } from '../shared/courses-styles.js';
import { Stage } from '../shared/stage.js';
import { stageStyles } from '../shared/stage-styles.js';
import { agentCourses, agentCoursesStyles } from './agent-courses.js';
import './agent-world.js';
import { styled } from '../../style/styled.js';

/** @import { AgentRun } from '../../kinds/agent/run.js' */

/** @extends {Stage<AgentRun>} */
export class AgentStage extends Stage {
  static styles = [
    baseStyles,
    stageStyles,
    coursesStyles,
    agentCoursesStyles,
    css`
      .agents .views {
        flex-wrap: wrap;
        min-width: 0;
        margin-left: -10px;
      }
      .agents label:first-of-type {
        margin-left: 0;
      }
      :host([narrow]) .agents .views {
        margin-left: -7px;
      }
      :host([narrow]) .agents label:first-of-type {
        margin-left: 0;
      }
      .agents label {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .agents i {
        width: 16px;
        border-top: 3px solid var(--series);
        border-radius: 2px;
      }
      .courses {
        margin-top: 18px;
        padding-top: 14px;
        border-top: 1px solid var(--line);
      }
    `,
  ];

  constructor() {
    super();
    this.theme = new ThemeController(this);
    /** The variant that is seen; '' is the first that has a map of what it sees, else the last. */
    this.seen = '';
    /** @type {import('./agent-courses.js').Reading} */
    this.reading = { at: null, lit: '' };
  }

  /** The agent that is seen. */
  get #run() {
    return (
      this.runs.find(({ name }) => name === this.seen) ??
      this.runs.find(({ mapped }) => mapped) ??
      this.runs[this.runs.length - 1]
    );
  }

  willUpdate() {
    const seen = this.#run;
    for (const run of this.runs) run.want({ sheet: run === seen && run.mapped, portrait: run === seen });
  }

  render() {
    const { figure, runs } = this;
    const run = this.#run;
    return html`${this.#agents(run)}
      <div class="stage">
        <div class="pictures">
          <som-lab-agent-world
            .run=${run}
            .frame=${run.frame}
            ?visible=${figure.visible}
            ?sheets=${runs.some(({ mapped }) => mapped)}
            ?narrow=${this.narrow}
          ></som-lab-agent-world>
          <slot name="cover"></slot>
        </div>
        ${agentCourses(figure, this.narrow, this.reading, (change) => this.#set({ reading: { ...this.reading, ...change } }))}
      </div>`;
  }

  /** @param {AgentRun} seen */
  #agents(seen) {
    if (this.runs.length === 1) return nothing;
    /** @type {[string, unknown][]} */
    const options = this.runs.map(({ name, title, series }) => [
      name,
      html`<i ${styled({ '--series': `var(--note-${series})` })}></i>${title}`,
    ]);
    return html`<div class="agents">
      ${radios('The agent that is seen', 'agent', options, seen.name, (name) => this.#set({ seen: name }))}
    </div>`;
  }

  /** @param {Partial<Pick<AgentStage, 'seen' | 'reading'>>} change */
  #set(change) {
    Object.assign(this, change);
    this.requestUpdate();
  }
}

customElements.define('som-lab-agent-stage', AgentStage);
