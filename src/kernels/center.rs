//! Takes the mean of every sample away and keeps it: patches then differ by their structure alone.
//!
//! `means[out_start + i] = mean(samples[i])`, `samples[i] −= mean`.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `samples`: `[n_samples, n_features]`, of which the first `n_values` of a row count; `means`: `[n]`.
    pub struct Params {
        n_samples: u32,
        n_features: u32,
        n_values: u32,
        out_start: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "center",
    wgsl: wgsl!("index", ; "center"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[Binding::write("samples", Scalar::F32), Binding::write("means", Scalar::F32)],
    groups: |bytes, _| fold(read::<Params>(bytes).n_samples.div_ceil(64)),
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 4, 1), (63, 12, 12), (65, 28, 27), (7, 84, 81)]
            .into_iter()
            .map(|(n_samples, n_features, n_values)| {
                let params = Params { n_samples, n_features, n_values, out_start: rng.below(3) };
                let samples = draw::floats(rng, (n_samples * n_features) as usize, 0.0, 1.0);
                draw::case(params, vec![samples, draw::untouched(n_samples as usize + 3)], 1e-5)
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [samples, means] = words else { unreachable!() };
    let rows = samples.f32s_mut().chunks_exact_mut(p.n_features as usize).take(p.n_samples as usize);
    for (row, out) in rows.zip(&mut means.f32s_mut()[p.out_start as usize..]) {
        let values = &mut row[..p.n_values as usize];
        let mean = values.iter().sum::<f32>() / p.n_values as f32;
        values.iter_mut().for_each(|value| *value -= mean);
        *out = mean;
    }
}
