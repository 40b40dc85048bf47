import { css } from 'lit';

/** A column for the car in its wheel, and one for each chain. */
export const ringStyles = css`
  .stage {
    display: grid;
    grid-template-columns: minmax(0, 280px) repeat(var(--maps), minmax(0, 1fr));
    gap: 28px;
    align-items: start;
  }
  .car {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 8px;
    padding-top: 28px;
  }
  som-lab-wheel {
    width: 100%;
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
    min-height: 60px;
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
    color: var(--accent);
  }
  :host([narrow]) .stage {
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
  }
  :host([narrow]) .car {
    max-width: 280px;
    width: 100%;
    margin: 0 auto;
    padding-top: 0;
  }
`;
