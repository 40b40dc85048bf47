/**
 * <som-lab-claims>: every claim of the note and of ours, with what was recorded and a verdict, each with a link to its
 * figure. Fetched, with its records, when somebody comes near.
 */

import { LitElement, css, html, nothing } from 'lit';
import { wordsOf } from '../catalogue/datasets.js';
import { loadExperiments } from '../catalogue/experiments.js';
import { loadClaims } from '../catalogue/recorded.js';
import { chip } from '../kinds/claims.js';
import { plural } from '../math/format.js';
import { verdictStyles } from '../panels/claim-styles.js';
import { baseStyles } from '../style/base-styles.js';
import { countsOf, countsText, grouped, titled, usual } from './claim-words.js';

/** @import { SummaryClaim } from '../catalogue/recorded.js' */
export class Claims extends LitElement {
  static properties = { claims: { state: true }, lost: { state: true } };

  static styles = [
    baseStyles,
    verdictStyles,
    css`
      :host {
        min-height: 600px;
      }
      .counts {
        font-size: 15px;
        line-height: 22px;
        margin-bottom: 20px;
      }
      section {
        display: grid;
        grid-template-columns: 150px minmax(0, 1fr);
        gap: 0 24px;
        border-top: 1px solid var(--line);
        padding: 8px 0;
      }
      h3 {
        font: 600 13px/20px var(--sans);
        padding-top: 4px;
      }
      a {
        color: var(--accent);
        text-underline-offset: 3px;
        text-decoration-thickness: 1px;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 5fr) minmax(0, 5fr) 136px;
        gap: 2px 20px;
        padding: 4px 0;
        align-items: start;
        text-wrap: pretty;
      }
      li > :last-child {
        justify-self: end;
      }
      .ours {
        font-size: 12px;
        border: 1px solid var(--line);
        border-radius: 4px;
        padding: 0 5px;
        white-space: nowrap;
      }
      @media (max-width: 840px) {
        section,
        li {
          grid-template-columns: minmax(0, 1fr);
        }
        li {
          padding: 8px 0;
        }
        li > :last-child {
          justify-self: start;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {SummaryClaim[] | null} */
    this.claims = null;
    /** @type {import('./claim-words.js').Experiments} */
    this.experiments = {};
    this.lost = false;
    void this.#load();
  }

  async #load() {
    this.lost = false;
    try {
      this.experiments = await loadExperiments();
      this.claims = await loadClaims();
    } catch {
      this.lost = true;
    }
  }

  render() {
    const { claims, experiments } = this;
    if (this.lost) {
      return html`<p role="alert">
        The list of claims did not arrive.
        <button class="text" @click=${() => void this.#load()}>Try again</button>
      </p>`;
    }
    if (!claims) return nothing;
    if (claims.length === 0) return html`<p class="soft">Nothing has been recorded yet.</p>`;
    const others = claims.length - usual(claims, experiments).length;
    return html`<p class="counts">
        ${countsText(countsOf(usual(claims, experiments)))}
        ${others > 0 ? `${plural(others, 'line')} below try the same on other pictures.` : nothing}
      </p>
      ${grouped(claims, experiments).map(
        ({ experiment, claims: own }) =>
          html`<section>
            <h3><a href="./playground.html#${experiment.id}">${experiment.page.menu}</a></h3>
            <ul>
              ${own.map((claim) => this.#claim(claim, experiment))}
            </ul>
          </section>`,
      )}`;
  }

  /**
   * @param {SummaryClaim} claim
   * @param {import('../catalogue/experiments.js').Experiment} experiment
   */
  #claim({ says, by, verdict, figures, dataset, seeds, passes }, experiment) {
    const other = dataset !== null && dataset !== experiment.dataset ? `${wordsOf(dataset).title}: ` : '';
    const made = [plural(seeds, 'seed'), ...(passes > 0 ? [plural(passes, 'pass', 'passes')] : [])];
    return html`<li>
      <span>${other}${says} ${by === 'ours' ? html`<span class="ours soft">ours</span>` : nothing}</span>
      <span class="soft" title=${made.join(', ')}>${figures ? titled(experiment, figures) : '–'}</span>
      ${chip(verdict ?? 'not yet')}
    </li>`;
  }
}

customElements.define('som-lab-claims', Claims);
