import { describe, expect, test } from 'vitest';
import { componentName, features, tileOf } from './features.js';

describe('what a unit has weights for', () => {
  const digit = { height: 28, width: 28, channels: 1 };
  const photo = { height: 32, width: 32, channels: 3 };

  test('is a picture or a patch of it, in color or gray', () => {
    const whole = { size: 0, gray: false };
    expect(tileOf(photo, whole)).toEqual(photo);
    expect(tileOf(photo, { ...whole, size: 4 })).toEqual({ height: 4, width: 4, channels: 3 });
    expect(tileOf(photo, { size: 40, gray: true })).toEqual({ ...photo, channels: 1 });
  });

  test('has places and colors', () => {
    expect(features(digit)).toEqual({ n: 784, middle: 14 * 28 + 14 });
    expect(componentName(digit, 406)).toBe('row 15, column 15');
    expect(componentName(photo, 1)).toBe('row 1, column 1, green');
    expect(componentName({ height: 1, width: 1, channels: 3 }, 2)).toBe('blue');
  });
});
