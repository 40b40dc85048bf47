//! The gradients by a fully-connected layer's inputs, `gradients · Wᵀ`, and at once those below its inputs' own
//! epilogue: times the activation gradients that [`super::dense_forward`] left there.

use super::gemm::{Panels, store};
use super::simd::{NARROW, each_nonzero, load_some, mostly_zero};
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, shape::Class,
    wgsl,
};

params! {
    /// `gradients`: `[n_samples, n_outputs]`; `weights`: from `start` on `[n_inputs, n_outputs]`; `activation_grad`,
    /// `input_gradients`: `[n_samples, n_inputs]`, and from word `bias_start` on those by the bias of the layer below
    /// (none where `bias_start` is 0). All but `n_samples` are multiples of 4.
    pub struct Params {
        n_samples: u32,
        n_inputs: u32,
        n_outputs: u32,
        start: u32,
        bias_start: u32,
    }
}

/// Inputs in one thread's register tile.
const THREAD: u32 = 4;

pub static SPEC: KernelSpec = KernelSpec {
    name: "dense_grad_inputs",
    wgsl: wgsl!("index", ; "dense_grad_inputs"),
    workgroup: Workgroup::Shaped(Class::Dense),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("gradients", Scalar::F32),
        Binding::read("weights", Scalar::F32),
        Binding::read("activation_grad", Scalar::F32),
        Binding::write("input_gradients", Scalar::F32),
    ],
    groups: |bytes, shape| {
        let p: Params = read(bytes);
        fold((p.n_samples.div_ceil(shape.rows) * p.n_inputs.div_ceil(THREAD)).div_ceil(shape.lanes))
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(1, 4, 4, 1.0), (7, 12, 8, 1.0), (16, 100, 12, 0.05), (33, 52, 100, 1.0), (64, 8, 60, 1.0)]
            .into_iter()
            .flat_map(|shape| [(shape, false), (shape, true)])
            .map(|((n_samples, n_inputs, n_outputs, share), apart)| {
                let n = n_samples * n_inputs;
                let bias_start = if apart { n + 8 } else { 0 };
                let start = 4 * rng.below(3);
                let params = Params { n_samples, n_inputs, n_outputs, start, bias_start };
                draw::case(
                    params,
                    vec![
                        draw::signed_sixteenths(rng, (n_samples * n_outputs) as usize),
                        draw::signed_sixteenths(rng, (start + n_inputs * n_outputs) as usize),
                        draw::sixteenths_of(rng, share, (bias_start + n) as usize),
                        draw::untouched((bias_start + n) as usize + 4),
                    ],
                    1e-6,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [gradients, weights, activation_grad, out] = words else { unreachable!() };
    let (n, n_inputs, n_outputs) = (p.n_samples as usize, p.n_inputs as usize, p.n_outputs as usize);
    let weights = &weights.f32s()[p.start as usize..][..n_inputs * n_outputs];
    let (activation_grad, out) = (activation_grad.f32s(), out.f32s_mut());
    let gradients = &gradients.f32s()[..n * n_outputs];
    if n_outputs <= NARROW && p.bias_start == 0 && mostly_zero(&activation_grad[..n * n_inputs], n_inputs) {
        // What lies behind a sparse mask is skipped.
        let rows = out.chunks_exact_mut(n_inputs).zip(activation_grad.chunks_exact(n_inputs));
        for ((out, activation_grad), gradients) in rows.zip(gradients.chunks_exact(n_outputs)) {
            out.fill(0.0);
            each_nonzero(activation_grad, |k, slope| {
                let row = &weights[k * n_outputs..][..n_outputs];
                out[k] = slope * row.iter().zip(gradients).map(|(weight, gradient)| weight * gradient).sum::<f32>();
            });
        }
        return;
    }
    let mut times = |at: usize, len: usize, sums: wide::f32x8| {
        store(&mut out[at..at + len], sums * load_some(&activation_grad[at..at + len]));
    };
    Panels::of_rows(weights, n_outputs).product(gradients, |row, column, sums| {
        let (at, len) = (row * n_inputs + column, (n_inputs - column).min(8));
        times(at, len, sums);
        if p.bias_start > 0 {
            times(p.bias_start as usize + at, len, sums);
        }
    });
}
