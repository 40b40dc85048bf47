import { expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from './safetensors.js';

const floats = Float32Array.of(1, -2.5, 3, 4, 5, 6);
const entries = [
  {
    name: 'a/weights',
    dtype: /** @type {const} */ ('F32'),
    shape: [2, 3],
    bytes: new Uint8Array(floats.buffer),
  },
  { name: 'a/checkpoint', dtype: /** @type {const} */ ('U8'), shape: [3], bytes: Uint8Array.of(7, 8, 9) },
];

test('what is written is read, and lies as the format says', () => {
  const file = writeSafetensors(entries, { format: 'x', note: 'σ' });
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  expect(length % 8).toBe(0);
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  expect(header['a/weights']).toEqual({ dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] });
  expect(header['a/checkpoint'].data_offsets).toEqual([24, 27]);
  expect(file.length).toBe(8 + length + 27);
  expect(new Float32Array(file.buffer, 8 + length, 6)).toEqual(floats);
  const back = readSafetensors(file);
  expect(back.metadata).toEqual({ format: 'x', note: 'σ' });
  expect(back.entries).toEqual(entries);
});

test('what is no such file is refused in a sentence', () => {
  const file = writeSafetensors(entries, {});
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  for (const bad of [
    new Uint8Array(0),
    new Uint8Array(7),
    Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0, 1),
    file.subarray(0, 8 + length + 20),
    new TextEncoder().encode('not a file of tensors at all, but a line of text'),
    Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x5b, 0x5d + 1),
  ]) {
    expect(() => readSafetensors(bad)).toThrow('This is not a safetensors file, or it is damaged.');
  }
  const text = new TextDecoder().decode(file.subarray(8, 8 + length));
  const other = (/** @type {string} */ from, /** @type {string} */ to) => {
    const bytes = new TextEncoder().encode(text.replace(from, to));
    return new Uint8Array([...file.subarray(0, 8), ...bytes, ...file.subarray(8 + length)]);
  };
  expect(() => readSafetensors(other('"F32"', '"F64"'))).toThrow('The tensor “a/weights” is of type F64');
  expect(() => readSafetensors(other('[2,3]', '[2,4]'))).toThrow('damaged');
  expect(() => readSafetensors(other('[2,3]', '[2.3'))).toThrow('damaged');
});
