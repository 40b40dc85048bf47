//! The positions sorted by their best-matching unit, stable: the last step of a counting sort.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `bmus`: `n` pairs from row `bmu_start` on, the best unit first; `counts`: `[ceil(n / block), n_units]`, where the
    /// positions of a block and a unit go, as `unit_starts` left it; it is used up. `order`: `[n]`.
    pub struct Params {
        n: u32,
        n_units: u32,
        block: u32,
        bmu_start: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "unit_order",
    wgsl: wgsl!("index", ; "unit_order"),
    workgroup: Workgroup::Fixed([32, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("bmus", Scalar::U32),
        Binding::write("counts", Scalar::U32),
        Binding::write("order", Scalar::U32),
    ],
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
                let order = draw::untouched(p.n as usize + 2);
                draw::case(p, vec![crowd.pairs(rng, bmu_start), crowd.places(), order], 0.0)
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [bmus, counts, order] = words else { unreachable!() };
    let bmus = bmus.u32s()[2 * p.bmu_start as usize..][..2 * p.n as usize].chunks(2 * p.block as usize);
    let order = order.u32s_mut();
    let mut position = 0;
    for (pairs, places) in bmus.zip(counts.u32s_mut().chunks_exact_mut(p.n_units as usize)) {
        for pair in pairs.chunks_exact(2) {
            let place = &mut places[pair[0] as usize];
            order[*place as usize] = position;
            *place += 1;
            position += 1;
        }
    }
}
