import { css } from 'lit';

/** The chart with its legend; below, the image and a card for each network. */
export const netStyles = css`
  .courses {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 312px;
    gap: 28px;
    --chart-height: 316px;
  }
  /* Above what covers the stage at rest: it tells what is to be compared. */
  .legend-side {
    position: relative;
    z-index: 1;
    display: flex;
    flex-direction: column;
    min-width: 0;
    background: var(--paper);
  }
  .legend-side[data-rest] .study,
  .legend-side[data-rest] .identity {
    visibility: hidden;
  }
  .where {
    margin-bottom: 6px;
  }
  .where b {
    color: var(--ink);
    font-weight: 600;
  }
  .legend-side ul {
    list-style: none;
    margin: 0 0 10px;
    padding: 0;
  }
  .legend-side li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 12px;
    padding: 7px 0;
    border-top: 1px solid var(--line);
  }
  .name {
    font-weight: 600;
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
  }
  .name::before {
    content: '';
    flex: none;
    width: 16px;
    border-top: 3px solid var(--series);
    border-radius: 2px;
  }
  .legend-side li b {
    font-weight: 600;
    text-align: right;
  }
  .means,
  .spread {
    grid-column: 1 / -1;
    padding-left: 24px;
    text-wrap: pretty;
  }
  .spread {
    display: flex;
    justify-content: space-between;
  }
  .identity {
    margin-bottom: 10px;
    padding: 8px 0 0;
    border-top: 1px solid var(--line);
    text-wrap: pretty;
  }
  .study {
    padding-top: 8px;
    border-top: 1px solid var(--line);
    min-height: 62px;
  }
  .going {
    display: flex;
    align-items: center;
    gap: 12px;
  }
  progress {
    flex: 1;
    min-width: 0;
    height: 6px;
    accent-color: var(--accent);
  }
  .heading {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 28px;
    margin-top: 18px;
    padding-top: 12px;
    border-top: 1px solid var(--line);
  }
  .heading .views {
    min-width: 0;
    max-width: 100%;
  }
  .freeze {
    display: flex;
    gap: 16px;
    margin-left: auto;
  }
  .nets {
    display: grid;
    grid-template-columns: 196px repeat(var(--nets), minmax(0, 1fr));
    gap: 24px;
  }
  .probe,
  .card {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
  }
  .card {
    container-type: inline-size;
  }
  h4 {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: 8px;
    min-height: 20px;
    font: 600 13px/20px var(--sans);
  }
  h4 .text {
    font-weight: 400;
  }
  h4.name {
    justify-content: flex-start;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .says {
    display: flex;
    gap: 5px;
    min-height: 18px;
    margin-bottom: 4px;
    color: var(--soft);
    white-space: nowrap;
  }
  .says b {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .sheet {
    position: relative;
  }
  .blank {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    text-align: center;
    color: var(--ink);
    opacity: 0.75;
    pointer-events: none;
  }
  .says b {
    color: var(--ink);
  }
  .says.right b::after,
  .says.wrong b::after {
    display: inline-block;
    width: 14px;
    text-align: center;
  }
  .says.right b::after {
    content: '✓';
    color: var(--topographic);
  }
  .says.wrong b::after {
    content: '✗';
    color: var(--danger);
  }
  som-lab-pad {
    margin: 2px;
  }
  .seen {
    display: flex;
    gap: 10px;
    align-items: center;
    min-height: 56px;
  }
  .seen som-lab-picture {
    flex: none;
    width: 56px;
    outline: 1px solid var(--line);
  }
  .reading,
  .facts {
    min-height: 36px;
    color: var(--soft);
    text-wrap: pretty;
  }
  .facts {
    min-height: 72px;
  }
  .below {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
    gap: 12px;
  }
  .classes {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    align-content: start;
    gap: 1px;
  }
  .classes li {
    position: relative;
    display: flex;
    justify-content: space-between;
    gap: 6px;
    padding: 0 4px;
    font-size: 12px;
    line-height: 15px;
    color: var(--soft);
    background: var(--well);
    border-radius: 2px;
    overflow: hidden;
  }
  .classes .bar {
    position: absolute;
    inset: 0 auto 0 0;
    background: var(--series);
    opacity: 0.42;
  }
  .classes .class,
  .classes .p {
    position: relative;
  }
  .classes .class {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .classes .top {
    color: var(--ink);
    font-weight: 600;
  }
  .classes .truth .class::after {
    content: ' •';
    color: var(--ink);
  }
  .answers p {
    margin-bottom: 4px;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    align-content: start;
  }
  /* Five networks side by side. */
  @container (max-width: 180px) {
    .below {
      grid-template-columns: minmax(0, 1fr);
    }
    .answers {
      display: none;
    }
    .reading {
      min-height: 54px;
    }
    .facts {
      min-height: 108px;
    }
  }
  .frozen {
    color: var(--accent);
  }
  .door {
    margin-top: 2px;
  }
  .problem {
    color: var(--danger);
  }
  :host([narrow]) .courses {
    grid-template-columns: minmax(0, 1fr);
    gap: 14px;
    --chart-height: 240px;
  }
  :host([narrow]) .heading {
    gap: 0 16px;
  }
  :host([narrow]) .heading .views {
    margin-bottom: 4px;
  }
  :host([narrow]) .nets {
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
  }
  :host([narrow]) .probe {
    display: grid;
    grid-template-columns: minmax(0, 11fr) minmax(0, 9fr);
    gap: 8px 14px;
    align-items: start;
  }
  :host([narrow]) .probe > h4 {
    grid-column: 1 / -1;
  }
  :host([narrow]) som-lab-pad {
    grid-row: span 3;
  }
  :host([narrow]) .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 6px 14px;
  }
  :host([narrow]) .card > h4,
  :host([narrow]) .facts {
    grid-column: 1 / -1;
  }
  :host([narrow]) .reading {
    grid-area: 3 / 1;
    min-height: 18px;
  }
  :host([narrow]) .below {
    grid-area: 2 / 2;
    grid-template-columns: minmax(0, 1fr);
  }
  :host([narrow]) .answers {
    display: none;
  }
  :host([narrow]) .facts {
    min-height: 18px;
  }
`;
