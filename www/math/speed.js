/**
 * The speed slider: its track is logarithmic, from one step a second to 1,000,
 * and its far end is as fast as it goes.
 */

export const SLIDER_MAX = 100;
const DECADES = 3;

/**
 * @param {number | null} stepsPerSecond
 * @returns {number}
 */
export function sliderOfSpeed(stepsPerSecond) {
  if (stepsPerSecond === null) return SLIDER_MAX;
  const position = (Math.log10(Math.max(1, stepsPerSecond)) / DECADES) * (SLIDER_MAX - 1);
  return Math.min(SLIDER_MAX - 1, Math.round(position));
}

/**
 * @param {number} position
 * @returns {number | null}
 */
export function speedOfSlider(position) {
  if (position >= SLIDER_MAX) return null;
  const speed = 10 ** ((position / (SLIDER_MAX - 1)) * DECADES);
  return speed < 10 ? Math.round(speed * 10) / 10 : Math.round(speed);
}

/**
 * A speed at which a run of this kind can be watched: some fifteen seconds.
 * @param {import('../engine/protocol.js').Training} training
 * @returns {number | null}
 */
export function pleasantSpeed(training) {
  if (training === 'mini_batch') return 200;
  return training === 'batch' ? 2 : null;
}

/**
 * A logarithmic slider for a positive quantity, 0…1000.
 * @param {number} low
 * @param {number} high
 */
export function logarithmic(low, high) {
  const span = Math.log(high / low);
  return {
    /** @param {number} value */
    toSlider: (value) => Math.round((1000 * Math.log(Math.min(high, Math.max(low, value)) / low)) / span),
    /** @param {number} position */
    fromSlider: (position) => Number((low * Math.exp((span * position) / 1000)).toPrecision(3)),
  };
}
