/** What every element of ours is to the page around it, as text: the small ones do without Lit. */

import { customProperties } from './theme.js';

export const hostStyles = `
  :host {
    --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
    ${customProperties('light')}
    --shadow: 0 1px 2px rgb(0 0 0 / 4%), 0 8px 28px rgb(40 36 24 / 7%);
    color-scheme: light;
    display: block;
    font: 13px/18px var(--sans);
    font-variant-numeric: tabular-nums;
    color: var(--ink);
    -webkit-text-size-adjust: 100%;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      ${customProperties('dark')}
      --shadow: 0 1px 2px rgb(0 0 0 / 30%);
      color-scheme: dark;
    }
  }
`;
