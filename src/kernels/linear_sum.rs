//! A linear layer with very many inputs and few outputs, second half: the sums of what [`super::linear_slices`] left,
//! and the bias.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `partials`: `[slices, n_samples, n_outputs]`; `weights`: the bias `[n_outputs]` lies behind the
    /// `[n_inputs, n_outputs]` from `start` on; `outputs`: `[n_samples, n_outputs]`. `n_outputs` and `start` are
    /// multiples of 4.
    pub struct Params {
        n_samples: u32,
        n_inputs: u32,
        n_outputs: u32,
        start: u32,
        slices: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "linear_sum",
    wgsl: wgsl!("index", ; "linear_sum"),
    workgroup: Workgroup::Fixed([32, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("partials", Scalar::F32),
        Binding::read("weights", Scalar::F32),
        Binding::write("outputs", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold((p.n_samples * p.n_outputs / 4).div_ceil(32))
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 4, 4, 1), (7, 40, 8, 3), (17, 100, 12, 2), (33, 20, 16, 9)]
            .into_iter()
            .map(|(n_samples, n_inputs, n_outputs, slices)| {
                let start = 4 * rng.below(3);
                let n = (n_samples * n_outputs) as usize;
                draw::case(
                    Params { n_samples, n_inputs, n_outputs, start, slices },
                    vec![
                        draw::floats(rng, slices as usize * n, -1.0, 1.0),
                        draw::floats(rng, (start + (n_inputs + 1) * n_outputs) as usize, -1.0, 1.0),
                        draw::untouched(n + 4),
                    ],
                    1e-6,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [partials, weights, outputs] = words else { unreachable!() };
    let n_outputs = p.n_outputs as usize;
    let n = p.n_samples as usize * n_outputs;
    let bias = &weights.f32s()[(p.start + p.n_inputs * p.n_outputs) as usize..][..n_outputs];
    let outputs = &mut outputs.f32s_mut()[..n];
    outputs.fill(0.0);
    for slice in partials.f32s().chunks_exact(n).take(p.slices as usize) {
        outputs.iter_mut().zip(slice).for_each(|(sum, value)| *sum += value);
    }
    for row in outputs.chunks_exact_mut(n_outputs) {
        row.iter_mut().zip(bias).for_each(|(sum, value)| *sum += value);
    }
}
