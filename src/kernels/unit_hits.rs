//! Adds up how many positions every unit has been the best-matching one of.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `counts`: `[blocks, n_units]`, as `unit_counts` wrote them; `hits`: `[n_units]`, to which they are added.
    pub struct Params {
        blocks: u32,
        n_units: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "unit_hits",
    wgsl: wgsl!("index", ; "unit_hits"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("counts", Scalar::U32), Binding::write("hits", Scalar::U32)],
    groups: |bytes, _| fold(read::<Params>(bytes).n_units.div_ceil(64)),
    cpu,
    cases: only_in_tools(|rng| {
        super::grouped::crowds(rng)
            .into_iter()
            .map(|crowd| {
                let p = Params { blocks: crowd.n().div_ceil(crowd.block), n_units: crowd.n_units };
                draw::case(p, vec![crowd.counts(), draw::indices(rng, p.n_units as usize + 2, 1000)], 0.0)
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [counts, hits] = words else { unreachable!() };
    let hits = &mut hits.u32s_mut()[..p.n_units as usize];
    for row in counts.u32s().chunks_exact(p.n_units as usize).take(p.blocks as usize) {
        hits.iter_mut().zip(row).for_each(|(hits, count)| *hits += count);
    }
}
