import { css } from 'lit';

/** A verdict in a word. */
export const verdictStyles = css`
  .verdict {
    display: inline-block;
    padding: 0 9px;
    border-radius: 11px;
    border: 1.5px solid var(--edge);
    font: 600 12px/18px var(--sans);
    color: var(--ink);
    white-space: nowrap;
  }
  .verdict[data-word='agrees'] {
    border-color: var(--topographic);
    color: var(--topographic);
  }
  .verdict[data-word='disagrees'] {
    border-color: var(--danger);
    color: var(--danger);
  }
  .verdict[data-word='not yet'] {
    border-style: dashed;
    color: var(--soft);
  }
`;

/** What the note says, what was recorded, what the visitor got. */
export const claimStyles = [
  verdictStyles,
  css`
    .made {
      display: flex;
      flex-wrap: wrap;
      gap: 0 16px;
      margin-top: 6px;
      min-height: 20px;
      font-size: 13px;
    }
    .claims {
      display: grid;
      gap: 8px;
      margin-top: 10px;
    }
    .claim {
      display: grid;
      grid-template-columns: minmax(0, 4fr) minmax(0, 5fr) minmax(0, 5fr);
      gap: 4px 28px;
      margin: 0;
      padding: 10px 14px;
      background: var(--well);
      border-radius: 8px;
    }
    .claim dt {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: 4px 12px;
      min-height: 21px;
      margin-bottom: 2px;
      font-size: 12px;
      line-height: 16px;
      color: var(--soft);
    }
    .claim dd {
      margin: 0;
      text-wrap: pretty;
    }
    .claim .of {
      display: inline-block;
      margin-right: 8px;
      white-space: nowrap;
    }
    .claim .of i {
      display: inline-block;
      width: 10px;
      margin: 0 5px 0 2px;
      vertical-align: 4px;
      border-top: 2.5px solid var(--series);
    }
    /* What stands there later lies on what keeps its place. */
    .yours dd {
      display: grid;
    }
    .yours dd > * {
      grid-area: 1 / 1;
    }
    .ghost {
      visibility: hidden;
    }
    .doubt {
      min-height: 20px;
      margin-top: 6px;
      font-size: 13px;
    }
    .narrow .doubt {
      min-height: 40px;
    }
    .narrow .claim {
      grid-template-columns: minmax(0, 1fr);
      gap: 8px;
    }
    .narrow .claim .of {
      white-space: normal;
    }
  `,
];
