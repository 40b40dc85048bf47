import { css, unsafeCSS } from 'lit';
import { hostStyles } from './host-styles.js';

/** Colors, type and the small native controls. */
export const baseStyles = css`
  ${unsafeCSS(hostStyles)}
  * {
    box-sizing: border-box;
  }
  button,
  select,
  input {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
    background: none;
    border: 0;
    padding: 0;
  }
  :focus-visible {
    outline: 2.5px solid var(--accent);
    outline-offset: 2px;
    border-radius: 4px;
  }
  select,
  input[type='text'],
  input[type='number'] {
    height: 32px;
    padding: 0 8px;
    border: 1px solid var(--edge);
    border-radius: 6px;
    background: var(--paper);
  }
  input[type='number'] {
    width: 76px;
  }
  input[type='text'] {
    width: 100%;
    max-width: 240px;
  }
  [aria-invalid='true'] {
    border-color: var(--danger);
    box-shadow: 0 0 0 1px var(--danger);
  }
  input[type='range'] {
    accent-color: var(--accent);
    margin: 0;
    height: 32px;
    min-width: 0;
  }
  .text {
    color: var(--accent);
    text-decoration: underline;
    text-underline-offset: 3px;
    text-decoration-thickness: 1px;
  }
  .text:hover {
    text-decoration-thickness: 2px;
  }
  .text:disabled {
    color: var(--soft);
    text-decoration: none;
    cursor: default;
  }
  .soft {
    color: var(--soft);
  }
  .fold {
    margin-top: 12px;
    border-top: 1px solid var(--line);
  }
  .fold > summary {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 44px;
    font-weight: 600;
    cursor: pointer;
    list-style: none;
  }
  .fold > summary::-webkit-details-marker {
    display: none;
  }
  .fold > summary::before {
    content: '';
    flex: none;
    width: 7px;
    height: 7px;
    margin: 0 3px 0 2px;
    border: solid currentcolor;
    border-width: 0 1.5px 1.5px 0;
    transform: rotate(-45deg);
  }
  .fold[open] > summary::before {
    transform: rotate(45deg);
  }
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  h3,
  h4,
  p {
    margin: 0;
  }
  /* A finger needs room. */
  @media (pointer: coarse) {
    select,
    input[type='text'],
    input[type='number'],
    input[type='range'] {
      height: 44px;
    }
    .text {
      display: inline-flex;
      align-items: center;
      min-height: 44px;
    }
  }
  /* Colors that stand for something stay what they are. */
  @media (forced-colors: active) {
    i:empty,
    .bar,
    .name::before,
    .series::before,
    h4::before {
      forced-color-adjust: none;
    }
  }
`;
