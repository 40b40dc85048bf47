//! Sums the samples of every unit: the first half of a batch update, at the cost of reading each sample once.
//!
//! `sums[u] = (Σ x_i, n, n, 0, 0)` over the samples whose best-matching unit is `u`; the second `n` becomes the
//! absolute mass when the sums are smoothed.

use super::threads::{in_parts, rows_in_part};
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

/// Words that follow the features in a row of sums: count, mass, and two zeros that keep rows aligned.
pub const EXTRA: usize = 4;

params! {
    /// `samples`: `[n, n_features]`; `order`, `starts`, `counts`: as `bmu_sort` wrote them;
    /// `sums`: `[n_units, n_features + 4]`, added to where `accumulate` is 1, else overwritten.
    pub struct Params {
        n_units: u32,
        n_features: u32,
        accumulate: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "bmu_sums",
    wgsl: wgsl!("index", ; "bmu_sums"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("samples", Scalar::F32),
        Binding::read("order", Scalar::U32),
        Binding::read("starts", Scalar::U32),
        Binding::read("counts", Scalar::U32),
        Binding::write("sums", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold((p.n_units * (p.n_features / 4 + 1)).div_ceil(64))
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 1, 4), (9, 3, 12), (65, 7, 48), (130, 33, 100)]
            .into_iter()
            .flat_map(|shape| [(shape, 0), (shape, 1)])
            .map(|((n_samples, n_units, n_features), accumulate)| {
                let bmus = draw::indices(rng, n_samples * 2, n_units);
                let (mut order, mut starts, mut counts) =
                    (vec![0; n_samples], vec![0; n_units as usize], vec![0; n_units as usize]);
                (super::bmu_sort::SPEC.cpu)(
                    bytemuck::bytes_of(&super::bmu_sort::Params { n_samples: n_samples as u32, n_units }),
                    &mut [
                        Words::Read(&bmus),
                        Words::Write(&mut order),
                        Words::Write(&mut starts),
                        Words::Write(&mut counts),
                    ],
                );
                draw::case(
                    Params { n_units, n_features: n_features as u32, accumulate },
                    vec![
                        draw::floats(rng, n_samples * n_features, 0.0, 1.0),
                        order,
                        starts,
                        counts,
                        draw::floats(rng, n_units as usize * (n_features + EXTRA), 0.0, 9.0),
                    ],
                    1e-6,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [samples, order, starts, counts, sums] = words else { unreachable!() };
    let n_features = p.n_features as usize;
    let (samples, order, n_units) = (samples.f32s(), order.u32s(), p.n_units as usize);
    let rows = &mut sums.f32s_mut()[..n_units * (n_features + EXTRA)];
    // Units have about as many samples as one another.
    let part = rows_in_part(n_units, 1, order.len().div_ceil(n_units) * n_features);
    let rows = rows.chunks_mut(part * (n_features + EXTRA));
    let parts = rows.zip(starts.u32s().chunks(part)).zip(counts.u32s().chunks(part));
    in_parts(parts, |((rows, starts), counts)| add_up(&p, samples, order, (starts, counts), rows));
}

fn add_up(p: &Params, samples: &[f32], order: &[u32], (starts, counts): (&[u32], &[u32]), rows: &mut [f32]) {
    let n_features = p.n_features as usize;
    let rows = rows.chunks_exact_mut(n_features + EXTRA);
    for ((row, &start), &count) in rows.zip(starts).zip(counts) {
        if p.accumulate == 0 {
            row.fill(0.0);
        }
        let (sum, extra) = row.split_at_mut(n_features);
        for &sample in &order[start as usize..][..count as usize] {
            for (sum, value) in sum.iter_mut().zip(&samples[sample as usize * n_features..]) {
                *sum += value;
            }
        }
        extra[0] += count as f32;
        extra[1] += count as f32;
    }
}
