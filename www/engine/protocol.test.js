import { expect, test } from 'vitest';
import { VERSION, seal, buffersOf, unseal } from './protocol.js';

const PACE = /** @type {any} */ ({});

test('a sealed message is a message', () => {
  const message = seal({ type: 'ack', session: 3 });
  expect(unseal(structuredClone(message))).toEqual({ v: VERSION, type: 'ack', session: 3 });
});

test.each([null, 1, 'step', {}, { v: VERSION }, { type: 3, v: VERSION }])('%j is none', (data) => {
  expect(() => unseal(data)).toThrow(expect.objectContaining({ kind: 'protocol' }));
});

test('another version is told by its number', () => {
  const foreign = { v: VERSION + 1, type: 'ack', session: 1 };
  expect(() => unseal(foreign)).toThrow(
    expect.objectContaining({ kind: 'protocol', message: expect.stringContaining(String(VERSION + 1)) }),
  );
});

test('each buffer of a frame is transferred once, empty ones never', () => {
  const shared = new ArrayBuffer(8);
  const frame = /** @type {any} */ ({
    tiles: new Uint8Array(shared),
    values: new Float32Array(0),
    labels: new Int8Array(shared),
    winners: new Uint32Array(1),
    layers: [{ tiles: new Uint8Array(4) }],
    unit: {
      values: new Uint8Array(4),
      samples: new Uint8Array(0),
      sample_labels: new Int8Array(2),
      parts: new Uint32Array(1),
    },
    rebuilt: null,
  });
  const transfer = (/** @type {any} */ frame) => buffersOf({ type: 'frame', session: 1, frame, pace: PACE });
  const { winners, layers, unit } = frame;
  const rest = [winners, layers[0].tiles];
  const details = [unit.values, unit.sample_labels, unit.parts];
  expect(transfer(frame)).toEqual([shared, ...[...rest, ...details].map(({ buffer }) => buffer)]);
  expect(transfer({ ...frame, unit: null })).toEqual([shared, ...rest.map(({ buffer }) => buffer)]);
  const pictures = [new Uint8Array(1), new Uint8Array(2), new Uint8Array(3), new Uint32Array(4)];
  const [original, again, error, bmus] = pictures;
  const rebuilt = { original, rebuilt: again, error, bmus };
  expect(transfer({ ...frame, tiles: [], labels: [], winners: [], layers: [], unit: null, rebuilt })).toEqual(
    pictures.map(({ buffer }) => buffer),
  );
});

test('so is each buffer of a network’s frame', () => {
  const arrays = [
    new Uint8Array(1),
    new Float32Array(2),
    new Uint32Array(3),
    new Float32Array(4),
    new Float32Array(5),
    new Float32Array(6),
    new Uint32Array(7),
    new Float32Array(8),
  ];
  const [tiles, values, hits, probabilities, mask, activations, units, maps] = arrays;
  const seen = { probabilities, layers: [{ bmu: 0, mask, activations, units, maps }] };
  const frame = { course_len: 0, map: { tiles }, filters: { values }, hits, probe: seen };
  const transfer = (/** @type {any} */ frame) => buffersOf({ type: 'frame', session: 1, frame, pace: PACE });
  expect(transfer(frame)).toEqual(arrays.map(({ buffer }) => buffer));
  expect(transfer({ ...frame, map: null, filters: null, hits: new Uint32Array(), probe: null })).toEqual([]);
  const ascended = /** @type {any} */ ({ values, activations });
  expect(buffersOf({ type: 'ascend', session: 1, id: 1, ascended })).toEqual([
    values.buffer,
    activations.buffer,
  ]);
  expect(buffersOf({ type: 'ascend', session: 1, id: 1, ascended: null })).toEqual([]);
});

test('answers hand their arrays over', () => {
  const images = { height: 1, width: 1, channels: 1, n: 1, pixels: new Uint8Array(1), labels: null };
  expect(buffersOf({ type: 'read', id: 1, images, failure: null })).toEqual([images.pixels.buffer]);
  expect(buffersOf({ type: 'read', id: 1, images: null, failure: { kind: 'data', message: '' } })).toEqual(
    [],
  );
  expect(buffersOf({ type: 'pictures', session: 1, id: 1, pictures: null })).toEqual([]);
});
