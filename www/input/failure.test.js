import { expect, test } from 'vitest';
import { explain, failureOf } from '../engine/errors.js';
import { arrived } from './failure.js';

test('what does not arrive is told in a sentence that names it', async () => {
  expect(await arrived(Promise.resolve(3), 'The reader')).toBe(3);
  const thrown = await arrived(Promise.reject(new TypeError('Failed to fetch')), 'The reader').catch(
    failureOf,
  );
  expect(explain(/** @type {any} */ (thrown))).toMatchObject({
    kind: 'network',
    sentence: 'The reader did not arrive.',
  });
});
