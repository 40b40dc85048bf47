//! Brings back the best-matching units that [`super::bmu_cache_store`] has kept.

use super::bmu_cache_store::{Params, groups, shapes};
use super::{Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, only_in_tools, read, wgsl};

pub static SPEC: KernelSpec = KernelSpec {
    name: "bmu_cache_load",
    wgsl: wgsl!("index", "rng", ; "bmu_cache_load"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("kept", Scalar::U32), Binding::write("bmus", Scalar::U32)],
    groups,
    cpu,
    cases: only_in_tools(|rng| {
        shapes(rng)
            .into_iter()
            .map(|p| {
                let kept = (0..p.n_set * p.row_words).map(|_| rng.next_u32()).collect();
                let bmus = draw::untouched((2 * (p.bmu_start + p.n_samples * p.positions)) as usize + 2);
                draw::case(p, vec![kept, bmus], 0.0)
            })
            .collect()
    }),
};

/// Both units of a pair are the best one: the second best is not kept.
fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [kept, bmus] = words else { unreachable!() };
    let (row_words, per_word) = (p.row_words as usize, 32 / p.bits as usize);
    let samples = bmus.u32s_mut()[2 * p.bmu_start as usize..].chunks_exact_mut(2 * p.positions as usize);
    for (sample, pairs) in (0..p.n_samples).zip(samples) {
        let row = &kept.u32s()[p.image(sample) as usize * row_words..][..row_words];
        for (word, pairs) in row.iter().zip(pairs.chunks_mut(2 * per_word)) {
            for (pair, shift) in pairs.chunks_exact_mut(2).zip((0..).step_by(p.bits as usize)) {
                pair.fill(word >> shift & ((1 << p.bits) - 1));
            }
        }
    }
}
