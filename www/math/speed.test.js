import { expect, test } from 'vitest';
import { SLIDER_MAX, logarithmic, sliderOfSpeed, speedOfSlider } from './speed.js';

test('the speed slider: its ends, and back again', () => {
  expect(speedOfSlider(0)).toBe(1);
  expect(speedOfSlider(SLIDER_MAX)).toBeNull();
  expect(speedOfSlider(SLIDER_MAX - 1)).toBe(1000);
  for (let at = 0; at <= SLIDER_MAX; at++) {
    expect(Math.abs(sliderOfSpeed(speedOfSlider(at)) - at)).toBeLessThanOrEqual(1);
  }
  const { toSlider, fromSlider } = logarithmic(0.1, 30);
  expect([fromSlider(0), fromSlider(1000)]).toEqual([0.1, 30]);
  expect(fromSlider(toSlider(3.2))).toBeCloseTo(3.2, 1);
  expect([toSlider(0.001), toSlider(99)]).toEqual([0, 1000]);
});
