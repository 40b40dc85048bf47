import { expect, test, vi } from 'vitest';
import { Saving } from './saving.js';

/**
 * @param {boolean} upload
 * @param {string[]} names
 * @param {boolean} [taken]  by a part of the figure
 */
function dropped(upload, names, taken = false) {
  const say = vi.fn();
  const saving = new Saving(/** @type {any} */ ({ figure: { model: { upload } }, say }));
  const open = vi.spyOn(saving, 'open').mockResolvedValue(true);
  const seen = { kept: taken, alone: false };
  const event = /** @type {any} */ ({
    dataTransfer: { files: names.map((name) => ({ name })) },
    get defaultPrevented() {
      return seen.kept;
    },
    preventDefault: () => (seen.kept = true),
    stopImmediatePropagation: () => (seen.alone = true),
  });
  saving.drop(event);
  if (!seen.alone) saving.refuse(event);
  return { ...seen, opened: open.mock.calls.length > 0, said: say.mock.calls.length > 0 };
}

test('a run that is dropped is opened, and nobody else takes it for a picture', () => {
  for (const upload of [true, false]) {
    const seen = dropped(upload, ['map.safetensors']);
    expect(seen).toEqual({ opened: true, said: false, kept: true, alone: true });
  }
});

test('other files are for who takes them; where nobody does, that is told and the page stays', () => {
  const left = { opened: false, said: false, kept: false, alone: false };
  expect(dropped(true, ['cat.png'])).toEqual(left);
  expect(dropped(true, ['a.safetensors', 'b.safetensors'])).toEqual(left);
  expect(dropped(false, ['cat.png'], true)).toEqual({ ...left, kept: true });
  expect(dropped(false, ['cat.png'])).toEqual({ ...left, said: true, kept: true });
  expect(dropped(false, [])).toEqual(left);
});
