//! The gradients by a convolution's inputs, and at once those below its inputs' own epilogue: times the activation
//! gradients that the layer below left there.

use super::conv::{Geometry, conv_params, shapes};
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, shape::Class,
    simd, wgsl,
};

params! {
    /// The geometry is that of [`super::conv`], `pitch` being a multiple of 4. `gradients`: `[n_samples, windows,
    /// n_outputs]` of the loss by the products `z`; `pool_argmax` as [`super::conv_forward`] left them; `weights`: from
    /// `start` on `[n_inputs, n_outputs]`; `activation_grad`, `input_gradients`: `[n_samples, sample_words]`, and from
    /// word `bias_start` on those by the bias of the layer below (none where `bias_start` is 0). What no position
    /// covers gets 0.
    pub struct Params {
        n_samples: u32,
        sample_words: u32,
        width: u32,
        pitch: u32,
        kernel: u32,
        pool: u32,
        out_h: u32,
        out_w: u32,
        n_inputs: u32,
        n_outputs: u32,
        start: u32,
        bias_start: u32,
    }
}

/// Channels in one thread's register tile.
const THREAD: u32 = 4;

pub static SPEC: KernelSpec = KernelSpec {
    name: "conv_grad_inputs",
    wgsl: wgsl!("index", ; "conv_grad_inputs"),
    workgroup: Workgroup::Shaped(Class::Convolution),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("gradients", Scalar::F32),
        Binding::read("pool_argmax", Scalar::U32),
        Binding::read("weights", Scalar::F32),
        Binding::read("activation_grad", Scalar::F32),
        Binding::write("input_gradients", Scalar::F32),
    ],
    groups: |bytes, shape| {
        let p: Params = read(bytes);
        fold((p.n_samples.div_ceil(shape.rows) * p.sample_words.div_ceil(THREAD)).div_ceil(shape.lanes))
    },
    cpu,
    cases: only_in_tools(|rng| {
        shapes()
            .filter(|shape| shape.geometry.pitch.is_multiple_of(4))
            .flat_map(|shape| [(shape, false), (shape, true)])
            .map(|(shape, apart)| {
                let (g, start) = (shape.geometry, 4 * rng.below(3));
                let n = g.n_samples * g.sample_words;
                let bias_start = if apart { n + 8 } else { 0 };
                let params =
                    conv_params!(g, Params { n_outputs: shape.n_outputs as u32, start, bias_start: bias_start as u32 });
                let mut gradients = draw::signed_sixteenths(rng, g.n_samples * g.windows() * shape.n_outputs);
                // Most maxima are dead.
                gradients.iter_mut().filter(|_| rng.below(3) > 0).for_each(|word| *word = 0);
                draw::case(
                    params,
                    vec![
                        gradients,
                        shape.pool_argmax(rng),
                        shape.weights(rng, start as usize),
                        draw::sixteenths(rng, bias_start + n),
                        draw::untouched(bias_start + n + 4),
                    ],
                    1e-6,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let g = Geometry::read(bytes);
    let [gradients, pool_argmax, weights, activation_grad, out] = words else { unreachable!() };
    let (gradients, pool_argmax, activation_grad) = (gradients.f32s(), pool_argmax.u32s(), activation_grad.f32s());
    let (n_outputs, depth) = (p.n_outputs as usize, g.taps().next_multiple_of(32));
    // The weights of a channel in a row, `[n_outputs, depth]`, in whole blocks of `blend`.
    let mut rows = vec![0.0; n_outputs * depth];
    for (k, values) in weights.f32s()[p.start as usize..].chunks_exact(n_outputs).take(g.taps()).enumerate() {
        rows.chunks_exact_mut(depth).zip(values).for_each(|(row, &value)| row[k] = value);
    }
    let mut patch = vec![0.0; depth];
    let mut terms = vec![Vec::new(); g.area()];
    let n = g.n_samples * g.sample_words;
    let (sums, rest) = out.f32s_mut().split_at_mut(n);
    sums.fill(0.0);
    for (window, gradients) in gradients.chunks_exact(n_outputs).take(g.n_samples * g.windows()).enumerate() {
        let pool_argmax = &pool_argmax[window * n_outputs / 4..];
        for (channel, &gradient) in gradients.iter().enumerate().filter(|(_, gradient)| **gradient != 0.0) {
            let sub = pool_argmax[channel / 4] >> (8 * (channel % 4)) & 0xff;
            terms[sub as usize].push((channel * depth, gradient));
        }
        let origin = g.window_origin(window);
        for (sub, terms) in terms.iter_mut().enumerate().filter(|(_, terms)| !terms.is_empty()) {
            simd::blend(&mut patch, &rows, terms);
            terms.clear();
            let origin = origin + g.sub_offset(sub);
            for (ky, values) in patch[..g.taps()].chunks_exact(g.run()).enumerate() {
                let pixels = &mut sums[origin + ky * g.row_words()..][..g.run()];
                pixels.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            }
        }
    }
    if p.bias_start > 0 {
        let start = p.bias_start as usize;
        let values = sums.iter().zip(&activation_grad[start..]).map(|(value, slope)| value * slope);
        rest[start - n..].iter_mut().zip(values).for_each(|(to, value)| *to = value);
    }
    sums.iter_mut().zip(activation_grad).for_each(|(value, slope)| *value *= slope);
}
