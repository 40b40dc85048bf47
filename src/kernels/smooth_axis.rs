//! One pass of the separable Gaussian over the lattice.
//!
//! `smoothed[u] = Σ_v exp(−d(u, v)² / 2σ²) sums[v]` over the units `v` on the line through `u` along one axis. Two
//! passes make the two-dimensional Gaussian of a rectangle or a torus: rows + cols terms a unit, not rows × cols.

use super::bmu_sums::EXTRA;
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, simd::blend,
    wgsl,
};

params! {
    /// `sums`, `smoothed`: `[rows × cols, n_words]`, `n_words` a multiple of 4; `along_rows` 1 walks from row to row,
    /// 0 within a row; `wrap` 1 closes the line to a loop; `sigma` > 0 in lattice units.
    pub struct Params {
        rows: u32,
        cols: u32,
        n_words: u32,
        along_rows: u32,
        wrap: u32,
        sigma: f32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "smooth_axis",
    wgsl: wgsl!("index", "lattice", ; "smooth_axis"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("sums", Scalar::F32), Binding::write("smoothed", Scalar::F32)],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold((p.rows * p.cols * (p.n_words / 4)).div_ceil(64))
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 1, 8), (1, 7, 8), (5, 1, 12), (4, 5, 52), (13, 11, 20)]
            .into_iter()
            .flat_map(|shape| (0..4).map(move |flags| (shape, flags)))
            .map(|((rows, cols, n_words), flags)| {
                let sigma = 0.4 + 4.0 * rng.uniform();
                let n = (rows * cols * n_words) as usize;
                draw::case(
                    Params { rows, cols, n_words, along_rows: flags & 1, wrap: flags >> 1, sigma },
                    vec![draw::floats(rng, n, 0.0, 1.0), draw::untouched(n + 4)],
                    1e-5,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [sums, smoothed] = words else { unreachable!() };
    let (cols, n_words) = (p.cols as usize, p.n_words as usize);
    let length = if p.along_rows == 1 { p.rows } else { p.cols };
    let weights: Vec<f32> = (0..length)
        .map(|d| if p.wrap == 1 { d.min(length - d) } else { d })
        .map(|d| (-0.5 / (p.sigma * p.sigma) * (d * d) as f32).exp())
        .collect();
    let sums = sums.f32s();
    let rows = smoothed.f32s_mut().chunks_exact_mut(n_words).take(p.rows as usize * cols);
    let mut terms = Vec::new();
    for (unit, row) in rows.enumerate() {
        let (first, stride, place) =
            if p.along_rows == 1 { (unit % cols, cols, unit / cols) } else { (unit / cols * cols, 1, unit % cols) };
        terms.clear();
        // A weight that underflowed adds nothing, and at a small σ nearly all have; nor does a unit without samples, and
        // most have none in a small mini-batch.
        terms.extend(
            (0..length as usize)
                .map(|other| ((first + other * stride) * n_words, weights[place.abs_diff(other)]))
                .filter(|&(start, weight)| weight >= f32::MIN_POSITIVE && sums[start + n_words - EXTRA] != 0.0),
        );
        blend(row, sums, &terms);
    }
}
