/**
 * Numbers as people read them.
 */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** @param {number} value */
export function count(value) {
  return whole.format(Math.round(value));
}

/**
 * 950, 1.2k, 79k, 1.3M: three digits at most.
 * @param {number} value
 */
export function compact(value) {
  if (!Number.isFinite(value)) return '–';
  const [scaled, unit] =
    value >= 999_500 ? [value / 1e6, 'M'] : value >= 999.5 ? [value / 1e3, 'k'] : [value, ''];
  const digits = unit === '' ? (scaled < 10 && scaled % 1 !== 0 ? 1 : 0) : scaled < 9.95 ? 1 : 0;
  return scaled.toFixed(digits) + unit;
}

/**
 * Numbers beyond that: 12.3G, 1.2T.
 * @param {number} value
 */
export function large(value) {
  if (value < 999.5e6) return compact(value);
  return value < 999.5e9 ? `${(value / 1e9).toPrecision(3)}G` : `${(value / 1e12).toPrecision(3)}T`;
}

/**
 * Three significant digits, without an exponent.
 * @param {number} value
 */
export function decimal(value) {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 100) return whole.format(value);
  if (size >= 10) return value.toFixed(1);
  if (size >= 0.1) return value.toFixed(2);
  return value.toFixed(3);
}

/** @param {number} share */
export function percent(share) {
  return `${(share * 100).toFixed(1)}%`;
}

/**
 * @param {number} n
 * @param {string} one
 * @param {string} [many]
 */
export function plural(n, one, many = `${one}s`) {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** @param {number} decibels  infinite where nothing differs */
export function psnrText(decibels) {
  return Number.isFinite(decibels) ? decibels.toFixed(1) : 'exact';
}

/**
 * With so many digits, a true minus, and no minus before a zero.
 * @param {number} value
 * @param {number} digits
 */
export function fixed(value, digits) {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}
