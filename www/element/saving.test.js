import { expect, test, vi } from 'vitest';
import { Saving } from './saving.js';

/** @param {boolean} upload @param {string[]} names */
function dropped(upload, names) {
  const say = vi.fn();
  const saving = new Saving(/** @type {any} */ ({ figure: { model: { upload } }, say }));
  const open = vi.spyOn(saving, 'open').mockResolvedValue(true);
  const event = { preventDefault: vi.fn(), stopImmediatePropagation: vi.fn() };
  saving.drop(/** @type {any} */ ({ ...event, dataTransfer: { files: names.map((name) => ({ name })) } }));
  const [kept, alone] = [event.preventDefault, event.stopImmediatePropagation].map(
    (f) => f.mock.calls.length > 0,
  );
  return { opened: open.mock.calls.length > 0, said: say.mock.calls.length > 0, kept, alone };
}

test('a run that is dropped is opened, and nobody else takes it for a picture', () => {
  for (const upload of [true, false]) {
    const seen = dropped(upload, ['map.safetensors']);
    expect(seen).toEqual({ opened: true, said: false, kept: true, alone: true });
  }
});

test('other files are for who takes pictures; where nobody does, that is told and the page stays', () => {
  const left = { opened: false, said: false, kept: false, alone: false };
  expect(dropped(true, ['cat.png'])).toEqual(left);
  expect(dropped(true, ['a.safetensors', 'b.safetensors'])).toEqual(left);
  expect(dropped(false, ['cat.png'])).toEqual({ ...left, said: true, kept: true });
  expect(dropped(false, [])).toEqual(left);
});
