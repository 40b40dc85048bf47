import { expect, test } from 'vitest';
import { VERSION, buffersOf, seal, unseal } from './protocol.js';

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
    unit: { values: new Uint8Array(4), samples: new Uint8Array(0), sample_labels: new Int8Array(2) },
  });
  expect(buffersOf(frame)).toEqual([shared, frame.unit.values.buffer, frame.unit.sample_labels.buffer]);
  expect(buffersOf({ ...frame, unit: null })).toEqual([shared]);
});
