import { css } from 'lit';

/** Below the courses: the image, what happens at its positions, one of them close up, and what the networks say. */
export const csomStyles = css`
  .heading {
    align-items: center;
    flex-wrap: nowrap;
  }
  .heading .views {
    flex: none;
    margin-bottom: 0;
  }
  .rest {
    flex: 1;
    min-height: 36px;
    display: flex;
    align-items: center;
    text-wrap: pretty;
  }
  .freeze {
    flex: none;
    display: flex;
    gap: 16px;
  }
  /* Above what covers the stage at rest: titles tell what is to be seen. */
  h4 {
    position: relative;
    z-index: 1;
  }
  .seeing {
    display: grid;
    /* On a figure of full width, the picture is twelve times as large as a digit. */
    grid-template-columns: minmax(150px, 196fr) minmax(0, 336fr) minmax(0, 258fr) minmax(130px, 168fr);
    gap: 24px;
    margin-top: 6px;
  }
  .positions,
  .close,
  .verdicts {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
  }
  .caption {
    align-items: flex-start;
    min-height: 92px;
    margin: 0;
  }
  .colors {
    flex: none;
    width: 84px;
  }
  .reading {
    min-height: 36px;
    color: var(--soft);
    text-wrap: pretty;
  }
  .tiles {
    display: flex;
    gap: 12px;
  }
  figure {
    flex: 1 1 0;
    min-width: 0;
    max-width: 76px;
    margin: 0;
  }
  figure som-lab-picture {
    outline: 1px solid var(--line);
    outline-offset: -1px;
    background: var(--well);
  }
  figcaption {
    margin-top: 3px;
    white-space: nowrap;
  }
  .counted {
    min-height: 36px;
    margin-top: 6px;
    text-wrap: pretty;
  }
  .verdicts .says {
    margin-bottom: 2px;
  }
  .sheets {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(240px, 1fr));
    gap: 28px;
    margin-top: 18px;
    padding-top: 12px;
    border-top: 1px solid var(--line);
  }
  .sheets .sheet {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: 6px;
    min-width: 0;
  }
  /* So that the gauges stand in a row. */
  .what {
    flex: 1;
    min-height: 18px;
  }
  :host([narrow]) .heading {
    flex-wrap: wrap;
  }
  :host([narrow]) .rest {
    flex: 1 0 100%;
    min-height: 54px;
  }
  :host([narrow]) .seeing {
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
  }
  :host([narrow]) .close {
    display: grid;
    grid-template: auto auto 1fr / minmax(0, 1fr) minmax(0, 1fr);
    gap: 8px 14px;
  }
  :host([narrow]) .reading {
    grid-area: 3 / 1;
    min-height: 18px;
  }
  :host([narrow]) .tiles {
    gap: 6px;
    font-size: 12px;
  }
  :host([narrow]) .close h4 {
    grid-column: 1 / -1;
  }
  :host([narrow]) .lit {
    grid-area: 2 / 2 / 4;
  }
  :host([narrow]) .judged {
    min-height: 36px;
  }
  :host([narrow]) .verdicts {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 8px 14px;
  }
  :host([narrow]) .sheets {
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 20px 14px;
  }
  :host([narrow]) .sheets .sheet:last-child:nth-child(odd) {
    grid-column: 1 / -1;
  }
`;
