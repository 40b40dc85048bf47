import { css } from 'lit';

/** A column for the picture, and one for each map with what it makes of the picture. */
export const patchesStyles = css`
  .top {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 24px;
  }
  .stage {
    display: grid;
    grid-template-columns: minmax(0, 256px) repeat(var(--maps), minmax(0, 1fr));
    gap: 24px;
  }
  .picture,
  .variant {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
  }
  h4 {
    display: flex;
    justify-content: space-between;
    align-items: center;
    min-height: 20px;
    font: 600 13px/20px var(--sans);
  }
  h4 .soft {
    font-weight: 400;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .picture > .text {
    align-self: start;
  }
  .variant h4 {
    justify-content: flex-start;
    gap: 8px;
  }
  .variant h4::before {
    content: '';
    width: 14px;
    border-top: 2.5px solid var(--series);
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 4px 12px;
    margin-top: 8px;
    align-items: start;
  }
  .pair[data-large] {
    grid-template-columns: 2fr 1fr;
  }
  figure {
    margin: 0;
    min-width: 0;
  }
  .pair figcaption {
    display: flex;
    justify-content: space-between;
    margin-bottom: 4px;
    color: var(--soft);
  }
  .pair b {
    color: var(--ink);
    font-weight: 600;
  }
  som-lab-strip {
    margin-top: 2px;
  }
  .closeup {
    min-height: 176px;
    margin-top: 6px;
  }
  .closeup p {
    color: var(--soft);
  }
  .tiles {
    display: flex;
    gap: 12px;
    margin: 6px 0;
  }
  .tiles figure {
    width: 76px;
  }
  .tiles figcaption {
    color: var(--soft);
    white-space: nowrap;
    display: flex;
    gap: 6px;
    align-items: center;
  }
  .tiles [style] figcaption::before {
    content: '';
    width: 10px;
    border-top: 2.5px solid var(--series);
  }
  .alike {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    align-content: flex-start;
  }
  .alike som-lab-picture {
    width: 34px;
  }
  :host([narrow]) .stage {
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 18px 14px;
  }
  :host([narrow]) .picture {
    grid-column: 1 / -1;
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px 14px;
  }
  :host([narrow]) .picture > h4,
  :host([narrow]) som-lab-strip {
    grid-column: 1 / -1;
  }
  :host([narrow]) .closeup {
    grid-area: 2 / 2;
    margin: 0;
    min-height: 0;
  }
  :host([narrow]) .tiles {
    flex-wrap: wrap;
    gap: 6px;
  }
  :host([narrow]) .tiles figure {
    width: 48px;
  }
  :host([narrow]) .tiles figcaption {
    font-size: 11px;
  }
  :host([narrow]) .pair,
  :host([narrow]) .pair[data-large] {
    grid-template-columns: 1fr;
  }
`;
