import { expect, test } from 'vitest';
import colors from './colors.json';
import { customProperties, theme } from './theme.js';

test('both themes have the same colors, all of them as six digits', () => {
  const shape = (/** @type {object} */ of) => JSON.stringify(of).replace(/#[0-9a-f]{6}/g, '#');
  expect(shape(colors.dark)).toBe(shape(colors.light));
  expect(shape(colors.light)).not.toMatch(/#[^"]/);
});

test('style sheets get them by name, lists and tables one by one', () => {
  expect(customProperties('light').split('\n')).toEqual(
    expect.arrayContaining(['--on-accent: #ffffff;', '--series-1: #b97a00;', '--note-red: #b5281e;']),
  );
});

test('canvases get the light theme where no other is asked for, the paper as numbers too', () => {
  expect(theme()).toMatchObject({ ...colors.light, dark: false, paperRgb: [255, 255, 255] });
  expect(theme().wellRgb).toEqual([243, 241, 236]);
});
