/**
 * The two themes, for what is drawn on a canvas. The style sheets hold the same values.
 */

/** @import { Rgb } from '../canvas/colormap.js' */
/** @typedef {{dark: boolean, paper: Rgb, paperCss: string, ink: string, soft: string, line: string,
 *   accent: string, quantization: string, topographic: string, series: string[],
 *   note: Record<import('../catalogue/experiments.js').Series, string>}} Theme */

/** @type {Theme} */
const LIGHT = {
  dark: false,
  paper: [255, 255, 255],
  paperCss: '#ffffff',
  ink: '#1b1b1e',
  soft: '#55585f',
  line: '#dddbd5',
  accent: '#d55e00',
  quantization: '#0072b2',
  topographic: '#007a5a',
  // Okabe–Ito, dark enough for lines on white; its vermilion is the accent, so the others are left.
  series: ['#0072b2', '#b97a00', '#007a5a', '#a8558a'],
  // The note's own colors of curves; orange and red differ in lightness too.
  note: { orange: '#c77f00', red: '#b5281e', blue: '#0072b2', green: '#007a5a', gray: '#6b6f76' },
};

/** @type {Theme} */
const DARK = {
  dark: true,
  paper: [27, 29, 32],
  paperCss: '#1b1d20',
  ink: '#e9e6df',
  soft: '#a9adb4',
  line: '#383b41',
  accent: '#ff9d4d',
  quantization: '#56b4e9',
  topographic: '#3fcf9f',
  series: ['#56b4e9', '#e69f00', '#3fcf9f', '#e29ac4'],
  note: { orange: '#f0a830', red: '#ff7a66', blue: '#56b4e9', green: '#3fcf9f', gray: '#b3b7be' },
};

const query = globalThis.matchMedia?.('(prefers-color-scheme: dark)');

/** @returns {Theme} */
export function theme() {
  return query?.matches ? DARK : LIGHT;
}

/**
 * @param {() => void} listener
 * @returns {() => void} stops listening
 */
export function onThemeChange(listener) {
  query?.addEventListener('change', listener);
  return () => query?.removeEventListener('change', listener);
}

export function prefersStillness() {
  return globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false;
}
