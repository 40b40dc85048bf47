//! Mask, ReLU and pooling of the active channels that `grouped_forward` has computed: `max m relu(z)` over a window.
//!
//! All other channels are 0. The result is that of a convolution behind a mask of the [`MaskRelu`] kind around the unit
//! of every position.
//!
//! [`MaskRelu`]: super::dense_forward::Rule::MaskRelu

use super::conv::{Geometry, conv_params};
use super::grouped::layers;
use super::simd::load;
use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};
use wide::f32x8;

params! {
    /// The geometry is that of [`super::conv`]. `z`: `[n_positions, slots]`; `bmus`: a pair a position from row
    /// `bmu_start` on, the best unit first; `active_sets`, `strengths`: `[n_units, slots]`, as
    /// [`crate::kernels::active`] makes them; `outputs`, `activation_grad` (`∂output / ∂z`): `[windows, n_outputs]`;
    /// `pool_argmax`: `[windows, n_outputs / 4]`, a byte a channel, little end first: which position of its window is
    /// the maximum, the first of equal ones.
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
        slots: u32,
        bmu_start: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "grouped_pool",
    wgsl: wgsl!("index", ; "grouped_pool"),
    workgroup: Workgroup::Fixed([32, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("z", Scalar::F32),
        Binding::read("bmus", Scalar::U32),
        Binding::read("active_sets", Scalar::U32),
        Binding::read("strengths", Scalar::F32),
        Binding::write("outputs", Scalar::F32),
        Binding::write("activation_grad", Scalar::F32),
        Binding::write("pool_argmax", Scalar::U32),
    ],
    groups: |bytes, _| {
        let geometry = Geometry::read(bytes);
        fold((geometry.n_samples * geometry.windows()).div_ceil(32) as u32)
    },
    cpu,
    cases: only_in_tools(|rng| {
        layers()
            .map(|layer| {
                let (crowd, sets) = (layer.crowd(rng), layer.sets());
                let bmu_start = rng.below(3);
                let p =
                    conv_params!(layer.geometry, Params { n_outputs: layer.n_outputs(), slots: sets.slots, bmu_start });
                let n = layer.windows() * p.n_outputs as usize;
                draw::case(
                    p,
                    vec![
                        draw::signed_sixteenths(rng, (crowd.n() * p.slots) as usize),
                        crowd.pairs(rng, p.bmu_start),
                        sets.active,
                        sets.strengths.iter().map(|m| m.to_bits()).collect(),
                        draw::untouched(n + 4),
                        draw::untouched(n + 4),
                        draw::untouched(n / 4 + 1),
                    ],
                    0.0,
                )
            })
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let geometry = Geometry::read(bytes);
    let [z, bmus, active_sets, strengths, outputs, activation_grad, pool_argmax] = words else { unreachable!() };
    let (slots, n_outputs, area) = (p.slots as usize, p.n_outputs as usize, geometry.area());
    let (windows, sample) = (geometry.windows(), geometry.windows() * n_outputs);
    let (active_sets, strengths) = (active_sets.u32s(), strengths.f32s());
    let z = z.f32s().chunks_exact(windows * area * slots);
    let bmus = bmus.u32s()[2 * p.bmu_start as usize..].chunks_exact(2 * windows * area);
    let outputs = outputs.f32s_mut().chunks_exact_mut(sample);
    let activation_grad = activation_grad.f32s_mut().chunks_exact_mut(sample);
    let pool_argmax = bytemuck::cast_slice_mut::<u32, u8>(pool_argmax.u32s_mut()).chunks_exact_mut(sample);
    let samples = z.zip(bmus).zip(outputs.zip(activation_grad).zip(pool_argmax)).take(geometry.n_samples);
    for ((z, bmus), ((outputs, activation_grad), pool_argmax)) in samples {
        // A sample stays in the cache, and is cleared in one go.
        outputs.fill(0.0);
        activation_grad.fill(0.0);
        pool_argmax.fill(0);
        let positions = z.chunks_exact(area * slots).zip(bmus.chunks_exact(2 * area));
        let rows = outputs.chunks_exact_mut(n_outputs).zip(activation_grad.chunks_exact_mut(n_outputs));
        let rows = rows.zip(pool_argmax.chunks_exact_mut(n_outputs));
        for ((z, bmus), ((outputs, activation_grad), pool_argmax)) in positions.zip(rows) {
            let mut put = |channel: u32, value: f32, m: f32, sub: u8| {
                let channel = channel as usize;
                if value > outputs[channel] {
                    outputs[channel] = value;
                    activation_grad[channel] = m;
                    pool_argmax[channel] = sub;
                }
            };
            let unit = bmus[0];
            let alike = bmus.chunks_exact(2).all(|bmu| bmu[0] == unit);
            if alike {
                // Their sets are the same, and their maximum is one of vectors.
                let set = unit as usize * slots;
                for slot in (0..slots).step_by(8) {
                    let m = load(&strengths[set + slot..]);
                    let (mut best, mut pool_argmax) = (f32x8::ZERO, f32x8::ZERO);
                    for (z, sub) in z.chunks_exact(slots).zip(0u8..) {
                        let values = m * load(&z[slot..]);
                        pool_argmax = values.simd_gt(best).select(f32x8::splat(f32::from(sub)), pool_argmax);
                        best = best.fast_max(values);
                    }
                    let (m, best, pool_argmax) = (m.to_array(), best.to_array(), pool_argmax.to_array());
                    let set = &active_sets[set + slot..][..8];
                    for i in lanes(&best) {
                        put(set[i], best[i], m[i], pool_argmax[i] as u8);
                    }
                }
                continue;
            }
            for ((z, bmu), sub) in z.chunks_exact(slots).zip(bmus.chunks_exact(2)).zip(0..) {
                let set = bmu[0] as usize * slots;
                for (z, set) in z.chunks_exact(8).zip((set..).step_by(8)) {
                    let m = load(&strengths[set..]);
                    let values = (m * load(z)).to_array();
                    let set = &active_sets[set..][..8];
                    for i in lanes(&values) {
                        put(set[i], values[i], m.as_array()[i], sub);
                    }
                }
            }
        }
    }
}

/// The lanes that are above 0.
#[inline]
fn lanes(values: &[f32; 8]) -> impl Iterator<Item = usize> {
    let mut positive = f32x8::new(*values).simd_gt(f32x8::ZERO).to_bitmask();
    std::iter::from_fn(move || {
        let lane = positive.trailing_zeros() as usize;
        positive &= positive.wrapping_sub(1);
        (lane < 8).then_some(lane)
    })
}
