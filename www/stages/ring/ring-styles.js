import { css } from 'lit';

/** A column for the car in its wheel, and one for each chain. */
export const ringStyles = css`
  .stage {
    display: grid;
    grid-template-columns: repeat(var(--maps), minmax(0, 1fr)) minmax(0, 240px);
    gap: 28px;
    align-items: start;
  }
  .stage[data-inside] {
    grid-template-columns: minmax(0, 1.35fr) repeat(calc(var(--maps) - 1), minmax(0, 1fr));
  }
  .car {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 2px;
    min-width: 0;
    padding-top: 28px;
  }
  .stage[data-inside] .car {
    grid-area: 1 / 1;
    place-self: start center;
    width: 56%;
    /* The middle of the ring: its heading, and what is above the wheel in a square. */
    padding-top: calc(28px + 17%);
    pointer-events: none;
  }
  .stage[data-inside] .car > * {
    pointer-events: auto;
  }
  .stage[data-inside] .chain:first-of-type {
    grid-area: 1 / 1;
  }
  som-lab-wheel {
    width: 100%;
  }
  .stage[data-inside] som-lab-wheel {
    width: 86%;
  }
  .view {
    display: block;
    width: 100%;
    image-rendering: pixelated;
    border-radius: 50%;
  }
  .angle {
    margin: 4px 0 0;
    color: var(--soft);
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  .angle b {
    color: var(--ink);
  }
  .chain {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
  }
  h4 {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 20px;
    font: 600 13px/20px var(--sans);
  }
  h4::before {
    content: '';
    width: 14px;
    border-top: 2.5px solid var(--series);
  }
  .order {
    min-height: 72px;
    margin: 0;
    color: var(--soft);
    font-variant-numeric: tabular-nums;
  }
  .order b,
  .fine {
    color: var(--ink);
  }
  .flaw,
  .fine {
    display: block;
    font-weight: 600;
  }
  .flaw {
    color: var(--mark);
  }
  :host([narrow]) .stage,
  :host([narrow]) .stage[data-inside] {
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
  }
  :host([narrow]) .stage:not([data-inside]) .car {
    max-width: 280px;
    width: 100%;
    margin: 0 auto;
    padding-top: 0;
  }
`;
