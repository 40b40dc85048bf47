//! Moves every unit towards the weighted mean of the samples in its neighborhood.
//!
//! With `s = Σ h x`, `n = Σ h` and `m = max(Σ |h|, least_mass)` over a batch:
//! `w ← w + rate (s − n w) / m`.
//! - Batch rule (Kohonen 2001, §3.6): rate 1, no least mass; then `w = s / n` for every neighborhood that is never
//!   negative.
//! - Mini-batch: the learning rate and least mass 1. A unit that is touched by less than one whole sample moves by
//!   Kohonen's rule exactly, `w + α Σ h (x − w)`; one that is touched by more moves by α towards the mean, so that no
//!   batch size overshoots.
//!
//! A unit whose mass is below 1e-20 stays. Values below 1e-20 become zero: decaying weights would turn into denormals,
//! which cost WebAssembly half its speed.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, bmu_sums::EXTRA, draw, fold, only_in_tools, params,
    read, wgsl,
};

/// Below this a mass or a weight counts as zero.
pub const TINY: f32 = 1e-20;

params! {
    /// `sums`: `[n_units, n_features + 4]`, smoothed; `codebook`: `[n_units, n_features]`; `rate` in (0, 1].
    pub struct Params {
        n_units: u32,
        n_features: u32,
        rate: f32,
        least_mass: f32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "update",
    wgsl: wgsl!("index", ; "update"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("sums", Scalar::F32), Binding::write("codebook", Scalar::F32)],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold((p.n_units * (p.n_features / 4)).div_ceil(64))
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 4), (7, 12), (16, 48), (33, 100)]
            .into_iter()
            .flat_map(|shape| [(shape, 1.0, 0.0), (shape, 0.3, 1.0)])
            .map(|((n_units, n_features), rate, least_mass)| {
                let n_words = n_features + EXTRA;
                let mut sums = draw::floats(rng, n_units * n_words, 0.0, 2.0);
                // One unit without mass, and one whose weights are too small to keep.
                sums[n_features] = 0;
                sums[n_features + 1] = 0;
                let mut codebook = draw::floats(rng, n_units * n_features + 4, 0.0, 1.0);
                codebook[..4].fill(1e-30f32.to_bits());
                draw::case(
                    Params { n_units: n_units as u32, n_features: n_features as u32, rate, least_mass },
                    vec![sums, codebook],
                    1e-5,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [sums, codebook] = words else { unreachable!() };
    let n_features = p.n_features as usize;
    let units = codebook.f32s_mut().chunks_exact_mut(n_features).take(p.n_units as usize);
    for (unit, row) in units.zip(sums.f32s().chunks_exact(n_features + EXTRA)) {
        let (sums, extra) = row.split_at(n_features);
        let mass = extra[1].max(p.least_mass);
        if mass < TINY {
            continue;
        }
        let keep = 1.0 - p.rate * (extra[0] / mass);
        let pull = p.rate / mass;
        for (weight, sum) in unit.iter_mut().zip(sums) {
            let value = keep * *weight + pull * sum;
            *weight = if value.abs() < TINY { 0.0 } else { value };
        }
    }
}
