//! The gradients of a fully-connected layer's weights and bias: `inputsᵀ · gradients`, and sums over the samples.

use super::gemm::{Panels, store};
use super::simd::{NARROW, add_row, each_nonzero, mostly_zero};
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, shape::Class,
    wgsl,
};

params! {
    /// `inputs`: `[n_samples, n_inputs]`; `gradients`: `[n_samples, n_outputs]` of the loss by `z = x W`, and from word
    /// `bias_start` on those by the bias (the same where `bias_start` is 0); `weight_gradients`: from `start` on
    /// `[n_inputs, n_outputs]`, then `[n_outputs]` of the bias. All but `n_samples` are multiples of 4.
    pub struct Params {
        n_samples: u32,
        n_inputs: u32,
        n_outputs: u32,
        start: u32,
        bias_start: u32,
    }
}

/// Outputs in one thread's register tile.
const THREAD: u32 = 8;

pub static SPEC: KernelSpec = KernelSpec {
    name: "dense_grad_weights",
    wgsl: wgsl!("index", ; "dense_grad_weights"),
    workgroup: Workgroup::Shaped(Class::Dense),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("inputs", Scalar::F32),
        Binding::read("gradients", Scalar::F32),
        Binding::write("weight_gradients", Scalar::F32),
    ],
    groups: |bytes, shape| {
        let p: Params = read(bytes);
        fold((p.n_inputs.div_ceil(shape.rows) * p.n_outputs.div_ceil(THREAD)).div_ceil(shape.lanes))
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 4, 4, 1.0), (7, 12, 8, 1.0), (16, 100, 12, 0.05), (33, 52, 100, 1.0), (64, 8, 60, 1.0)]
            .into_iter()
            .flat_map(|shape| [(shape, false), (shape, true)])
            .map(|((n_samples, n_inputs, n_outputs, share), apart)| {
                let n = n_samples * n_outputs;
                let bias_start = if apart { n + 8 } else { 0 };
                let start = 4 * rng.below(3);
                let params = Params { n_samples, n_inputs, n_outputs, start, bias_start };
                draw::case(
                    params,
                    vec![
                        draw::sixteenths_of(rng, share, (n_samples * n_inputs) as usize),
                        draw::signed_sixteenths(rng, (bias_start + n) as usize),
                        draw::untouched((start + (n_inputs + 1) * n_outputs) as usize + 4),
                    ],
                    1e-6,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [inputs, gradients, out] = words else { unreachable!() };
    let (n, n_inputs, n_outputs) = (p.n_samples as usize, p.n_inputs as usize, p.n_outputs as usize);
    let gradients = gradients.f32s();
    let (weights, bias) = out.f32s_mut()[p.start as usize..].split_at_mut(n_inputs * n_outputs);
    let inputs = &inputs.f32s()[..n * n_inputs];
    if n_outputs <= NARROW && mostly_zero(inputs, n_inputs) {
        // What lies behind a sparse mask is skipped.
        weights.fill(0.0);
        for (values, row) in inputs.chunks_exact(n_inputs).zip(gradients.chunks_exact(n_outputs)) {
            each_nonzero(values, |k, value| add_row(&mut weights[k * n_outputs..][..n_outputs], value, row));
        }
    } else {
        let panels = Panels::of_columns(&gradients[..n * n_outputs], n_outputs);
        panels.product_transposed(inputs, n_inputs, |row, column, sums| {
            store(&mut weights[row * n_outputs + column..][..(n_outputs - column).min(8)], sums);
        });
    }
    let bias = &mut bias[..n_outputs];
    bias.fill(0.0);
    for row in gradients[p.bias_start as usize..][..n * n_outputs].chunks_exact(n_outputs) {
        bias.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
}
