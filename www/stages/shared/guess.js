/** What a network takes an image for. */

import { css, html } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { chance, guessOf } from '../../settings/net-words.js';
import { styled } from '../../style/styled.js';

/** @import { NetRun } from '../../kinds/net/run.js' */

/** @param {NetRun} run */
export function says({ probed, manifest }) {
  if (!probed) return html`<p class="says"></p>`;
  const { guess } = guessOf(probed);
  const name = manifest?.classes[guess] ?? String(guess);
  const right = probed.label < 0 ? '' : probed.label === guess ? 'right' : 'wrong';
  return html`<p class="says ${right}">says <b>${name}</b></p>`;
}

/** @param {NetRun} run */
export function probabilities({ probed, manifest }) {
  const classes = manifest?.classes ?? [];
  const n = Math.max(classes.length, probed?.probabilities.length ?? 0) || 10;
  const guess = probed ? guessOf(probed).guess : -1;
  return html`<ol class="classes" aria-label="Probabilities of the classes">
    ${Array.from({ length: n }, (_, i) => {
      const p = probed?.probabilities[i] ?? 0;
      const name = classes[i] ?? String(i);
      return html`<li class=${classMap({ top: i === guess, truth: probed?.label === i })} title=${name}>
        <span class="bar" ${styled({ width: `${(100 * p).toFixed(1)}%` })}></span>
        <span class="class">${name}</span>
        <span class="p">${probed ? chance(p) : ''}</span>
      </li>`;
    })}
  </ol>`;
}

export const guessStyles = css`
  .says {
    display: flex;
    gap: 5px;
    min-height: 18px;
    margin-bottom: 4px;
    color: var(--soft);
    white-space: nowrap;
  }
  .says b {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .says b {
    color: var(--ink);
  }
  .says.right b::after,
  .says.wrong b::after {
    display: inline-block;
    width: 14px;
    text-align: center;
  }
  .says.right b::after {
    content: '✓';
    color: var(--topographic);
  }
  .says.wrong b::after {
    content: '✗';
    color: var(--danger);
  }
  .classes {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    align-content: start;
    gap: 1px;
  }
  .classes li {
    position: relative;
    display: flex;
    justify-content: space-between;
    gap: 6px;
    padding: 0 4px;
    font-size: 12px;
    line-height: 15px;
    color: var(--ink);
    background: var(--well);
    border-radius: 2px;
    overflow: hidden;
  }
  .classes .bar {
    position: absolute;
    inset: 0 auto 0 0;
    background: var(--series);
    opacity: 0.42;
  }
  .classes .class,
  .classes .p {
    position: relative;
  }
  .classes .class {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .classes .top {
    font-weight: 600;
  }
  .classes .truth .class::after {
    content: ' •';
    color: var(--ink);
  }
`;
