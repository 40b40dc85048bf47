//! The first codebook.

use super::config::Init;
use crate::kernels::padded;
use crate::rng::{Rng, mix, permute};
use std::ops::Range;

const STREAM: u32 = 0x1417;
/// Samples that are enough to find a plane.
const PLANE_SAMPLES: usize = 512;

/// The codebook `[n_units, n_features]` that a map of `rows × cols` starts from; padding features are zero.
///
/// `samples` are rows of `n_features` that it may look at, of which the first `n_values` count. Where there are none,
/// weights are noise whatever `init` says.
pub fn codebook(
    (rows, cols): (u32, u32),
    init: Init,
    seed: u32,
    samples: &[f32],
    n_values: usize,
    noise: Range<f32>,
) -> Vec<f32> {
    let n_features = padded(n_values);
    let mut codebook = vec![0.0; (rows * cols) as usize * n_features];
    let units = codebook.chunks_exact_mut(n_features).map(|unit| &mut unit[..n_values]);
    match init {
        Init::Samples if !samples.is_empty() => {
            let n = (samples.len() / n_features) as u32;
            let key = mix(seed, STREAM);
            for (unit, i) in units.zip(0..) {
                let sample = permute(i % n, n, key) as usize;
                unit.copy_from_slice(&samples[sample * n_features..][..n_values]);
            }
        }
        Init::Pca if !samples.is_empty() => {
            let plane = Plane::of(&samples[..samples.len().min(PLANE_SAMPLES * n_features)], n_features, seed);
            for (unit, u) in units.zip(0..) {
                let along = |i: u32, n: u32| if n > 1 { 2.0 * i as f32 / (n - 1) as f32 - 1.0 } else { 0.0 };
                // The longer side of the map lies along the larger component.
                let (row, col) = (along(u / cols, rows), along(u % cols, cols));
                let (first, second) = if rows > cols { (row, col) } else { (col, row) };
                plane.point(first, second, unit);
            }
        }
        _ => {
            let mut rng = Rng::new(seed, STREAM);
            units.flatten().for_each(|value| *value = noise.start + (noise.end - noise.start) * rng.uniform());
        }
    }
    codebook
}

/// The mean of a sample and its two largest principal components, each scaled to one standard deviation.
struct Plane {
    mean: Vec<f32>,
    axes: [Vec<f32>; 2],
}

impl Plane {
    /// Block power iteration on the covariance of `rows` (`[n, len]`), started from `seed`
    /// (Golub and Van Loan, *Matrix Computations*, §8.2.4).
    fn of(rows: &[f32], len: usize, seed: u32) -> Self {
        const ROUNDS: usize = 24;
        let n = rows.len() / len;
        let mut mean = vec![0.0; len];
        for row in rows.chunks_exact(len) {
            mean.iter_mut().zip(row).for_each(|(m, x)| *m += x / n as f32);
        }
        let centered: Vec<f32> = rows.iter().zip(mean.iter().cycle()).map(|(x, m)| x - m).collect();
        let mut rng = Rng::new(seed, STREAM + 1);
        let mut axes = [0, 1].map(|_| (0..len).map(|_| rng.uniform() - 0.5).collect::<Vec<f32>>());
        let mut deviations = [0.0; 2];
        for _ in 0..ROUNDS {
            for k in 0..2 {
                let mut next = vec![0.0; len];
                for row in centered.chunks_exact(len) {
                    let along = dot(row, &axes[k]) / n as f32;
                    next.iter_mut().zip(row).for_each(|(v, x)| *v += along * x);
                }
                if k == 1 {
                    let shared = dot(&next, &axes[0]);
                    next.iter_mut().zip(&axes[0]).for_each(|(v, a)| *v -= shared * a);
                }
                let norm = dot(&next, &next).sqrt();
                // Data that lie on a line (or a point) have no second (or first) direction.
                let scale = if norm > 1e-12 { 1.0 / norm } else { 0.0 };
                next.iter_mut().for_each(|v| *v *= scale);
                deviations[k] = norm.sqrt();
                axes[k] = next;
            }
        }
        for (axis, deviation) in axes.iter_mut().zip(deviations) {
            axis.iter_mut().for_each(|v| *v *= deviation);
        }
        Self { mean, axes }
    }

    fn point(&self, first: f32, second: f32, out: &mut [f32]) {
        for (((out, m), a), b) in out.iter_mut().zip(&self.mean).zip(&self.axes[0]).zip(&self.axes[1]) {
            *out = m + first * a + second * b;
        }
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_principal_plane_of_an_ellipse_is_found() {
        // x = 3 cos, y = sin along two orthogonal directions of four dimensions, around (1, 2, 3, 4).
        let rows: Vec<f32> = (0..400)
            .flat_map(|i| {
                let a = i as f32 / 400.0 * std::f32::consts::TAU;
                let (x, y) = (3.0 * a.cos(), a.sin());
                [1.0 + 0.6 * x, 2.0 + 0.8 * x, 3.0 + y, 4.0]
            })
            .collect();
        let plane = Plane::of(&rows, 4, 1);
        let close = |a: f32, b: f32| (a - b).abs() < 1e-3;
        assert!(plane.mean.iter().zip([1.0, 2.0, 3.0, 4.0]).all(|(&m, e)| close(m, e)));
        let sigma = 3.0 / 2f32.sqrt();
        assert!(close(plane.axes[0][0].abs(), 0.6 * sigma) && close(plane.axes[0][1].abs(), 0.8 * sigma));
        assert!(close(plane.axes[1][2].abs(), 0.5f32.sqrt()) && close(plane.axes[1][3], 0.0));
    }

    #[test]
    fn data_without_spread_have_a_plane_of_one_point() {
        let plane = Plane::of(&[0.5; 40], 4, 1);
        let mut out = [0.0; 4];
        plane.point(1.0, 1.0, &mut out);
        assert!(out.iter().all(|v| (v - 0.5).abs() < 1e-5));
    }
}
