import { css } from 'lit';

/** From the picture on the left to the last map on the right; the stacks to choose from below. */
export const stackStyles = css`
  .top {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 24px;
  }
  .layers {
    display: grid;
    grid-template-columns: 168px minmax(0, 256px) minmax(0, 1fr);
    gap: 24px 34px;
  }
  .layers[data-layers='3'] {
    grid-template-columns: 140px repeat(2, minmax(0, 188px)) minmax(0, 1fr);
    column-gap: 30px;
  }
  .layers[data-layers='4'] {
    grid-template-columns: 120px repeat(3, minmax(0, 160px)) minmax(0, 1fr);
    column-gap: 28px;
  }
  .picture,
  .layer {
    position: relative;
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
  }
  /* An arrow from each layer to the next. */
  .layer::before {
    content: '→';
    position: absolute;
    left: -26px;
    top: 118px;
    width: 18px;
    text-align: center;
    font-size: 18px;
    color: var(--soft);
  }
  .written {
    display: flex;
    flex-direction: column;
    gap: 6px;
    margin-top: 6px;
  }
  h4 {
    font: 600 13px/20px var(--sans);
    min-height: 20px;
  }
  .soft {
    font-weight: 400;
  }
  .head {
    display: flex;
    justify-content: space-between;
    gap: 0 8px;
    white-space: nowrap;
  }
  .head > :first-child {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .state {
    flex: none;
    display: inline-flex;
    align-items: center;
    gap: 5px;
    font-weight: 400;
    color: var(--soft);
  }
  .state::before {
    content: '';
    width: 7px;
    height: 7px;
    border-radius: 50%;
    border: 1.5px solid var(--edge);
  }
  .state[data-state='learning'] {
    color: var(--ink);
    font-weight: 600;
  }
  .state[data-state='learning']::before {
    background: var(--topographic);
    border-color: var(--topographic);
  }
  .state[data-state='frozen']::before {
    background: var(--edge);
    border-radius: 1px;
  }
  .written p {
    min-height: 36px;
  }
  .closeup {
    display: grid;
    grid-template-columns: 56px minmax(0, 1fr);
    grid-template-rows: auto auto 1fr;
    gap: 6px 12px;
    min-height: 176px;
  }
  .layer:not(.last) .closeup,
  .picture .closeup {
    margin-top: 6px;
  }
  .layer:not(.last) .samples,
  .picture .samples {
    grid-column: 1 / -1;
  }
  .closeup.empty {
    display: block;
    color: var(--soft);
  }
  .closeup h4 {
    line-height: 18px;
    min-height: 18px;
  }
  .closeup p {
    color: var(--soft);
  }
  .last .closeup {
    grid-template-columns: 140px minmax(0, 1fr);
    grid-template-rows: auto 1fr;
    gap: 6px 16px;
    min-height: 140px;
  }
  .last .closeup .own {
    grid-row: 1 / 3;
  }
  .samples {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(26px, 1fr));
    gap: 4px;
  }
  .last .samples {
    grid-template-columns: repeat(8, minmax(0, 1fr));
    gap: 5px;
  }
  .scores {
    display: grid;
    grid-template-columns: minmax(0, auto) minmax(240px, 1fr);
    gap: 8px 28px;
    margin-top: 16px;
    padding-top: 14px;
    border-top: 1px solid var(--line);
  }
  .stacks {
    display: grid;
    grid-template-columns: repeat(var(--stacks), 220px);
    gap: 8px 12px;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .stacks legend {
    padding: 0;
    margin-bottom: 8px;
    font-weight: 600;
  }
  som-lab-thumb {
    pointer-events: none;
  }
  .stacks label {
    position: relative;
    display: grid;
    grid-template-columns: 84px minmax(0, 1fr);
    gap: 0 12px;
    padding: 8px;
    border-radius: 8px;
    cursor: pointer;
    align-items: start;
  }
  .stacks label:hover {
    background: var(--well);
  }
  .stacks label:has(:checked) {
    box-shadow: inset 0 0 0 2px var(--accent);
  }
  .stacks label:has(:focus-visible) {
    outline: 2.5px solid var(--accent);
    outline-offset: 2px;
  }
  .stacks input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .stacks .words {
    display: grid;
  }
  .stacks .phase {
    min-height: 18px;
    font-size: 12px;
  }
  .gauge {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 6px;
    margin-top: 3px;
  }
  .gauge b {
    grid-area: 1 / 2;
    font-weight: 600;
  }
  .gauge .bar {
    grid-area: 2 / 1 / auto / 3;
    position: relative;
    height: 5px;
    border-radius: 3px;
    background: var(--line);
  }
  .gauge .bar span {
    position: absolute;
    inset: 0 auto 0 0;
    border-radius: 3px;
    background: var(--quantization);
  }
  .gauge .bar i {
    position: absolute;
    top: -2px;
    bottom: -2px;
    border-left: 2px solid var(--ink);
  }
  .means {
    min-height: 106px;
    margin-top: 26px;
  }
  .means p + p {
    margin-top: 8px;
  }
  .means b {
    color: var(--ink);
    font-weight: 600;
  }
  :host([narrow]) .layers {
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 16px 14px;
  }
  :host([narrow]) .layer::before {
    display: none;
  }
  :host([narrow]) .last {
    grid-column: 1 / -1;
  }
  /* Beside the picture there is room for one map; the others have a row each. */
  :host([narrow]) .between {
    grid-column: 1 / -1;
    display: grid;
    grid-template: auto 1fr / repeat(2, minmax(0, 1fr));
    gap: 8px 14px;
  }
  :host([narrow]) .written p {
    min-height: 54px;
  }
  :host([narrow]) .between .written {
    grid-area: 1 / 2 / 3;
    margin: 0;
    gap: 8px;
  }
  :host([narrow]) .between .closeup {
    grid-column: 1 / -1;
  }
  :host([narrow]) .between .closeup {
    min-height: 110px;
  }
  :host([narrow]) .head {
    flex-wrap: wrap;
  }
  :host([narrow]) .last .closeup {
    grid-template-columns: 112px minmax(0, 1fr);
  }
  :host([narrow]) .last .samples {
    grid-template-columns: repeat(6, minmax(0, 1fr));
  }
  :host([narrow]) .scores {
    grid-template-columns: minmax(0, 1fr);
  }
  :host([narrow]) .means {
    margin-top: 4px;
  }
  :host([narrow]) .stacks {
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 8px;
  }
  :host([narrow]) .stacks label {
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
  }
`;
