//! Which filters are left after pruning: those with the largest norms, the lower index where two are equal.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};
use crate::order::ascending;

params! {
    /// `norms`: `[n_filters]`; `list`: `[left]`, the filters that are left, ascending; `left` ≤ `n_filters`.
    pub struct Params {
        n_filters: u32,
        left: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "rank_filters",
    wgsl: wgsl!("index", ; "rank_filters"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("norms", Scalar::F32), Binding::write("list", Scalar::U32)],
    groups: |bytes, _| fold(read::<Params>(bytes).n_filters.div_ceil(64)),
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 1), (7, 3), (100, 5), (130, 129)]
            .into_iter()
            .map(|(n_filters, left)| {
                draw::case(
                    Params { n_filters, left },
                    vec![draw::sixteenths(rng, n_filters as usize), draw::untouched(left as usize + 1)],
                    0.0,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [norms, list] = words else { unreachable!() };
    let norms = &norms.f32s()[..p.n_filters as usize];
    let order = ascending(norms.iter().map(|&norm| -f64::from(norm)));
    let mut left = vec![false; norms.len()];
    order[..p.left as usize].iter().for_each(|&filter| left[filter as usize] = true);
    let places = (0..p.n_filters).filter(|&filter| left[filter as usize]);
    list.u32s_mut().iter_mut().zip(places).for_each(|(out, filter)| *out = filter);
}
