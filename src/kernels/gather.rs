//! Picks samples out of the data set and turns their bytes into numbers in [0, 1].
//!
//! `samples[i] = data[index(i)] / 255`, where `index(i)` is `start + i` in order, shuffled, or looked up.

use super::{Binding, KernelSpec, Params as _, Scalar, Words, draw, fold, params, read, wgsl};
use crate::rng::permute;

/// `data[start + i]`
pub const IN_ORDER: u32 = 0;
/// `data[permute(start + i, n_set, key)]`
pub const SHUFFLED: u32 = 1;
/// `data[indices[start + i]]`
pub const LISTED: u32 = 2;

params! {
    /// `data`: `[n, n_features]` bytes, four to a word; `indices`: `[n]`; `samples`: `[n_samples, n_features]`.
    pub struct Params {
        n_samples: u32,
        n_features: u32,
        mode: u32,
        start: u32,
        n_set: u32,
        key: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "gather",
    wgsl: wgsl!("index", "rng", ; "gather"),
    workgroup: [64, 1, 1],
    params: Params::FIELDS,
    bindings: &[
        Binding::read("data", Scalar::U32),
        Binding::read("indices", Scalar::U32),
        Binding::write("samples", Scalar::F32),
    ],
    groups: |bytes| {
        let p: Params = read(bytes);
        fold((p.n_samples * (p.n_features / 4)).div_ceil(64))
    },
    cpu,
    cases: |rng| {
        [(1, 4, 1), (7, 12, 30), (64, 48, 65), (5, 784, 17)]
            .into_iter()
            .flat_map(|(n_samples, n_features, n_set)| {
                [IN_ORDER, SHUFFLED, LISTED].map(|m| (n_samples, n_features, n_set, m))
            })
            .map(|(n_samples, n_features, n_set, mode)| {
                let n_samples = n_samples.min(n_set);
                let start = rng.below(n_set - n_samples + 1);
                let params = Params { n_samples, n_features, mode, start, n_set, key: rng.next_u32() };
                let data = (0..n_set * n_features / 4).map(|_| rng.next_u32()).collect();
                let indices = draw::indices(rng, n_set as usize, n_set);
                let samples = draw::untouched((n_samples * n_features) as usize + 4);
                draw::case(params, vec![data, indices, samples], 0.0)
            })
            .collect()
    },
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [data, indices, samples] = words else { unreachable!() };
    let data: &[u8] = bytemuck::cast_slice(data.u32s());
    let n_features = p.n_features as usize;
    let rows = samples.f32s_mut().chunks_exact_mut(n_features).take(p.n_samples as usize);
    for (row, i) in rows.zip(p.start..) {
        let index = match p.mode {
            SHUFFLED => permute(i, p.n_set, p.key),
            LISTED => indices.u32s()[i as usize],
            _ => i,
        } as usize;
        for (value, &byte) in row.iter_mut().zip(&data[index * n_features..]) {
            *value = f32::from(byte) * (1.0 / 255.0);
        }
    }
}
