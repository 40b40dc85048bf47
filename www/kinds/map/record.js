/**
 * What is saved of a map's run beyond its settings.
 */

/** @param {import('./run.js').MapRun} run */
export const record = ({ quality, points, psnrs }) => ({
  quality,
  curve: points.map(({ step, samples, quantization_error, topographic_error }) => ({
    step,
    samples,
    quantization_error,
    topographic_error,
  })),
  psnr: psnrs,
});
