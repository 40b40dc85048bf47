/**
 * The two themes of colors.json: as custom properties for style sheets, and as values for what is drawn on a canvas.
 * Series are Okabe–Ito, dark enough for lines on white; its vermilion is the mark, so the others are left. The colors
 * of the note's curves are its own; orange and red differ in lightness too. Pushes to the left and to the right are
 * grounds that ink is read on.
 */

import colors from './colors.json' with { type: 'json' };

/** @import { ReactiveController, ReactiveControllerHost } from 'lit' */
/** @typedef {typeof colors.light} Colors */
/** @typedef {Colors & {dark: boolean, paperRgb: [number, number, number], wellRgb: [number, number, number]}} Theme */

/** @param {string} hex @returns {[number, number, number]} */
export function rgb(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return [r, g, b];
}

/** @param {boolean} dark @returns {Theme} */
const themeOf = (dark) => {
  const of = dark ? colors.dark : colors.light;
  return { ...of, dark, paperRgb: rgb(of.paper), wellRgb: rgb(of.well) };
};
const [LIGHT, DARK] = [themeOf(false), themeOf(true)];

const query = globalThis.matchMedia?.('(prefers-color-scheme: dark)');

/** @returns {Theme} */
export function theme() {
  return query?.matches ? DARK : LIGHT;
}

/** @param {string} name @param {string} color */
const property = (name, color) => `--${name}: var(--som-lab-${name}, ${color});`;

/**
 * The colors of a theme as custom properties; of a list or a table, one for each: --series-0, --note-red. A page around
 * it may set others, --som-lab-accent and so on; what is drawn on a canvas keeps the theme's.
 * @param {keyof typeof colors} name
 */
export function customProperties(name) {
  return Object.entries(colors[name])
    .flatMap(([key, value]) =>
      typeof value === 'string'
        ? property(key, value)
        : Object.entries(value).map(([of, color]) => property(`${key}-${of}`, color)),
    )
    .join('\n');
}

/** Draws its host again when the theme changes. @implements {ReactiveController} */
export class ThemeController {
  /**
   * @param {ReactiveControllerHost} host
   * @param {() => void} [changed]
   */
  constructor(host, changed = () => host.requestUpdate()) {
    this.changed = changed;
    host.addController(this);
  }

  hostConnected() {
    query?.addEventListener('change', this.changed);
  }

  hostDisconnected() {
    query?.removeEventListener('change', this.changed);
  }
}

export function prefersStillness() {
  return globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false;
}
