import { expect, test } from 'vitest';
import colors from './colors.json';
import { customProperties, rgb, theme } from './theme.js';

test('both themes have the same colors, all of them as six digits', () => {
  const shape = (/** @type {object} */ of) => JSON.stringify(of).replace(/#[0-9a-f]{6}/g, '#');
  expect(shape(colors.dark)).toBe(shape(colors.light));
  expect(shape(colors.light)).not.toMatch(/#[^"]/);
});

test('style sheets get them by name, unless the page has others, lists and tables one by one', () => {
  expect(customProperties('light').split('\n')).toEqual(
    expect.arrayContaining([
      '--on-accent: var(--som-lab-on-accent, #ffffff);',
      '--series-1: var(--som-lab-series-1, #b97a00);',
      '--note-red: var(--som-lab-note-red, #b5281e);',
    ]),
  );
});

test('canvases get the light theme where no other is asked for, the paper as numbers too', () => {
  expect(theme()).toMatchObject({ ...colors.light, dark: false, paperRgb: [255, 255, 255] });
  expect(theme().wellRgb).toEqual([243, 241, 236]);
});

/** WCAG contrast of two colors. @param {string} a @param {string} b */
function contrast(a, b) {
  const [dark, light] = [a, b]
    .map((hex) => {
      const [red, green, blue] = rgb(hex).map((value) => {
        const s = value / 255;
        return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    })
    .sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

test('ink is read on pushes to the left and to the right', () => {
  for (const { ink, push } of [colors.light, colors.dark]) {
    expect(contrast(ink, push.left)).toBeGreaterThan(4.5);
    expect(contrast(ink, push.right)).toBeGreaterThan(4.5);
  }
});

test('ink is read on the bars of what a network says', () => {
  const share = 0.42;
  for (const { ink, well, note } of [colors.light, colors.dark]) {
    for (const color of Object.values(note)) {
      const [bar, ground] = [rgb(color), rgb(well)];
      const mixed = bar.map((value, i) => Math.round(share * value + (1 - share) * ground[i]));
      const hex = `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
      expect(contrast(ink, hex)).toBeGreaterThan(4.5);
    }
  }
});
