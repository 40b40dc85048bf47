import { css } from 'lit';

/** The note says / you got. */
export const claimStyles = css`
  .claims {
    display: grid;
    gap: 8px;
    margin-top: 10px;
  }
  .claim {
    display: grid;
    grid-template-columns: minmax(0, 4fr) minmax(0, 7fr) 148px;
    gap: 4px 24px;
    margin: 0;
    padding: 10px 14px;
    background: var(--well);
    border-radius: 8px;
    align-items: center;
  }
  .claim dt {
    font-size: 12px;
    line-height: 16px;
    color: var(--soft);
  }
  .claim dd {
    margin: 0;
    text-wrap: pretty;
  }
  .claim .of {
    white-space: nowrap;
  }
  .claim .of i {
    display: inline-block;
    width: 10px;
    margin: 0 5px 0 2px;
    vertical-align: 4px;
    border-top: 2.5px solid var(--series);
  }
  .verdict dd {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 3px 11px;
    border-radius: 14px;
    border: 1.5px solid var(--edge);
    font: 600 13px/18px var(--sans);
    white-space: nowrap;
  }
  .verdict {
    justify-self: end;
  }
  [data-word='agrees'] dd {
    border-color: var(--topographic);
    color: var(--topographic);
  }
  [data-word='disagrees'] dd {
    border-color: var(--danger);
    color: var(--danger);
  }
  [data-word='not yet'] dd {
    border-style: dashed;
    color: var(--soft);
  }
  .narrow .claim {
    grid-template-columns: minmax(0, 1fr);
  }
  .narrow .verdict {
    justify-self: start;
    margin-top: 2px;
  }
`;
