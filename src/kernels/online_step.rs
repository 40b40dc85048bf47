//! One step of Kohonen's online rule, and every unit's distance to the sample after it.
//!
//! `w_u ← w_u + α h(d(u, c)) (x − w_u)` with `c` the unit of least `distances`, then
//! `next_distances[u] = ‖x_next − w_u‖²` (Kohonen 2001, §3.1). One walk over the codebook serves both, and one
//! dispatch is one sample. With `learn` 0 it only measures: that starts a run of samples.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read,
    smooth::decode, update::TINY, wgsl,
};

/// A unit whose `α |h|` is below this stays: the step would be lost in rounding.
const LEAST_RATE: f32 = 1e-7;
/// Units that share one walk over the samples: as many independent sums as hide the latency of an addition.
const UNITS: usize = 4;

/// Features that are read at once. In wasm one register holds four: with eight, half of the sums would be spilled.
#[cfg(target_arch = "wasm32")]
type Lanes = wide::f32x4;
#[cfg(not(target_arch = "wasm32"))]
type Lanes = wide::f32x8;
const LANES: usize = size_of::<Lanes>() / size_of::<f32>();

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
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("samples", Scalar::F32),
        Binding::read("distances", Scalar::F32),
        Binding::write("next_distances", Scalar::F32),
        Binding::write("codebook", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold(p.rows * p.cols)
    },
    cpu,
    cases: only_in_tools(|rng| {
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
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [samples, distances, next_distances, codebook] = words else { unreachable!() };
    let n_units = (p.rows * p.cols) as usize;
    let n_features = p.n_features as usize;
    let row = |index: u32| &samples.f32s()[index as usize * n_features..][..n_features];
    let (sample, next) = (row(p.sample), row(p.next));
    let rates = rates(&p, &distances.f32s()[..n_units]);
    let units = codebook.f32s_mut()[..n_units * n_features].chunks_mut(UNITS * n_features);
    let out = next_distances.f32s_mut()[..n_units].chunks_mut(UNITS);
    for ((units, rates), out) in units.zip(rates.chunks(UNITS)).zip(out) {
        if let Ok(rates) = <[f32; UNITS]>::try_from(rates) {
            out.copy_from_slice(&block(units, sample, next, rates, p.flush == 1));
        } else {
            // The last units, fewer than a block.
            for ((unit, &rate), out) in units.chunks_exact_mut(n_features).zip(rates).zip(out) {
                [*out] = block(unit, sample, next, [rate], p.flush == 1);
            }
        }
    }
}

/// `α h` of every unit around the one of least distance, 0 where that is too little to matter.
fn rates(p: &Params, distances: &[f32]) -> Vec<f32> {
    let mut rates = vec![0.0; distances.len()];
    if p.learn == 0 {
        return rates;
    }
    let (lattice, neighborhood) = decode(p.rows, p.cols, p.topology, p.neighborhood);
    let mut bmu = (f32::INFINITY, 0);
    for (unit, &distance) in (0..).zip(distances) {
        if distance < bmu.0 {
            bmu = (distance, unit);
        }
    }
    for (unit, rate) in (0..).zip(&mut rates) {
        *rate = lattice.distance_squared(bmu.1, unit);
    }
    neighborhood.at_all(&mut rates, p.sigma);
    for rate in &mut rates {
        *rate *= p.rate;
        if rate.abs() < LEAST_RATE {
            *rate = 0.0;
        }
    }
    rates
}

/// Moves `N` units towards `sample`, each by its own rate, and returns `‖next − w‖²` of each.
///
/// Every unit's operations are in the same order whatever its neighbors in the block do, so that a run is the same
/// however it is cut.
#[inline]
fn block<const N: usize>(units: &mut [f32], sample: &[f32], next: &[f32], rates: [f32; N], flush: bool) -> [f32; N] {
    if rates == [0.0; N] {
        walk::<N, false, false>(units, sample, next, rates)
    } else if flush {
        walk::<N, true, true>(units, sample, next, rates)
    } else {
        walk::<N, true, false>(units, sample, next, rates)
    }
}

#[inline]
fn walk<const N: usize, const LEARN: bool, const FLUSH: bool>(
    units: &mut [f32],
    sample: &[f32],
    next: &[f32],
    rates: [f32; N],
) -> [f32; N] {
    let flush = |value: f32| if FLUSH && value.abs() < TINY { 0.0 } else { value };
    let n_features = sample.len();
    let (samples, sample_rest) = sample.as_chunks::<LANES>();
    let (nexts, next_rest) = next.as_chunks::<LANES>();
    let mut units = units.chunks_exact_mut(n_features);
    let mut units: [&mut [f32]; N] = std::array::from_fn(|_| units.next().expect("N units"));
    let mut lanes = units.each_mut().map(|unit| unit.as_chunks_mut::<LANES>().0);
    let mut sums = [Lanes::ZERO; N];
    for (i, (x, n)) in samples.iter().zip(nexts).enumerate() {
        let (x, n) = (Lanes::new(*x), Lanes::new(*n));
        for ((unit, sum), rate) in lanes.iter_mut().zip(&mut sums).zip(rates) {
            let mut w = Lanes::new(unit[i]);
            if LEARN {
                w = (x - w).mul_add(Lanes::splat(rate), w);
                if FLUSH {
                    w = w.abs().simd_lt(Lanes::splat(TINY)).select(Lanes::ZERO, w);
                }
                unit[i] = w.to_array();
            }
            let away = n - w;
            *sum = away.mul_add(away, *sum);
        }
    }
    let done = samples.len() * LANES;
    std::array::from_fn(|u| {
        let mut rest = 0.0;
        for ((w, x), n) in units[u][done..].iter_mut().zip(sample_rest).zip(next_rest) {
            if LEARN {
                *w = flush((x - *w) * rates[u] + *w);
            }
            rest += (n - *w) * (n - *w);
        }
        sums[u].reduce_add() + rest
    })
}
