import { css } from 'lit';

/** Colors, type and the small native controls; the values are those of state/theme.js. */
export const baseStyles = css`
  :host {
    --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
    --paper: #ffffff;
    --well: #f3f1ec;
    --ink: #1b1b1e;
    --soft: #55585f;
    --line: #dddbd5;
    --edge: #8b8d92;
    --accent: #0b63a5;
    --on-accent: #ffffff;
    --danger: #a3271b;
    --quantization: #0072b2;
    --topographic: #007a5a;
    --series-0: #0072b2;
    --series-1: #b97a00;
    --series-2: #007a5a;
    --series-3: #a8558a;
    --note-orange: #c77f00;
    --note-red: #b5281e;
    --note-blue: #0072b2;
    --note-green: #007a5a;
    --note-gray: #6b6f76;
    --shadow: 0 1px 2px rgb(0 0 0 / 4%), 0 8px 28px rgb(40 36 24 / 7%);
    color-scheme: light;
    display: block;
    font: 13px/18px var(--sans);
    font-variant-numeric: tabular-nums;
    color: var(--ink);
    -webkit-text-size-adjust: 100%;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --paper: #1b1d20;
      --well: #26292e;
      --ink: #e9e6df;
      --soft: #a9adb4;
      --line: #383b41;
      --edge: #7c8088;
      --accent: #6fb7ee;
      --on-accent: #0b1a26;
      --danger: #ff9a8a;
      --quantization: #56b4e9;
      --topographic: #3fcf9f;
      --series-0: #56b4e9;
      --series-1: #e69f00;
      --series-2: #3fcf9f;
      --series-3: #e29ac4;
      --note-orange: #f0a830;
      --note-red: #ff7a66;
      --note-blue: #56b4e9;
      --note-green: #3fcf9f;
      --note-gray: #b3b7be;
      --shadow: 0 1px 2px rgb(0 0 0 / 30%);
      color-scheme: dark;
    }
  }
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
