import { css } from 'lit';

/** Transport, controls, badge and the sheet they become on a phone. */
export const controlStyles = css`
  .transport {
    grid-area: transport;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 20px;
    margin-top: 10px;
    padding-top: 12px;
    border-top: 1px solid var(--line);
  }
  .buttons {
    display: flex;
    gap: 4px;
  }
  .round {
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    color: var(--ink);
  }
  .round:hover {
    background: var(--well);
  }
  .round.play {
    background: var(--accent);
    color: var(--on-accent);
  }
  .round.play:hover {
    filter: brightness(1.1);
  }
  .speed {
    display: flex;
    align-items: center;
    gap: 10px;
    color: var(--soft);
  }
  .speed input {
    width: 150px;
  }
  .speed output {
    width: 76px;
    color: var(--ink);
    white-space: nowrap;
  }
  .counts {
    display: flex;
    gap: 4px 20px;
    flex-wrap: wrap;
    margin-left: auto;
    color: var(--soft);
    text-align: right;
  }
  .counts b {
    color: var(--ink);
    font-weight: 600;
  }
  .counts span {
    white-space: nowrap;
  }
  .narrow .counts {
    margin: 0;
    display: grid;
    grid-template-columns: 1fr 1fr;
    width: 100%;
    text-align: left;
  }
  .narrow .speed {
    flex: 1 1 100%;
    order: 2;
  }
  .narrow .speed input {
    flex: 1;
  }
  .narrow .counts {
    order: 3;
  }
  .narrow .open-sheet {
    margin-left: auto;
  }
  .open-sheet {
    display: none;
    align-items: center;
    gap: 6px;
    height: 40px;
    padding: 0 14px;
    border: 1px solid var(--edge);
    border-radius: 20px;
  }
  .narrow .open-sheet {
    display: inline-flex;
  }
  .controls {
    grid-area: controls;
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: 8px 24px;
    margin-top: 12px;
  }
  .field {
    display: grid;
    gap: 3px;
    align-content: start;
    position: relative;
  }
  .field > span:first-child,
  .field > label {
    color: var(--soft);
  }
  .field .row {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 32px;
  }
  .field.sigma input[type='range'] {
    width: 190px;
  }
  .field.sigma ~ .field.sigma input[type='range'],
  .field.sigma:has(~ .field.sigma) input[type='range'] {
    width: 148px;
  }
  .field.sigma output {
    min-width: 34px;
    font-weight: 600;
  }
  .hold {
    visibility: hidden;
  }
  .hold[data-on] {
    visibility: visible;
  }
  .problem {
    color: var(--danger);
    max-width: 34ch;
  }
  .more-button {
    height: 32px;
    padding: 0 12px;
    border: 1px solid var(--edge);
    border-radius: 6px;
    margin: 21px 0 0 auto;
  }
  .more-button:hover,
  .open-sheet:hover {
    background: var(--well);
  }
  .more {
    grid-area: more;
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(216px, 1fr));
    gap: 20px 32px;
    margin-top: 14px;
    padding: 16px 20px 20px;
    background: var(--well);
    border-radius: 8px;
  }
  .more fieldset {
    border: 0;
    margin: 0;
    padding: 0;
    min-width: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 10px 12px;
    align-content: start;
  }
  .more legend {
    font-weight: 600;
    padding: 0;
    margin-bottom: 8px;
  }
  .more .field.wide {
    flex-basis: 100%;
  }
  .more .hint {
    flex-basis: 100%;
    color: var(--soft);
  }
  .narrow .sheet {
    position: fixed;
    z-index: 10;
    inset: auto 0 0;
    max-height: 56vh;
    max-height: 56dvh;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 10px 18px calc(18px + env(safe-area-inset-bottom));
    background: var(--paper);
    border-radius: 16px 16px 0 0;
    box-shadow: 0 -6px 32px rgb(0 0 0 / 22%);
    visibility: hidden;
    transform: translateY(102%);
  }
  .narrow .sheet[data-open] {
    visibility: visible;
    transform: none;
  }
  @media (prefers-reduced-motion: no-preference) {
    .narrow .sheet {
      transition:
        transform 0.22s ease-out,
        visibility 0.22s;
    }
  }
  .sheet-head {
    display: none;
  }
  .narrow .sheet-head {
    display: flex;
    justify-content: space-between;
    align-items: center;
    font-weight: 600;
    position: sticky;
    top: -10px;
    background: var(--paper);
    z-index: 1;
  }
  .sheet {
    display: contents;
  }
  .narrow .sheet {
    display: block;
  }
  .narrow .controls {
    gap: 12px 20px;
    align-items: flex-start;
    margin-top: 4px;
  }
  .narrow .more {
    background: none;
    padding: 4px 0 0;
  }
  .narrow .more-button {
    margin: 0;
  }
  /* As wide as it becomes: the title beside it keeps its lines. */
  .badge {
    position: relative;
    flex: none;
    display: flex;
    align-items: center;
    justify-content: flex-end;
    min-width: 132px;
    min-height: 28px;
    margin-top: -3px;
  }
  .badge > button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    color: var(--soft);
    min-height: 28px;
  }
  .badge > button:hover {
    color: var(--ink);
  }
  .badge-details {
    position: absolute;
    z-index: 5;
    right: 0;
    top: calc(100% + 6px);
    width: min(360px, 84vw);
    padding: 16px 18px;
    background: var(--paper);
    border: 1px solid var(--line);
    border-radius: 10px;
    box-shadow: 0 12px 40px rgb(0 0 0 / 18%);
    display: grid;
    gap: 12px;
  }
  .badge-details dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 16px;
    margin: 0;
  }
  .badge-details dt {
    color: var(--soft);
  }
  .badge-details dd {
    margin: 0;
    text-align: right;
  }
  .badge-details fieldset {
    border: 0;
    padding: 0;
    margin: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
  }
  .badge-details legend {
    padding: 0;
    color: var(--soft);
  }
  .badge-details label {
    display: inline-flex;
    gap: 6px;
    align-items: center;
  }
  .checks {
    list-style: none;
    margin: 0;
    padding: 0;
    columns: 2;
    font-size: 12px;
  }
  .checks .bad {
    color: var(--danger);
  }
  @media (pointer: coarse) {
    .round {
      width: 44px;
      height: 44px;
    }
    .open-sheet,
    .more-button {
      height: 44px;
    }
    .field .row,
    .badge-details label {
      min-height: 44px;
    }
    .badge > button {
      min-height: 44px;
      margin: -8px 0;
    }
  }
`;
