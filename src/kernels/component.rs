//! One component plane: the same feature of every unit.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `codebook`: `[n_units, n_features]`; `plane`: `[n_units]`; `feature < n_features`.
    pub struct Params {
        n_units: u32,
        n_features: u32,
        feature: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "component",
    wgsl: wgsl!("index", ; "component"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("codebook", Scalar::F32), Binding::write("plane", Scalar::F32)],
    groups: |bytes, _| fold(read::<Params>(bytes).n_units.div_ceil(64)),
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 4), (65, 12), (130, 100)]
            .into_iter()
            .map(|(n_units, n_features)| {
                draw::case(
                    Params { n_units, n_features, feature: rng.below(n_features) },
                    vec![
                        draw::floats(rng, (n_units * n_features) as usize, -1.0, 1.0),
                        draw::untouched(n_units as usize + 1),
                    ],
                    0.0,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [codebook, plane] = words else { unreachable!() };
    let units = codebook.f32s().chunks_exact(p.n_features as usize).take(p.n_units as usize);
    for (unit, value) in units.zip(plane.f32s_mut()) {
        *value = unit[p.feature as usize];
    }
}
