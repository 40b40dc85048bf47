import { css } from 'lit';

/** The figure from top to bottom. */
export const figureStyles = css`
  som-lab-figure {
    display: contents;
  }
  .figure {
    position: relative;
    background: var(--paper);
    border: 1px solid var(--line);
    border-radius: 12px;
    box-shadow: var(--shadow);
    padding: 20px 24px 16px;
    display: grid;
    grid-template-columns: minmax(0, 560px) minmax(300px, 1fr);
    grid-template-areas:
      'head head'
      'map side'
      'transport transport'
      'controls controls'
      'more more'
      'own own'
      'evidence evidence'
      'foot foot';
    gap: 0 32px;
  }
  .wide {
    grid-template-columns: minmax(0, 1fr);
    grid-template-areas: 'head' 'map' 'transport' 'controls' 'more' 'own' 'side' 'evidence' 'foot';
  }
  .wide .side {
    padding-top: 18px;
    margin-top: 14px;
    border-top: 1px solid var(--line);
  }
  .narrow {
    grid-template-columns: minmax(0, 1fr);
    grid-template-areas: 'head' 'map' 'transport' 'own' 'side' 'evidence' 'foot';
    padding: 14px 14px 12px;
  }
  header {
    grid-area: head;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 4px 16px;
    margin-bottom: 12px;
  }
  .narrow header {
    align-items: flex-start;
  }
  header h3 {
    font: 600 15px/22px var(--sans);
    letter-spacing: -0.005em;
  }
  .map {
    grid-area: map;
    min-width: 0;
  }
  .cover {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 12px;
    text-align: center;
    padding: 24px;
    background: var(--well);
  }
  .cover:has(source) {
    background: var(--paper);
  }
  .cover.clear {
    background: none;
  }
  .cover img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: contain;
    image-rendering: pixelated;
  }
  @media (prefers-color-scheme: light) {
    .cover img.ink {
      filter: invert(1) hue-rotate(180deg);
    }
  }
  /* Above what a stage keeps in sight at rest. */
  .cover .primary {
    z-index: 2;
  }
  .cover p {
    max-width: 40ch;
    font-size: 14px;
    line-height: 21px;
  }
  .primary {
    position: relative;
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
    padding: 9px 18px;
    border-radius: 8px;
  }
  .side {
    grid-area: side;
    display: flex;
    flex-direction: column;
    gap: 22px;
    padding-top: 38px;
    min-width: 0;
  }
  .narrow .side {
    padding-top: 16px;
    border-top: 1px solid var(--line);
    margin-top: 14px;
  }
  .course {
    display: grid;
    grid-template-columns: 100px 1fr;
    gap: 6px 16px;
  }
  .course > h4 {
    grid-column: 1 / -1;
  }
  h4 {
    font: 600 13px/18px var(--sans);
  }
  .sketches {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 16px;
  }
  .sketch svg {
    display: block;
    width: 100%;
    height: 72px;
    overflow: visible;
  }
  .sketch p {
    display: flex;
    justify-content: space-between;
    color: var(--soft);
    white-space: nowrap;
    margin-bottom: 6px;
  }
  .sketch b {
    color: var(--ink);
    font-weight: 600;
  }
  .own {
    grid-area: own;
    margin-top: 14px;
  }
  .evidence {
    grid-area: evidence;
    border-top: 1px solid var(--line);
    margin-top: 12px;
    padding-top: 12px;
    min-height: 49px;
    max-width: 100%;
    font-size: 14px;
    line-height: 20px;
  }
  .evidence b {
    font-weight: 600;
  }
  .notice {
    margin-top: 4px;
    color: var(--soft);
  }
  .hint {
    display: flex;
    align-items: baseline;
    gap: 4px 12px;
    flex-wrap: wrap;
  }
  .hint:has(button) {
    position: relative;
    margin-top: 8px;
    padding: 8px 40px 8px 12px;
    border-left: 3px solid var(--accent);
    background: var(--well);
  }
  .hint .text {
    text-align: left;
  }
  .hint .close {
    position: absolute;
    top: 2px;
    right: 2px;
    display: grid;
    place-items: center;
    width: 32px;
    height: 32px;
    color: var(--soft);
  }
  .hint .close svg {
    width: 14px;
  }
  footer {
    grid-area: foot;
    position: relative;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 18px;
    margin-top: 8px;
    min-height: 28px;
    align-items: center;
  }
  footer .said {
    color: var(--soft);
  }
  footer .keys {
    margin-left: auto;
    color: var(--soft);
  }
  kbd {
    font: inherit;
    border: 1px solid var(--line);
    border-radius: 4px;
    padding: 0 5px;
  }
  .narrow .keys {
    display: none;
  }
  @media (hover: none) {
    .keys {
      display: none;
    }
  }
  .tables {
    flex-basis: 100%;
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(280px, 1fr));
    gap: 24px;
    margin: 8px 0;
  }
  .tables > div {
    max-height: 320px;
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: 6px;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  caption {
    text-align: left;
    font-weight: 600;
    padding: 8px 12px;
  }
  th,
  td {
    text-align: right;
    padding: 3px 12px;
    font-weight: 400;
    border-top: 1px solid var(--line);
  }
  th {
    color: var(--soft);
    position: sticky;
    top: 0;
    background: var(--paper);
  }
  @media (pointer: coarse) {
    .primary {
      min-height: 44px;
    }
    .hint .close {
      top: 0;
      right: 0;
      width: 44px;
      height: 44px;
    }
  }
`;
