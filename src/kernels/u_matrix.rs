//! The U-matrix: every unit's mean distance to its lattice neighbors (Ultsch and Siemon 1990).

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read,
    smooth::decode, wgsl,
};

params! {
    /// `codebook`: `[rows × cols, n_features]`; `heights`: `[rows × cols]`, 0 for a unit without neighbors.
    pub struct Params {
        rows: u32,
        cols: u32,
        topology: u32,
        n_features: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "u_matrix",
    wgsl: wgsl!("index", "lattice", ; "u_matrix"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::read("codebook", Scalar::F32), Binding::write("heights", Scalar::F32)],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold(p.rows * p.cols)
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 1, 4), (1, 9, 12), (5, 7, 52), (9, 8, 100)]
            .into_iter()
            .flat_map(|shape| (0..3).map(move |topology| (shape, topology)))
            .map(|((rows, cols, n_features), topology)| {
                let n_units = (rows * cols) as usize;
                draw::case(
                    Params { rows, cols, topology, n_features },
                    vec![draw::floats(rng, n_units * n_features as usize, 0.0, 1.0), draw::untouched(n_units + 1)],
                    1e-5,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [codebook, heights] = words else { unreachable!() };
    let (lattice, _) = decode(p.rows, p.cols, p.topology, 0);
    let n_features = p.n_features as usize;
    let unit = |u: u32| &codebook.f32s()[u as usize * n_features..][..n_features];
    for (u, height) in (0..lattice.n_units()).zip(heights.f32s_mut()) {
        let (mut sum, mut count) = (0.0, 0.0f32);
        for other in (0..lattice.n_units()).filter(|&other| lattice.adjacent(u, other)) {
            let d2: f32 = unit(u).iter().zip(unit(other)).map(|(a, b)| (a - b) * (a - b)).sum();
            sum += d2.sqrt();
            count += 1.0;
        }
        *height = sum / count.max(1.0);
    }
}
