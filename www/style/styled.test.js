import { expect, test } from 'vitest';
import { PartType } from 'lit/directive.js';
import { styled } from './styled.js';

test('styles are set one by one, and go when they are not named any more', () => {
  const { _$litDirective$: Made } = /** @type {any} */ (styled({}));
  const set = /** @type {string[]} */ ([]);
  const style = {
    setProperty: (/** @type {string} */ name, /** @type {string} */ value) => set.push(`${name}: ${value}`),
    removeProperty: (/** @type {string} */ name) => set.push(`no ${name}`),
  };
  const made = new Made({ type: PartType.ELEMENT });
  const update = (/** @type {object} */ styles) => {
    made.update({ element: { style } }, [styles]);
    return set.splice(0);
  };
  expect(update({ '--maps': 2, width: '3px' })).toEqual(['--maps: 2', 'width: 3px']);
  expect(update({ '--maps': 2, width: '4px' })).toEqual(['width: 4px']);
  expect(update({ '--maps': 2 })).toEqual(['no width']);
  expect(() => new Made({ type: PartType.ATTRIBUTE })).toThrow('Styles are for an element');
});
