import { css } from 'lit';

/** A table with bars; on a phone, a block for each network. */
export const meterStyles = css`
  .meter {
    margin-top: 18px;
    padding-top: 12px;
    border-top: 1px solid var(--line);
  }
  .meter table {
    width: 100%;
    border-collapse: collapse;
  }
  .meter thead th {
    padding: 0 12px 6px 0;
    text-align: left;
    font-weight: 400;
    color: var(--soft);
  }
  .meter thead th:first-child {
    font-weight: 600;
    color: var(--ink);
  }
  .meter tbody {
    border-top: 1px solid var(--line);
  }
  .meter tbody th {
    width: 172px;
    padding: 6px 12px 0 0;
    text-align: left;
    vertical-align: top;
  }
  .meter td {
    padding: 6px 16px 0 0;
    vertical-align: top;
    white-space: nowrap;
  }
  .meter .work {
    width: 28%;
  }
  .meter .work .soft {
    display: block;
  }
  .meter .cost {
    height: 24px;
    padding: 0 0 6px 24px;
    white-space: normal;
    text-wrap: pretty;
  }
  .meter .cost[data-plain] {
    height: 6px;
    padding: 0;
  }
  .meter .bar {
    position: relative;
    display: flex;
    align-items: center;
    height: 18px;
  }
  .meter .bar i {
    flex: none;
    height: 10px;
  }
  .meter .done {
    background: var(--series);
  }
  /* The same color, in a lighter tone. */
  .meter .search {
    background: repeating-linear-gradient(
      -45deg,
      color-mix(in srgb, var(--series) 55%, var(--paper)) 0 3px,
      color-mix(in srgb, var(--series) 28%, var(--paper)) 3px 6px
    );
  }
  .meter .dense {
    position: absolute;
    left: 0;
    box-sizing: border-box;
    height: 16px;
    border: 1px solid var(--edge);
    border-radius: 2px;
  }
  .meter .key {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    margin: 8px 0 4px;
    --series: var(--soft);
  }
  .meter .key .bar {
    width: 26px;
  }
  .meter .key .bar i {
    width: 26px;
  }
  .meter .key .bar:not(:first-child) {
    margin-left: 12px;
  }
  .meter > p {
    max-width: 76ch;
    text-wrap: pretty;
  }
  :host([narrow]) .meter thead {
    display: none;
  }
  :host([narrow]) .meter table,
  :host([narrow]) .meter tbody,
  :host([narrow]) .meter td,
  :host([narrow]) .meter tbody th {
    display: block;
    width: auto;
  }
  :host([narrow]) .meter tr {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 0 12px;
  }
  :host([narrow]) .meter tbody th,
  :host([narrow]) .meter .work,
  :host([narrow]) .meter .cost {
    grid-column: 1 / -1;
  }
  :host([narrow]) .meter td {
    height: auto;
    padding: 4px 0 0;
    white-space: normal;
  }
  :host([narrow]) .meter .cost {
    min-height: 24px;
  }
  :host([narrow]) .meter [data-label]::before {
    content: attr(data-label) ' ';
    color: var(--soft);
  }
`;
