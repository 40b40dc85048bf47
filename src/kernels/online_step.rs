//! One step of Kohonen's online rule, and every unit's distance to the sample after it.
//!
//! `w_u ← w_u + α h(d(u, c)) (x − w_u)` with `c` the unit of least `distances`, then
//! `next_distances[u] = ‖x_next − w_u‖²` (Kohonen 2001, §3.1). One walk over the codebook serves both, and one
//! dispatch is one sample. With `learn` 0 it only measures: that starts a run of samples.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, draw, fold, params, read, simd::load, smooth::decode,
    update::TINY, wgsl,
};
use wide::f32x8;

/// A unit whose `α |h|` is below this stays: the step would be lost in rounding.
const LEAST_RATE: f32 = 1e-7;
/// Features a round: as many independent sums as hide the latency of an addition.
const BLOCK: usize = 16;

params! {
    /// `samples`: `[n, n_features]`, of which `sample` is learned and `next` measured; `distances`, `next_distances`:
    /// `[rows × cols]`; `codebook`: `[rows × cols, n_features]`; `flush` 1 turns weights below 1e-20 into zeros,
    /// which is wanted now and then to keep denormals away; `sigma` > 0; `rate` in (0, 1].
    pub struct Params {
        rows: u32,
        cols: u32,
        topology: u32,
        neighborhood: u32,
        n_features: u32,
        sample: u32,
        next: u32,
        learn: u32,
        flush: u32,
        sigma: f32,
        rate: f32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "online_step",
    wgsl: wgsl!("index", "lattice", ; "online_step"),
    workgroup: [64, 1, 1],
    params: Params::FIELDS,
    bindings: &[
        Binding::read("samples", Scalar::F32),
        Binding::read("distances", Scalar::F32),
        Binding::write("next_distances", Scalar::F32),
        Binding::write("codebook", Scalar::F32),
    ],
    groups: |bytes| {
        let p: Params = read(bytes);
        fold(p.rows * p.cols)
    },
    cpu,
    cases: |rng| {
        [(1, 1, 4), (1, 9, 12), (9, 9, 52), (5, 13, 784)]
            .into_iter()
            .flat_map(|shape| (0..9).map(move |codes| (shape, codes)))
            .map(|((rows, cols, n_features), codes)| {
                let n_units = (rows * cols) as usize;
                let width = n_features as usize;
                let params = Params {
                    rows,
                    cols,
                    topology: codes % 3,
                    neighborhood: codes / 3,
                    n_features,
                    sample: 1,
                    next: 2,
                    learn: u32::from(codes != 4),
                    flush: codes & 1,
                    sigma: 0.5 + 3.0 * rng.uniform(),
                    rate: 0.1 + 0.8 * rng.uniform(),
                };
                draw::case(
                    params,
                    vec![
                        draw::floats(rng, 3 * width, 0.0, 1.0),
                        draw::sixteenths(rng, n_units),
                        draw::untouched(n_units + 1),
                        draw::floats(rng, (n_units + 1) * width, 0.0, 1.0),
                    ],
                    2e-5,
                )
            })
            .collect()
    },
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [samples, distances, next_distances, codebook] = words else { unreachable!() };
    let (lattice, neighborhood) = decode(p.rows, p.cols, p.topology, p.neighborhood);
    let n_units = lattice.n_units();
    let n_features = p.n_features as usize;
    let row = |index: u32| &samples.f32s()[index as usize * n_features..][..n_features];
    let (sample, next) = (row(p.sample), row(p.next));
    let mut bmu = (f32::INFINITY, 0);
    for (unit, &distance) in (0..n_units).zip(distances.f32s()) {
        if distance < bmu.0 {
            bmu = (distance, unit);
        }
    }
    let units = codebook.f32s_mut().chunks_exact_mut(n_features);
    for ((unit, weights), out) in (0..n_units).zip(units).zip(next_distances.f32s_mut()) {
        let d2 = lattice.distance_squared(bmu.1, unit);
        let rate = if p.learn == 1 { p.rate * neighborhood.at(d2, p.sigma) } else { 0.0 };
        *out = match (rate.abs() >= LEAST_RATE, p.flush == 1) {
            (false, _) => distance_squared(weights, next),
            (true, false) => learn_and_measure::<false>(weights, sample, next, rate),
            (true, true) => learn_and_measure::<true>(weights, sample, next, rate),
        };
    }
}

/// `‖next − w‖²`, in the same order of operations as [`learn_and_measure`].
#[inline]
fn distance_squared(weights: &[f32], next: &[f32]) -> f32 {
    let (weights, weights_rest) = weights.as_chunks::<BLOCK>();
    let (next, next_rest) = next.as_chunks::<BLOCK>();
    let mut sums = [f32x8::ZERO; BLOCK / 8];
    for (w, n) in weights.iter().zip(next) {
        for (i, sum) in sums.iter_mut().enumerate() {
            let away = load(&n[8 * i..]) - load(&w[8 * i..]);
            *sum = away.mul_add(away, *sum);
        }
    }
    let rest: f32 = weights_rest.iter().zip(next_rest).map(|(w, n)| (n - w) * (n - w)).sum();
    sums.into_iter().sum::<f32x8>().reduce_add() + rest
}

/// Moves the weights towards `sample` and returns `‖next − w‖²`.
#[inline]
fn learn_and_measure<const FLUSH: bool>(weights: &mut [f32], sample: &[f32], next: &[f32], rate: f32) -> f32 {
    let flush = |value: f32| if FLUSH && value.abs() < TINY { 0.0 } else { value };
    let (weights, weights_rest) = weights.as_chunks_mut::<BLOCK>();
    let (sample, sample_rest) = sample.as_chunks::<BLOCK>();
    let (next, next_rest) = next.as_chunks::<BLOCK>();
    let rates = f32x8::splat(rate);
    let mut sums = [f32x8::ZERO; BLOCK / 8];
    for ((w, x), n) in weights.iter_mut().zip(sample).zip(next) {
        for (i, sum) in sums.iter_mut().enumerate() {
            let old = load(&w[8 * i..]);
            let mut new = (load(&x[8 * i..]) - old).mul_add(rates, old);
            if FLUSH {
                new = f32x8::new(new.to_array().map(flush));
            }
            w[8 * i..][..8].copy_from_slice(new.as_array());
            let away = load(&n[8 * i..]) - new;
            *sum = away.mul_add(away, *sum);
        }
    }
    let mut rest = 0.0;
    for ((w, x), n) in weights_rest.iter_mut().zip(sample_rest).zip(next_rest) {
        *w = flush((x - *w) * rate + *w);
        rest += (n - *w) * (n - *w);
    }
    sums.into_iter().sum::<f32x8>().reduce_add() + rest
}
