import { svg } from 'lit';

/** @param {unknown} shape */
const icon = (shape) =>
  svg`<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">${shape}</svg>`;

export const playIcon = icon(
  svg`<path d="M6 3.6v12.8a.6.6 0 0 0 .92.5l10-6.4a.6.6 0 0 0 0-1l-10-6.4A.6.6 0 0 0 6 3.6z" fill="currentColor"/>`,
);
export const pauseIcon = icon(svg`<path d="M5 3.5h3.6v13H5zM11.4 3.5H15v13h-3.6z" fill="currentColor"/>`);
export const stepIcon = icon(
  svg`<path d="M4 4h2.6v12H4zM9 4.4v11.2a.5.5 0 0 0 .78.42l8-5.6a.5.5 0 0 0 0-.84l-8-5.6A.5.5 0 0 0 9 4.4z" fill="currentColor"/>`,
);
export const resetIcon = icon(
  svg`<path d="M4.2 9.2A6 6 0 1 1 5 13.4M4 4.4v5h5" fill="none" stroke="currentColor" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"/>`,
);
export const infoIcon = icon(
  svg`<circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M10 9v5M10 6v.4" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/>`,
);
export const slidersIcon = icon(
  svg`<path d="M3 6h8m4 0h2M3 14h2m4 0h8" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/><circle cx="13" cy="6" r="2" fill="none" stroke="currentColor" stroke-width="1.7"/><circle cx="7" cy="14" r="2" fill="none" stroke="currentColor" stroke-width="1.7"/>`,
);
export const closeIcon = icon(
  svg`<path d="M5 5l10 10M15 5L5 15" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/>`,
);
