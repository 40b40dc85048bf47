//! The first half of Kohonen's rule on a mini-batch: the samples of every column of the lattice, weighted along it.
//!
//! `sums[(r, c)] = Σ_i h(r − r_i) (x_i, 1, 0, 0, 0)` over the samples whose best-matching unit `(r_i, c_i)` lies in column
//! c. The Gaussian of a rectangle or a torus is a product, so [`super::kohonen_update`] needs only walk along the rows
//! to finish it. Two dispatches, where batch training over many chunks takes five.

use super::bmu_sums::EXTRA;
use super::simd::blend;
use super::{Binding, KernelSpec, Params as _, Scalar, Words, draw, fold, only_in_tools, params, read, wgsl};

params! {
    /// `samples`: `[n_samples, n_features]`; `bmus`: pairs, the best unit first; `state`: as [`super::drift`] has it;
    /// `sums`: `[rows × cols, n_features + 4]`, left as they are where the map is frozen; `wrap` 1 closes the columns to
    /// loops; `sigma` > 0 in lattice units.
    pub struct Params {
        rows: u32,
        cols: u32,
        wrap: u32,
        n_samples: u32,
        n_features: u32,
        sigma: f32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "kohonen_rows",
    wgsl: wgsl!("index", "lattice", ; "kohonen_rows"),
    workgroup: [64, 1, 1],
    params: Params::FIELDS,
    bindings: &[
        Binding::read("samples", Scalar::F32),
        Binding::read("bmus", Scalar::U32),
        Binding::read("state", Scalar::F32),
        Binding::write("sums", Scalar::F32),
    ],
    groups: |bytes| {
        let p: Params = read(bytes);
        fold((p.rows * p.cols * (p.n_features / 4 + 1)).div_ceil(64))
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 1, 1, 4), (1, 7, 9, 12), (5, 1, 30, 12), (4, 5, 17, 52), (9, 11, 64, 100)]
            .into_iter()
            .flat_map(|shape| [(shape, 0, 0.0), (shape, 1, 0.0), (shape, 0, 1.0)])
            .map(|((rows, cols, n_samples, n_features), wrap, frozen): (_, _, f32)| {
                let n_units = (rows * cols) as usize;
                draw::case(
                    Params { rows, cols, wrap, n_samples, n_features, sigma: 0.5 + 3.0 * rng.uniform() },
                    vec![
                        draw::floats(rng, (n_samples * n_features) as usize, 0.0, 1.0),
                        draw::indices(rng, 2 * n_samples as usize, rows * cols),
                        vec![0, frozen.to_bits(), 0, 0],
                        draw::untouched(n_units * (n_features as usize + EXTRA) + 4),
                    ],
                    1e-5,
                )
            })
            .collect()
    }),
};

/// `h(d)` for all distances along a line of `length` units, some of them on a loop.
pub(super) fn weights(length: u32, wrap: u32, sigma: f32) -> Vec<f32> {
    (0..length)
        .map(|d| if wrap == 1 { d.min(length - d) } else { d })
        .map(|d| (-0.5 / (sigma * sigma) * (d * d) as f32).exp())
        .collect()
}

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [samples, bmus, state, sums] = words else { unreachable!() };
    if super::drift::frozen(state.f32s()) {
        return;
    }
    let (cols, n_features) = (p.cols as usize, p.n_features as usize);
    let weights = weights(p.rows, p.wrap, p.sigma);
    // The samples of every column, with the rows of their units.
    let mut columns = vec![Vec::new(); cols];
    for (sample, pair) in bmus.u32s().chunks_exact(2).take(p.n_samples as usize).enumerate() {
        columns[(pair[0] % p.cols) as usize].push((sample * n_features, pair[0] / p.cols));
    }
    let units = sums.f32s_mut().chunks_exact_mut(n_features + EXTRA).take(p.rows as usize * cols);
    let mut terms = Vec::new();
    for (unit, out) in units.enumerate() {
        let row = (unit / cols) as u32;
        terms.clear();
        // A weight that underflowed adds nothing.
        terms.extend(
            columns[unit % cols]
                .iter()
                .map(|&(start, of)| (start, weights[row.abs_diff(of) as usize]))
                .filter(|&(_, weight)| weight >= f32::MIN_POSITIVE),
        );
        let (sum, extra) = out.split_at_mut(n_features);
        blend(sum, samples.f32s(), &terms);
        extra.copy_from_slice(&[terms.iter().map(|&(_, weight)| weight).sum(), 0.0, 0.0, 0.0]);
    }
}
