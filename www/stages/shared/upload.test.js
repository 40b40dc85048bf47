import { expect, test } from 'vitest';
import { fitted, shownOf } from './upload.js';

test('a photograph comes in by its middle square, as small as the others', () => {
  // Left third red, the middle green, right third blue: 2 × 6.
  const pixels = new Uint8Array(2 * 6 * 3);
  for (let i = 0; i < 12; i++) pixels[3 * i + Math.floor((i % 6) / 2)] = 200;
  const shape = { name: 'cifar10', height: 1, width: 1, channels: 3 };
  expect(fitted({ height: 2, width: 6, channels: 3, pixels }, shape)).toEqual({
    height: 1,
    width: 1,
    channels: 3,
    pixels: Uint8Array.of(0, 200, 0),
  });
});

test('a digit comes in as MNIST has it, whatever its size and color', () => {
  const pixels = new Uint8Array(90 * 60 * 3).fill(255);
  for (let row = 10; row < 80; row++) pixels.fill(0, 3 * (row * 60 + 10), 3 * (row * 60 + 20));
  const shape = { name: 'mnist', height: 28, width: 28, channels: 1 };
  const { pixels: digit, channels } = fitted({ height: 90, width: 60, channels: 3, pixels }, shape);
  expect(channels).toBe(1);
  expect(digit[14 * 28 + 14]).toBe(255);
  expect(digit[0]).toBe(0);
});

test('gray pictures are shown in gray', () => {
  const { rgba } = shownOf({ height: 1, width: 2, channels: 1, pixels: Uint8Array.of(7, 255) });
  expect([...rgba]).toEqual([7, 7, 7, 255, 255, 255, 255, 255]);
});
