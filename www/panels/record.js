/**
 * What is saved of a run beyond its settings: what was measured.
 */

/** @param {import('../element/run.js').Run} run */
export const mapRecord = ({ quality, points, psnrs }) => ({
  quality,
  curve: points.map(({ step, samples, quantization_error, topographic_error }) => ({
    step,
    samples,
    quantization_error,
    topographic_error,
  })),
  psnr: psnrs,
});

/** @param {import('../element/net-run.js').NetRun} run */
export const netRecord = ({ name, course, organization, frame }) => ({
  variant: name,
  course,
  organization,
  layers: frame?.layers ?? [],
});
