//! How many positions of every block have each unit as their best-matching one: the first step of a counting sort.
//!
//! A thread counts its own block, so that nothing is atomic and the order that follows is the same on every run.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

/// Positions that one thread counts.
pub const BLOCK: u32 = 256;

params! {
    /// `bmus`: `n` pairs from row `bmu_start` on, the best unit first; `counts`: `[ceil(n / block), n_units]`.
    pub struct Params {
        n: u32,
        n_units: u32,
        block: u32,
        bmu_start: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "unit_counts",
    wgsl: wgsl!("index", ; "unit_counts"),
    workgroup: Workgroup::Fixed([32, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("bmus", Scalar::U32), Binding::write("counts", Scalar::U32)],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold(p.n.div_ceil(p.block).div_ceil(32))
    },
    cpu,
    cases: only_in_tools(|rng| {
        super::grouped::crowds(rng)
            .into_iter()
            .map(|crowd| {
                let bmu_start = rng.below(3);
                let p = Params { n: crowd.n(), n_units: crowd.n_units, block: crowd.block, bmu_start };
                let counts = draw::untouched((p.n.div_ceil(p.block) * p.n_units) as usize + 3);
                draw::case(p, vec![crowd.pairs(rng, bmu_start), counts], 0.0)
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [bmus, counts] = words else { unreachable!() };
    let bmus = &bmus.u32s()[2 * p.bmu_start as usize..][..2 * p.n as usize];
    let rows = counts.u32s_mut().chunks_exact_mut(p.n_units as usize);
    for (pairs, row) in bmus.chunks(2 * p.block as usize).zip(rows) {
        row.fill(0);
        pairs.chunks_exact(2).for_each(|pair| row[pair[0] as usize] += 1);
    }
}
