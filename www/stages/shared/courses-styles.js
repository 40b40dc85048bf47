import { css } from 'lit';

/** Courses on one chart with their legend: of networks and of agents. */
export const coursesStyles = css`
  .courses {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 312px;
    gap: 28px;
    --chart-height: 316px;
  }
  :host([narrow]) .courses {
    grid-template-columns: minmax(0, 1fr);
    gap: 14px;
    --chart-height: 240px;
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
  .legend-side {
    display: flex;
    flex-direction: column;
    min-width: 0;
  }
  .legend-side[data-rest] .study,
  .legend-side[data-rest] .identity,
  .spread[data-rest] {
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
  /* As wide as a value with its spread: what was recorded and what comes then take the same lines. */
  .legend-side li b {
    min-width: 98px;
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
    min-height: 72px;
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
`;
