import { expect, test } from 'vitest';
import { explain, failureOf } from './errors.js';

const KINDS = [
  'config',
  'data',
  'gpu',
  'checkpoint',
  'internal',
  'network',
  'worker',
  'wasm',
  'protocol',
  'unsupported',
];

test.each(KINDS)('%s has a sentence and a next step', (kind) => {
  const { sentence, next, ...rest } = explain({ kind });
  expect(rest.kind).toBe(kind);
  for (const text of [sentence, next]) expect(text).toMatch(/^[A-Z].*\.$/);
});

test('the sentence of whoever knows better goes first', () => {
  expect(explain({ kind: 'data', message: 'train-0 is damaged.' }).sentence).toBe('train-0 is damaged.');
});

test('an unknown kind is an internal one', () => {
  expect(explain({ kind: 'toString', message: '' }).kind).toBe('internal');
  expect(explain({}).kind).toBe('internal');
});

test('whatever is thrown becomes a failure', () => {
  const fromRust = Object.assign(new Error('A map of 0×0 has 0 units.'), { kind: 'config' });
  expect(failureOf(fromRust)).toEqual({ kind: 'config', message: 'A map of 0×0 has 0 units.' });
  expect(failureOf(new TypeError('x is null'))).toEqual({ kind: 'internal', message: 'x is null' });
  expect(failureOf('broken', 'worker')).toEqual({ kind: 'worker', message: 'broken' });
  expect(failureOf(undefined)).toEqual({ kind: 'internal', message: '' });
});

test('a content policy against WebAssembly is told in plain words', () => {
  const refusal = Object.assign(new Error("violates the Content Security Policy 'unsafe-eval'"), {
    name: 'CompileError',
  });
  expect(explain(failureOf(refusal))).toMatchObject({
    kind: 'wasm',
    next: expect.stringContaining('wasm-unsafe-eval'),
  });
});
