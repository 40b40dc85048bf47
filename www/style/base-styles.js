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
  .soft {
    color: var(--soft);
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
`;
