import { beforeAll, expect, test, vi } from 'vitest';
import { actionOf } from './keys.js';

class Element {
  /** @param {string} tagName */
  constructor(tagName) {
    this.tagName = tagName;
  }
}
beforeAll(() => void vi.stubGlobal('Element', Element));

/**
 * @param {string} key
 * @param {string} [tag]
 * @param {object} [more]
 */
const press = (key, tag = 'BODY', more = {}) =>
  actionOf(/** @type {any} */ ({ key, composedPath: () => [new Element(tag)], ...more }));

test('space, → and r', () => {
  expect([press(' '), press('ArrowRight'), press('r'), press('R'), press('x')]).toEqual([
    'toggle',
    'step',
    'reset',
    'reset',
    null,
  ]);
});

test('controls keep their own keys', () => {
  expect(press('ArrowRight', 'INPUT')).toBeNull();
  expect(press('r', 'SELECT')).toBeNull();
  expect(press(' ', 'BUTTON')).toBeNull();
  expect(press('r', 'BUTTON')).toBe('reset');
});

test('the browser keeps its shortcuts', () => {
  expect(press('r', 'BODY', { ctrlKey: true })).toBeNull();
  expect(press('ArrowRight', 'BODY', { defaultPrevented: true })).toBeNull();
});

test('a key held down steps on, but does not toggle', () => {
  expect(press('ArrowRight', 'BODY', { repeat: true })).toBe('step');
  expect(press(' ', 'BODY', { repeat: true })).toBeNull();
});
