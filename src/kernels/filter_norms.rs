//! The L1 norm of every filter's weights, by which filters are pruned (Li et al., *Pruning Filters for Efficient
//! ConvNets*, 2017).

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `weights`: from `start` on `[n_inputs, n_outputs]`, of which the first `n_filters` columns are filters; `norms`:
    /// `[n_filters]`.
    pub struct Params {
        n_inputs: u32,
        n_outputs: u32,
        start: u32,
        n_filters: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "filter_norms",
    wgsl: wgsl!("index", ; "filter_norms"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("weights", Scalar::F32), Binding::write("norms", Scalar::F32)],
    groups: |bytes, _| fold(read::<Params>(bytes).n_filters.div_ceil(64)),
    cpu,
    cases: only_in_tools(|rng| {
        [(4, 1), (12, 7), (28, 100)]
            .into_iter()
            .map(|(n_inputs, n_filters): (u32, u32)| {
                let n_outputs = n_filters.next_multiple_of(4);
                let start = 4 * rng.below(3);
                draw::case(
                    Params { n_inputs, n_outputs, start, n_filters },
                    vec![
                        draw::signed_sixteenths(rng, (start + n_inputs * n_outputs) as usize),
                        draw::untouched(n_filters as usize + 1),
                    ],
                    0.0,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [weights, norms] = words else { unreachable!() };
    let norms = &mut norms.f32s_mut()[..p.n_filters as usize];
    norms.fill(0.0);
    let rows = weights.f32s()[p.start as usize..].chunks_exact(p.n_outputs as usize);
    for row in rows.take(p.n_inputs as usize) {
        norms.iter_mut().zip(row).for_each(|(norm, weight)| *norm += weight.abs());
    }
}
