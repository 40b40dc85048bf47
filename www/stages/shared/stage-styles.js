import { css } from 'lit';

/** What stages share: the views to choose from, the place of the canvases, captions and legends. */
export const stageStyles = css`
  .views {
    display: flex;
    gap: 2px;
    min-width: 0;
    margin: 0 0 10px;
    padding: 0;
    border: 0;
    overflow-x: auto;
    scrollbar-width: none;
  }
  .views label {
    position: relative;
    padding: 5px 10px;
    border-radius: 6px;
    color: var(--soft);
    white-space: nowrap;
    cursor: pointer;
  }
  .views label:first-of-type {
    margin-left: -10px;
  }
  .views input {
    position: absolute;
    inset: 0;
    opacity: 0;
    margin: 0;
    cursor: pointer;
  }
  .views label:has(:checked) {
    color: var(--ink);
    font-weight: 600;
  }
  .views label:has(:checked)::after {
    content: '';
    position: absolute;
    inset: auto 10px 0;
    border-bottom: 2px solid var(--accent);
  }
  :host([narrow]) .views {
    gap: 0;
  }
  :host([narrow]) .views label {
    padding: 5px 7px;
  }
  :host([narrow]) .views label:first-of-type {
    margin-left: -7px;
  }
  .views label:hover {
    color: var(--ink);
  }
  .views label:has(:focus-visible) {
    outline: 2.5px solid var(--accent);
    outline-offset: -2px;
  }
  .views label:has(:disabled) {
    color: var(--soft);
    opacity: 0.55;
    cursor: not-allowed;
  }
  .stage {
    position: relative;
    background: var(--paper);
  }
  /* What is covered at rest, where a chart stays in sight. */
  .pictures {
    position: relative;
  }
  .caption {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 4px 16px;
    min-height: 40px;
    margin-top: 8px;
    color: var(--soft);
  }
  .legend {
    display: flex;
    align-items: center;
    gap: 6px;
    flex: none;
  }
  .legend .bar {
    width: 88px;
    height: 10px;
    border-radius: 2px;
  }
  .legend.classes {
    flex-wrap: wrap;
    justify-content: flex-end;
    max-width: 320px;
    gap: 2px 8px;
    flex: 0 1 auto;
  }
  .legend i {
    display: inline-block;
    width: 10px;
    height: 10px;
    border-radius: 2px;
    margin-right: 4px;
  }
  @media (pointer: coarse) {
    .views label,
    :host([narrow]) .views label {
      padding-block: 13px;
    }
    .views label:has(:checked)::after {
      bottom: 8px;
    }
  }
`;
