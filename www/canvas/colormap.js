/**
 * Colors: viridis for numbers, blue–white–red for signed ones, Okabe–Ito for classes.
 */

/** @typedef {[number, number, number]} Rgb  0…255 */

/** Polynomial of degree 6 through viridis (Zucker's published fit), lowest power first. */
const VIRIDIS = [
  [0.2777273272, 0.0054073445, 0.3340998053],
  [0.1050930431, 1.4046135299, 1.3845901626],
  [-0.3308618287, 0.2148475595, 0.095095163],
  [-4.634230499, -5.7991009734, -19.3324409563],
  [6.2282699363, 14.1799333668, 56.6905526007],
  [4.7763849977, -13.745145378, -65.3530326334],
  [-5.4354558559, 4.6458526122, 26.3124352496],
];

/**
 * @param {number} t 0…1
 * @returns {Rgb}
 */
export function viridis(t) {
  const x = Math.min(1, Math.max(0, Number.isFinite(t) ? t : 0));
  return /** @type {Rgb} */ (
    [0, 1, 2].map((channel) => {
      const value = VIRIDIS.reduceRight((sum, power) => sum * x + power[channel], 0);
      return Math.round(255 * Math.min(1, Math.max(0, value)));
    })
  );
}

/** @type {{blue: Rgb, red: Rgb}} */
const ON_WHITE = { blue: [33, 102, 172], red: [178, 24, 43] };
/** @type {{blue: Rgb, red: Rgb}} on a dark ground the far ends are the light ones */
const ON_DARK = { blue: [103, 179, 240], red: [255, 116, 96] };

/**
 * White at zero, red above, blue below.
 * @param {number} t -1…1
 * @param {Rgb} [zero]
 * @returns {Rgb}
 */
export function signed(t, zero = [255, 255, 255]) {
  const share = Math.min(1, Math.abs(Number.isFinite(t) ? t : 0));
  const { blue, red } = luminance(zero) > 0.3 ? ON_WHITE : ON_DARK;
  const end = t < 0 ? blue : red;
  return /** @type {Rgb} */ (zero.map((white, i) => Math.round(white + (end[i] - white) * share)));
}

/** Okabe–Ito, extended to ten; the class is printed on the cell as well. @type {Rgb[]} */
export const CLASS_COLORS = [
  [0, 114, 178],
  [230, 159, 0],
  [0, 158, 115],
  [204, 121, 167],
  [86, 180, 233],
  [213, 94, 0],
  [240, 228, 66],
  [136, 136, 136],
  [106, 76, 147],
  [122, 75, 30],
];

/** @param {Rgb} rgb */
export function css([r, g, b]) {
  return `rgb(${r} ${g} ${b})`;
}

/**
 * @param {Rgb} a
 * @param {Rgb} b
 * @param {number} share of b
 * @returns {Rgb}
 */
export function mix(a, b, share) {
  return /** @type {Rgb} */ (a.map((value, i) => Math.round(value + (b[i] - value) * share)));
}

/**
 * A color of OKLab (Ottosson, 2020); what no screen can show is clamped.
 * @param {number} lightness  0…1
 * @param {number} a
 * @param {number} b
 * @returns {Rgb}
 */
export function fromOklab(lightness, a, b) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return /** @type {Rgb} */ (
    linear.map((value) => {
      const v = Math.min(1, Math.max(0, value));
      return Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055));
    })
  );
}

/** WCAG relative luminance. @param {Rgb} rgb */
export function luminance(rgb) {
  const [r, g, b] = rgb.map((value) => {
    const s = value / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * Black or white, whichever reads better on a color.
 * @param {Rgb} rgb
 * @returns {'#000' | '#fff'}
 */
export function inkOn(rgb) {
  return luminance(rgb) > 0.179 ? '#000' : '#fff';
}
