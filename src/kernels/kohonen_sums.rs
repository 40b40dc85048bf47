//! The first half of Kohonen's rule on a mini-batch: the samples of every row of the lattice, weighted along it.
//!
//! `sums[(r, c)] = Σ_i h(c − c_i) (x_i, 1, 0, 0, 0)` over the samples whose best-matching unit `(r_i, c_i)` lies in row
//! r. The Gaussian of a rectangle or a torus is a product, so [`super::kohonen_update`] needs only walk from row to row
//! to finish it.

use super::bmu_sums::EXTRA;
use super::scratch::{Scratch, Term};
use super::simd::blend;
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `samples`: `[n, n_features]`; `bmus`: pairs, the best unit first; `order`, `starts`, `counts`: as
    /// [`super::bmu_sort`] wrote them; `state`: as [`super::codebook_change`] has it; `sums`:
    /// `[rows × cols, n_features + 4]`, left as they are where the map is frozen; `wrap` 1 closes the rows to loops;
    /// `sigma` > 0 in lattice units.
    pub struct Params {
        rows: u32,
        cols: u32,
        wrap: u32,
        n_features: u32,
        sigma: f32,
    }
}

/// Units of a row that one thread takes.
const TILE: u32 = 4;

pub static SPEC: KernelSpec = KernelSpec {
    name: "kohonen_sums",
    wgsl: wgsl!("index", ; "kohonen_sums"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("samples", Scalar::F32),
        Binding::read("bmus", Scalar::U32),
        Binding::read("order", Scalar::U32),
        Binding::read("starts", Scalar::U32),
        Binding::read("counts", Scalar::U32),
        Binding::read("state", Scalar::F32),
        Binding::write("sums", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold((p.rows * p.cols.div_ceil(TILE) * (p.n_features / 4 + 1)).div_ceil(64))
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 1, 1, 4), (1, 7, 9, 12), (5, 1, 30, 12), (4, 5, 17, 52), (9, 11, 64, 100)]
            .into_iter()
            .flat_map(|shape| [(shape, 0, 0.0), (shape, 1, 0.0), (shape, 0, 1.0)])
            .map(|((rows, cols, n_samples, n_features), wrap, frozen): (_, _, f32)| {
                let n_units = (rows * cols) as usize;
                let bmus = draw::indices(rng, 2 * n_samples, rows * cols);
                let (mut order, mut starts, mut counts) = (vec![0; n_samples], vec![0; n_units], vec![0; n_units]);
                let shape = super::bmu_sort::Params { n_samples: n_samples as u32, n_units: rows * cols };
                (super::bmu_sort::SPEC.cpu)(
                    bytemuck::bytes_of(&shape),
                    &mut [
                        Words::Read(&bmus),
                        Words::Write(&mut order),
                        Words::Write(&mut starts),
                        Words::Write(&mut counts),
                    ],
                );
                draw::case(
                    Params { rows, cols, wrap, n_features, sigma: 0.5 + 3.0 * rng.uniform() },
                    vec![
                        draw::floats(rng, n_samples * n_features as usize, 0.0, 1.0),
                        bmus,
                        order,
                        starts,
                        counts,
                        vec![0, frozen.to_bits(), 0, 0],
                        draw::untouched(n_units * (n_features as usize + EXTRA) + 4),
                    ],
                    1e-5,
                )
            })
            .collect()
    }),
};

/// `h(d)` for all distances along a line of `length` units, which may be a loop.
pub(super) fn weights(length: u32, wrap: u32, sigma: f32) -> Scratch<f32> {
    let mut all = Scratch::zeros(length as usize);
    for (d, weight) in (0..length).zip(all.iter_mut()) {
        let d = if wrap == 1 { d.min(length - d) } else { d };
        *weight = (-0.5 / (sigma * sigma) * (d * d) as f32).exp();
    }
    all
}

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [samples, bmus, order, starts, counts, state, sums] = words else { unreachable!() };
    if super::codebook_change::frozen(state.f32s()) {
        return;
    }
    let (cols, n_features) = (p.cols as usize, p.n_features as usize);
    let weights = weights(p.cols, p.wrap, p.sigma);
    let units = sums.f32s_mut().chunks_exact_mut(n_features + EXTRA).take(p.rows as usize * cols);
    let mut terms = Scratch::<Term>::empty();
    for (unit, out) in units.enumerate() {
        let (first, col) = (unit / cols * cols, unit % cols);
        let last = first + cols - 1;
        let range = starts.u32s()[first] as usize..(starts.u32s()[last] + counts.u32s()[last]) as usize;
        terms.clear();
        // A weight that underflowed adds nothing.
        terms.extend(
            order.u32s()[range]
                .iter()
                .map(|&sample| (sample as usize * n_features, bmus.u32s()[2 * sample as usize] as usize - first))
                .map(|(start, of)| (start, weights[col.abs_diff(of)]))
                .filter(|&(_, weight)| weight >= f32::MIN_POSITIVE),
        );
        let (sum, extra) = out.split_at_mut(n_features);
        blend(sum, samples.f32s(), &terms);
        extra.copy_from_slice(&[terms.iter().map(|&(_, weight)| weight).sum(), 0.0, 0.0, 0.0]);
    }
}
