import { describe, expect, test } from 'vitest';
import { CLASS_COLORS, inkOn, luminance, signed, viridis } from './colormap.js';

describe('colors', () => {
  test('viridis goes from dark purple to yellow, ever brighter', () => {
    expect(viridis(0)).toEqual([71, 1, 85]);
    expect(viridis(1)[0]).toBeGreaterThan(245);
    const lights = Array.from({ length: 33 }, (_, i) => luminance(viridis(i / 32)));
    expect(lights.every((light, i) => i === 0 || light > lights[i - 1])).toBe(true);
    expect(viridis(NaN)).toEqual(viridis(0));
    expect(viridis(7)).toEqual(viridis(1));
  });

  test('signed values are white at zero, red above, blue below', () => {
    expect(signed(0)).toEqual([255, 255, 255]);
    expect(signed(1)[0]).toBeGreaterThan(signed(1)[2]);
    expect(signed(-1)[2]).toBeGreaterThan(signed(-1)[0]);
  });

  test('ten classes, ten colors, each with a digit that can be read on it', () => {
    expect(new Set(CLASS_COLORS.map(String)).size).toBe(10);
    for (const color of CLASS_COLORS) {
      const ink = inkOn(color) === '#000' ? 0 : 1;
      const [dark, light] = [Math.min(luminance(color), ink), Math.max(luminance(color), ink)];
      expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(4.5);
    }
  });
});
