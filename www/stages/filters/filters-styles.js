import { css } from 'lit';

/** Three sheets side by side, each with one neuron of it close up and how it is organized. */
export const filtersStyles = css`
  .sheets {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 28px;
  }
  .sheet {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
  }
  h4 {
    font: 600 13px/20px var(--sans);
  }
  /* Above what covers the stage at rest, as the titles are: they tell what is to be seen. */
  h4,
  .closeup {
    position: relative;
    z-index: 1;
  }
  .closeup {
    display: grid;
    background: var(--paper);
    grid-template-columns: 84px minmax(0, 1fr);
    grid-template-rows: auto auto 1fr;
    gap: 0 14px;
    min-height: 112px;
    margin-top: 4px;
  }
  .closeup som-lab-picture {
    grid-row: 1 / 4;
    align-self: start;
    outline: 1px solid var(--line);
    outline-offset: -1px;
    background: var(--well);
  }
  .reading {
    min-height: 18px;
    margin-top: 10px;
    color: var(--soft);
  }
  .ascent {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 20px;
    margin-top: 4px;
    color: var(--soft);
  }
  .ascent label {
    display: inline-flex;
    align-items: center;
    gap: 10px;
  }
  .ascent input {
    width: 130px;
  }
  :host([narrow]) .sheets {
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 20px 14px;
  }
  :host([narrow]) .sheet.map {
    order: -1;
    grid-column: 1 / -1;
  }
  :host([narrow]) .closeup {
    grid-template: auto auto auto / 56px minmax(0, 1fr);
    gap: 4px 12px;
  }
  :host([narrow]) .closeup som-lab-picture {
    grid-area: 2 / 1;
  }
  :host([narrow]) .what,
  :host([narrow]) .judged {
    grid-column: 1 / -1;
  }
  :host([narrow]) .measure p,
  :host([narrow]) .judged {
    min-height: 36px;
  }
  :host([narrow]) .measure {
    margin: 0;
    align-self: center;
  }
  :host([narrow]) .reading {
    min-height: 54px;
  }
`;
