//! Mask, ReLU and pooling of the active channels that `grouped_forward` has computed: `max m relu(z)` over a window.
//!
//! All other channels are 0. The result is that of a convolution behind a mask of the [`MaskRelu`] kind around the unit
//! of every position.
//!
//! [`MaskRelu`]: super::dense_forward::Rule::MaskRelu

use super::conv::Geometry;
use super::grouped::{layer_params, layers};
use super::simd::load;
use super::{Binding, KernelSpec, Params as _, Scalar, Words, draw, fold, only_in_tools, params, read, wgsl};
use wide::f32x8;

params! {
    /// The geometry is that of [`super::conv`]. `z`: `[n_positions, slots]`; `bmus`: a pair a position from row
    /// `bmu_start` on, the best unit first; `active_sets`, `strengths`: `[n_units, slots]`, as [`crate::net::active`]
    /// makes them; `outputs`, `slopes` (`∂output / ∂z`): `[windows, n_outputs]`; `picks`: `[windows, n_outputs / 4]`,
    /// a byte a channel, little end first: which position of its window is the maximum, the first of equal ones.
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
    workgroup: [32, 1, 1],
    params: Params::FIELDS,
    bindings: &[
        Binding::read("z", Scalar::F32),
        Binding::read("bmus", Scalar::U32),
        Binding::read("active_sets", Scalar::U32),
        Binding::read("strengths", Scalar::F32),
        Binding::write("outputs", Scalar::F32),
        Binding::write("slopes", Scalar::F32),
        Binding::write("picks", Scalar::U32),
    ],
    groups: |bytes| {
        let geometry = Geometry::read(bytes);
        fold((geometry.n_samples * geometry.windows()).div_ceil(32) as u32)
    },
    cpu,
    cases: only_in_tools(|rng| {
        layers()
            .into_iter()
            .map(|layer| {
                let (crowd, sets) = (layer.crowd(rng), layer.sets());
                let p = layer_params!(
                    layer,
                    n_outputs: layer.n_outputs(),
                    slots: sets.slots,
                    bmu_start: rng.below(3),
                );
                let n = (layer.windows() * p.n_outputs) as usize;
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
    let [z, bmus, active_sets, strengths, outputs, slopes, picks] = words else { unreachable!() };
    let (slots, n_outputs, area) = (p.slots as usize, p.n_outputs as usize, geometry.area());
    let (active_sets, strengths) = (active_sets.u32s(), strengths.f32s());
    let positions = z.f32s().chunks_exact(area * slots);
    let bmus = bmus.u32s()[2 * p.bmu_start as usize..].chunks_exact(2 * area);
    let outputs = outputs.f32s_mut().chunks_exact_mut(n_outputs);
    let slopes = slopes.f32s_mut().chunks_exact_mut(n_outputs);
    let picks = bytemuck::cast_slice_mut::<u32, u8>(picks.u32s_mut()).chunks_exact_mut(n_outputs);
    let windows = positions.zip(bmus).zip(outputs.zip(slopes).zip(picks));
    for ((positions, bmus), ((outputs, slopes), picks)) in windows.take(geometry.n_samples * geometry.windows()) {
        outputs.fill(0.0);
        slopes.fill(0.0);
        picks.fill(0);
        for ((z, bmu), sub) in positions.chunks_exact(slots).zip(bmus.chunks_exact(2)).zip(0..) {
            let set = bmu[0] as usize * slots;
            for (z, set) in z.as_chunks::<8>().0.iter().zip((set..).step_by(8)) {
                let strengths = load(&strengths[set..]);
                let values = strengths * f32x8::new(*z);
                let mut positive = values.simd_gt(f32x8::ZERO).to_bitmask();
                if positive == 0 {
                    continue;
                }
                let (values, strengths) = (values.to_array(), strengths.to_array());
                let channels: &[u32; 8] = active_sets[set..].first_chunk().expect("eight slots");
                while positive != 0 {
                    let slot = positive.trailing_zeros() as usize % 8;
                    positive &= positive - 1;
                    let channel = channels[slot] as usize;
                    if values[slot] > outputs[channel] {
                        outputs[channel] = values[slot];
                        slopes[channel] = strengths[slot];
                        picks[channel] = sub;
                    }
                }
            }
        }
    }
}
