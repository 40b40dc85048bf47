//! Adds up pairs, such as every sample's loss and verdict, into one pair of sums.

use super::{Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, only_in_tools, params, read, wgsl};

params! {
    /// `results`: `[n]` pairs, which become zeros where `clear` is 1; `sums`: pairs, of which that at row `out` is
    /// written.
    pub struct Params {
        n: u32,
        out: u32,
        clear: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "reduce_metrics",
    wgsl: wgsl!(; "reduce_metrics"),
    workgroup: Workgroup::Fixed([256, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::write("results", Scalar::F32), Binding::write("sums", Scalar::F32)],
    groups: |_, _| [1, 1, 1],
    cpu,
    cases: only_in_tools(|rng| {
        [1, 63, 256, 1000]
            .into_iter()
            .flat_map(|n| [(n, 0), (n, 1)])
            .map(|(n, clear): (u32, _)| {
                let results = draw::floats(rng, 2 * n as usize + 4, 0.0, 1.0);
                draw::case(Params { n, out: rng.below(3), clear }, vec![results, draw::untouched(8)], 1e-5)
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [results, sums] = words else { unreachable!() };
    let results = &mut results.f32s_mut()[..2 * p.n as usize];
    let mut found = [0.0f64; 2];
    for pair in results.chunks_exact(2) {
        found[0] += f64::from(pair[0]);
        found[1] += f64::from(pair[1]);
    }
    sums.f32s_mut()[2 * p.out as usize..][..2].copy_from_slice(&found.map(|sum| sum as f32));
    if p.clear == 1 {
        results.fill(0.0);
    }
}
