import { expect, test } from 'vitest';
import { readRunFile, writeRunFile } from './run-file.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';

const about = { experiment: 'map', settings: 'map&seed=3', lab: 'lab map --seed 3' };
const run = (/** @type {string} */ name, /** @type {number} */ first) => ({
  name,
  points: [{ samples: 1, quantization_error: first }],
  contents: {
    tensors: [{ name: 'codebook', shape: Uint32Array.of(1, 2), values: Float32Array.of(first, 2) }],
    checkpoint: Uint8Array.of(first, 5, 6),
  },
});

test('runs come back with their courses and what they go on from', () => {
  const file = writeRunFile(about, [run('a', 1), run('b', 2)]);
  expect(readRunFile(file)).toEqual({
    experiment: 'map',
    settings: 'map&seed=3',
    runs: [
      { name: 'a', points: run('a', 1).points, checkpoint: Uint8Array.of(1, 5, 6) },
      { name: 'b', points: run('b', 2).points, checkpoint: Uint8Array.of(2, 5, 6) },
    ],
  });
  const { entries, metadata } = readSafetensors(file);
  expect(entries.map(({ name, dtype }) => `${name} ${dtype}`)).toEqual([
    'a/codebook F32',
    'b/codebook F32',
    'a/checkpoint U8',
    'b/checkpoint U8',
  ]);
  expect(metadata.lab).toBe('lab map --seed 3');
});

test('other files are refused, each in a sentence', () => {
  const checkpoint = {
    name: 'a/checkpoint',
    dtype: /** @type {const} */ ('U8'),
    shape: [1],
    bytes: Uint8Array.of(1),
  };
  const file = (/** @type {Record<string, string>} */ metadata) => writeSafetensors([checkpoint], metadata);
  const runs = JSON.stringify([{ name: 'a', points: [] }]);
  const good = { format: 'som-lab-run-1', experiment: 'map', settings: 'map', runs };
  expect(readRunFile(file(good)).runs).toHaveLength(1);
  expect(() => readRunFile(file({}))).toThrow('holds no runs of SOM Lab');
  expect(() => readRunFile(file({ ...good, format: 'som-lab-run-9' }))).toThrow('another version');
  const gone = JSON.stringify([{ name: 'b', points: [] }]);
  for (const bad of [{ runs: gone }, { runs: '[]' }, { runs: '{' }, { runs: '[{"name":"a"}]' }]) {
    expect(() => readRunFile(file({ ...good, ...bad }))).toThrow('This file is damaged');
  }
});
