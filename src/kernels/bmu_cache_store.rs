//! Keeps the best-matching units of whole images for later passes: a map that is frozen gives every image the same
//! ones.

use super::gather::{IN_ORDER, SHUFFLED};
use super::shape::Shape;
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};
use crate::rng::{Rng, permute};

params! {
    /// `bmus`: pairs from row `bmu_start` on, `positions` of every sample, the best unit first; `kept`: an image a row
    /// of `row_words` = ceil(`positions` × `bits` / 32) words, each full of units of 8 or 16 `bits`, little end first.
    ///
    /// Sample i is image `start + i`, or `permute(start + i, n_set, key)` where `mode` is [`SHUFFLED`].
    pub struct Params {
        n_samples: u32,
        positions: u32,
        row_words: u32,
        bits: u32,
        mode: u32,
        start: u32,
        n_set: u32,
        key: u32,
        bmu_start: u32,
    }
}

impl Params {
    pub(super) fn image(&self, sample: u32) -> u32 {
        let index = self.start + sample;
        if self.mode == SHUFFLED { permute(index, self.n_set, self.key) } else { index }
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "bmu_cache_store",
    wgsl: wgsl!("index", "rng", ; "bmu_cache_store"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("bmus", Scalar::U32), Binding::write("kept", Scalar::U32)],
    groups,
    cpu,
    cases: only_in_tools(|rng| {
        shapes(rng)
            .into_iter()
            .map(|p| {
                let bmus = draw::indices(rng, (2 * (p.bmu_start + p.n_samples * p.positions)) as usize, 1 << p.bits);
                draw::case(p, vec![bmus, draw::untouched((p.n_set * p.row_words) as usize + 2)], 0.0)
            })
            .collect()
    }),
};

/// A thread a word.
pub(super) fn groups(bytes: &[u8], _: &Shape) -> [u32; 3] {
    let p: Params = read(bytes);
    fold((p.n_samples * p.row_words).div_ceil(64))
}

/// Of parity cases: samples, positions, images.
pub(super) fn shapes(rng: &mut Rng) -> Vec<Params> {
    [(1, 1, 1), (1, 4, 3), (5, 9, 11), (13, 25, 13), (3, 130, 40)]
        .into_iter()
        .flat_map(|shape| [(shape, 8, SHUFFLED), (shape, 16, SHUFFLED), (shape, 8, IN_ORDER), (shape, 16, IN_ORDER)])
        .map(|((n_samples, positions, n_set), bits, mode)| Params {
            n_samples,
            positions,
            row_words: (positions * bits).div_ceil(32),
            bits,
            mode,
            start: rng.below(n_set - n_samples + 1),
            n_set,
            key: rng.next_u32(),
            bmu_start: rng.below(3),
        })
        .collect()
}

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [bmus, kept] = words else { unreachable!() };
    let (row_words, per_word) = (p.row_words as usize, 32 / p.bits as usize);
    let samples = bmus.u32s()[2 * p.bmu_start as usize..].chunks_exact(2 * p.positions as usize);
    for (sample, pairs) in (0..p.n_samples).zip(samples) {
        let row = &mut kept.u32s_mut()[p.image(sample) as usize * row_words..][..row_words];
        for (word, pairs) in row.iter_mut().zip(pairs.chunks(2 * per_word)) {
            let units = pairs.chunks_exact(2).zip((0..).step_by(p.bits as usize));
            *word = units.fold(0, |word, (pair, shift)| word | pair[0] << shift);
        }
    }
}
