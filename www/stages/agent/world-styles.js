import { css } from 'lit';

/** An agent in its world: the scene on the left, its map on the right, and its portrait below or beside. */
export const worldStyles = css`
  .world {
    display: grid;
    grid-template-columns: minmax(0, 7fr) minmax(0, 5fr);
    gap: 14px 32px;
    align-items: start;
  }
  :host([sheets]) .world {
    grid-template-columns: minmax(0, 19fr) minmax(0, 31fr);
    grid-template-rows: auto 1fr;
  }
  :host([sheets]) .sheet {
    grid-area: 1 / 2 / 3;
  }
  .sheet {
    position: relative;
  }
  .blank {
    position: absolute;
    inset: 0 0 62px;
    display: grid;
    place-content: center;
    text-align: center;
    color: var(--soft);
    background: var(--well);
    border-radius: 4px;
  }
  .hands {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    gap: 16px;
    min-height: 40px;
    margin-top: 6px;
  }
  .hands p {
    text-wrap: pretty;
  }
  .hands .views {
    flex: none;
    margin: 0 -10px 0 0;
  }
  button:disabled {
    color: var(--soft);
    cursor: default;
  }
  .values {
    display: flex;
    flex-wrap: wrap;
    gap: 0 14px;
    min-height: 18px;
  }
  .value {
    color: var(--soft);
    white-space: nowrap;
  }
  .value b {
    color: var(--ink);
    font-weight: 600;
  }
  figure {
    margin: 0;
  }
  .torques {
    grid-column: 1 / -1;
  }
  figcaption {
    margin-top: 6px;
    color: var(--soft);
    text-wrap: pretty;
  }
  :host([narrow]) .world {
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: none;
  }
  :host([narrow]) .hands .views {
    margin-right: -7px;
  }
  :host([narrow]) .sheet {
    grid-area: auto;
  }
`;
